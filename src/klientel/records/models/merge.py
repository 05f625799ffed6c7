"""What was merged, and all that is needed to take it apart again."""

from __future__ import annotations

from typing import Any

from django.db import models

from klientel.kit import clock
from klientel.workspaces.models import Member
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey


class Merge(ScopedModel):
    """Records that became one. `winner_id` is what they became: a plain id, since the merge
    outlives what it tells of.

    `changes` is `{field: [before, after]}` of the winner in `api` form. `undone_at` says when it
    was taken apart.
    """

    type = models.CharField(max_length=40)
    winner_id = models.UUIDField()
    title = models.CharField(max_length=300)
    member = WorkspaceForeignKey(Member, models.PROTECT, null=True, db_index=False)
    changes: models.JSONField[Any] = models.JSONField(default=dict)
    counts: models.JSONField[Any] = models.JSONField(default=dict)
    batch = models.UUIDField()
    merged_at = models.DateTimeField(default=clock.now)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "-merged_at", "-id"], name="merge_by_time"),
            models.Index(fields=["workspace", "batch"], name="merge_of_batch"),
        ]


class MergedRecord(ScopedModel):
    """One record that went into another. Its id and number lead to the winner for ever."""

    merge = WorkspaceForeignKey(Merge, models.CASCADE, db_index=False)
    type = models.CharField(max_length=40)
    record_id = models.UUIDField()
    ref = models.CharField(max_length=20, null=True)
    title = models.CharField(max_length=300)
    is_apart = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "record_id"], name="merged_by_id"),
            models.Index(fields=["workspace", "type", "ref"], name="merged_by_ref"),
            models.Index(fields=["workspace", "merge"], name="merged_of_merge"),
        ]


class MovedRow(ScopedModel):
    """One row that pointed to a merged record and points to the winner since.

    `place` names table and column (`crm.purchase.account`), `moved_from` where it pointed.
    """

    merge = WorkspaceForeignKey(Merge, models.CASCADE, db_index=False)
    place = models.CharField(max_length=80)
    row_id = models.UUIDField()
    moved_from = models.UUIDField()

    class Meta:
        indexes = [
            models.Index(
                fields=["workspace", "merge", "place", "moved_from"], name="moved_by_merge"
            )
        ]
