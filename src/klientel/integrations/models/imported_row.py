"""Rows of files that were imported before, by their keys."""

from __future__ import annotations

from django.db import models

from klientel.workspaces.scope import ScopedModel


class ImportedRow(ScopedModel):
    """A row that had nothing to be matched by; a second import of it adds nothing.

    `key` names source, content and occurrence (`row_keys`). `record_id` is a plain column: what
    was made of the row may be gone.
    """

    key = models.CharField(max_length=64)
    record_id = models.UUIDField()
    batch = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint("workspace", "key", name="imported_row_once")]
        indexes = [models.Index(fields=["workspace", "batch"], name="imported_row_of_batch")]
