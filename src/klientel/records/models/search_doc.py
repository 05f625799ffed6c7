"""What a record is found by, in the one folded form of `kit.text.fold`."""

from __future__ import annotations

from django.db import models

from klientel.records.models.record_ref import RecordRef
from klientel.workspaces.models import Workspace
from klientel.workspaces.scope import ScopedManager, WorkspaceForeignKey


class SearchDoc(models.Model):
    """One row per record, written in its transaction.

    The integer key is what the text index of SQLite needs; it grows with time, so the newest
    come first by key alone. `title` and `body` are folded; `digits` are phone numbers without
    anything else. Triggers (SQLite) and generated columns (PostgreSQL) keep the text index.
    """

    id = models.BigAutoField(primary_key=True)
    workspace = models.ForeignKey(Workspace, models.PROTECT, related_name="+", db_index=False)
    record = WorkspaceForeignKey(RecordRef, models.CASCADE, db_index=False)
    type = models.CharField(max_length=40)
    title = models.CharField(max_length=400)
    body = models.TextField(blank=True, default="")
    digits = models.CharField(max_length=200, blank=True, default="")

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "record"], name="search_doc_once")
        ]
