"""A step of a checklist."""

from __future__ import annotations

from django.db import models

from klientel.work.models.item import WorkItem
from klientel.workspaces.models import Member
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey


class Step(ScopedModel):
    """One line to be ticked on a work item, in its place; perhaps somebody's, until a day.

    An item has one checklist without a name, and more that have one: those of its steps that share
    a `checklist`.
    """

    item = WorkspaceForeignKey(WorkItem, models.CASCADE, db_index=False)
    text = models.CharField(max_length=300)
    checklist = models.CharField(max_length=80, blank=True, default="")
    position = models.PositiveIntegerField()
    member = WorkspaceForeignKey(Member, models.PROTECT, null=True, db_index=False)
    due_on = models.DateField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = WorkspaceForeignKey(Member, models.PROTECT, null=True, db_index=False)

    class Meta:
        indexes = [models.Index(fields=["workspace", "item", "position"], name="step_in_order")]

    def __str__(self) -> str:
        return self.text
