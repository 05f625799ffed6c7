"""A counter of tries, kept in the database so that every process counts together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, models, transaction
from django.db.models import F


class Throttle(models.Model):
    """How often something was tried since `began_at`; `key` is a hash, so it names nobody."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField(default=1)
    began_at = models.DateTimeField(db_index=True)

    @classmethod
    def count_one(cls, key: str, most: int, now: datetime, span: timedelta) -> bool:
        """Count one more try; False when `most` were made within the span.

        Every step is one conditional statement, so two processes never both take the last try.
        """
        rows = cls.objects.filter(key=key)
        for _ in range(3):
            if rows.filter(began_at__gt=now - span, count__lt=most).update(count=F("count") + 1):
                return True
            if rows.filter(began_at__lte=now - span).update(count=1, began_at=now):
                return True
            if rows.exists():
                return False
            if cls._begin(key, now):
                return True
            # Another process made the row in this moment: count again.
        return False

    @classmethod
    def _begin(cls, key: str, now: datetime, count: int = 1) -> bool:
        try:
            with transaction.atomic():
                cls.objects.create(key=key, count=count, began_at=now)
        except IntegrityError:
            return False
        return True

    @classmethod
    def take_some(cls, key: str, some: int, most: int, begin: datetime) -> int | None:
        """Count some at once in the span that begins at `begin`; None where they are too many.

        Returns how many are taken by then.
        """
        rows = cls.objects.filter(key=key)
        for _ in range(3):
            mine = rows.filter(began_at=begin, count__lte=most - some)
            if mine.update(count=F("count") + some):
                return rows.values_list("count", flat=True).first() or some
            if rows.filter(began_at__lt=begin).update(count=some, began_at=begin):
                return some
            if rows.exists():
                return None
            if some <= most and cls._begin(key, begin, some):
                return some
        return None

    @classmethod
    def free_at(cls, key: str, span: timedelta) -> datetime | None:
        """When it is counted anew; None for what is not counted."""
        began = cls.objects.filter(key=key).values_list("began_at", flat=True).first()
        return began + span if began else None

    @classmethod
    def give_back(cls, keys: Sequence[str]) -> None:
        """Take one try off each counter."""
        cls.objects.filter(key__in=keys, count__gt=0).update(count=F("count") - 1)

    @classmethod
    def forget_old(cls, before: datetime) -> int:
        """Delete counters that began before an instant; returns how many."""
        return cls.objects.filter(began_at__lt=before).delete()[0]
