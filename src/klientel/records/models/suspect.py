"""Two records that are perhaps the same, and what somebody said of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import models

from klientel.kit import clock
from klientel.records.models.record_ref import RecordRef
from klientel.workspaces.models import Member
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey


class Suspect(ScopedModel):
    """A pair, the smaller id first. `reasons` are pairs of a `Why` and its points.

    What was said to be different stays so for ever, however often the search comes by.
    """

    class State(models.TextChoices):
        OPEN = "open"
        DIFFERENT = "different"
        MERGED = "merged"

    type = models.CharField(max_length=40)
    first = WorkspaceForeignKey(RecordRef, models.CASCADE, db_index=False)
    second = WorkspaceForeignKey(RecordRef, models.CASCADE, db_index=False)
    certainty = models.PositiveSmallIntegerField()
    reasons: models.JSONField[Any] = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    decided_by = WorkspaceForeignKey(Member, models.PROTECT, null=True, db_index=False)
    decided_at = models.DateTimeField(null=True)
    found_at = models.DateTimeField(default=clock.now)

    #: no column: the event that told of what was just decided, by which it is undone
    told_by: UUID | None = None

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "first", "second"], name="suspect_once")
        ]
        indexes = [
            models.Index(
                fields=["workspace", "state", "-certainty", "-id"], name="suspect_by_certainty"
            ),
            models.Index(fields=["workspace", "second"], name="suspect_of_second"),
        ]


class LikenessRun(ScopedModel):
    """How far the search for duplicates is in a workspace: one row.

    What changed before `seen_until` was compared; `whole_at` is when all were compared with all.
    """

    seen_until = models.DateTimeField()
    whole_at = models.DateTimeField()
    compared = models.PositiveIntegerField(default=0)

    #: of the keys, which a copy goes without: where they are missing, the next search is of all
    is_derived = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace"], name="likeness_run_once")]
