"""When buyers moved from one segment to another."""

from __future__ import annotations

from django.db import models

from klientel.crm.models.account import Account
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey


class SegmentMove(ScopedModel):
    """A move of an account, at most one a day: from the segment before the day to that after it.

    An empty `was` is a first purchase, an empty `became` one whose purchases are gone. `moved_on`
    is the day that the segments were counted from (`SegmentRun.as_of`).
    """

    account = WorkspaceForeignKey(Account, models.CASCADE, db_index=False)
    was = models.CharField(max_length=10, blank=True, default="")
    became = models.CharField(max_length=10, blank=True, default="")
    moved_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint("workspace", "account", "moved_on", name="segment_move_once")
        ]
        indexes = [
            models.Index(
                "workspace", "moved_on", "was", "became", "account", name="segment_move_by_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.was} → {self.became}"
