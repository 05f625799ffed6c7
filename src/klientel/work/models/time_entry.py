"""Time that somebody spent on a work item."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from klientel.work.models.item import WorkItem
from klientel.workspaces.models import Member
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey


class TimeEntry(ScopedModel):
    """Minutes of one member; while its timer runs, `minutes` is empty. A member has one timer."""

    item = WorkspaceForeignKey(WorkItem, models.CASCADE, db_index=False)
    member = WorkspaceForeignKey(Member, models.PROTECT, db_index=False)
    started_at = models.DateTimeField()
    minutes = models.PositiveIntegerField(null=True)
    note = models.CharField(max_length=300, blank=True, default="")
    is_billable = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "member"],
                condition=Q(minutes__isnull=True),
                name="one_timer_each",
            )
        ]
        indexes = [
            models.Index("workspace", "item", F("started_at").desc(), name="time_on_item"),
            models.Index("workspace", "member", F("started_at").desc(), name="time_of_member"),
        ]
