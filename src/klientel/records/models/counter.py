"""Numbers people say: one locked row per workspace and series."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import connection, models

from klientel.workspaces.scope import ScopedModel


class Counter(ScopedModel):
    """The last number given in a series (`account`, `A-`, `T-`)."""

    series = models.CharField(max_length=40)
    last = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "series"], name="counter_once")]

    @classmethod
    def take(cls, workspace_id: UUID, series: str, count: int = 1) -> range:
        """The next `count` numbers; the row stays locked until the transaction ends.

        One conditional UPDATE, so two writers never get the same number (SECURITY rule 24).
        """
        last = cls._moved(workspace_id, series, count)
        if last is None:
            cls.objects.bulk_create(
                [cls(workspace_id=workspace_id, series=series)], ignore_conflicts=True
            )
            last = cls._moved(workspace_id, series, count)
        if last is None:
            raise cls.DoesNotExist(f"there is no series {series}")
        return range(last - count + 1, last + 1)

    @classmethod
    def _moved(cls, workspace_id: UUID, series: str, count: int) -> int | None:
        """The last number after moving on; None while nobody began the series."""
        key: Any = cls._meta.get_field("workspace")
        with connection.cursor() as cursor:
            cursor.execute(
                'UPDATE records_counter SET "last" = "last" + %s '
                'WHERE workspace_id = %s AND series = %s RETURNING "last"',
                [count, key.get_db_prep_value(workspace_id, connection), series],
            )
            found = cursor.fetchone()
        return None if found is None else int(found[0])
