"""Somebody wants to hear of what happens to a record."""

from __future__ import annotations

from django.db import models

from klientel.kit import clock
from klientel.records.models import RecordRef
from klientel.workspaces.models import Member
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey


class Watcher(ScopedModel):
    """One member who follows one record, of whatever type; it gives no right to see it."""

    record = WorkspaceForeignKey(RecordRef, models.CASCADE, db_index=False)
    member = WorkspaceForeignKey(Member, models.CASCADE, db_index=False)
    since = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "record", "member"], name="watches_once")
        ]
        indexes = [models.Index(fields=["workspace", "member"], name="watched_by")]
