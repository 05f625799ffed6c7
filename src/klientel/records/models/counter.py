"""Numbers people say: one locked row per workspace and series."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models import F

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
        rows = cls.objects.in_workspace(workspace_id).filter(series=series)
        if not rows.update(last=F("last") + count):
            cls.objects.bulk_create(
                [cls(workspace_id=workspace_id, series=series)], ignore_conflicts=True
            )
            rows.update(last=F("last") + count)
        last = rows.values_list("last", flat=True).get()
        return range(last - count + 1, last + 1)
