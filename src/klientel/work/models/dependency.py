"""That one work item waits for another."""

from __future__ import annotations

from django.db import models

from klientel.work.models.item import WorkItem
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey


class Dependency(ScopedModel):
    """`item` can only be finished once `waits_for` is."""

    item = WorkspaceForeignKey(WorkItem, models.CASCADE, db_index=False)
    waits_for = WorkspaceForeignKey(WorkItem, models.CASCADE, db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "item", "waits_for"], name="waits_once")
        ]
        indexes = [models.Index(fields=["workspace", "waits_for"], name="waited_for")]
