"""One line of the log: who did what to which record, through which door, and when."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from klientel.kit import clock
from klientel.workspaces.models import Member
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey


class Event(ScopedModel):
    """Never changed once written: the log is the audit trail and the activity feed.

    `record_id` and `account_id` are ids of the spine, kept as plain columns: the log stands below
    the records, and an event outlives what it tells of. `facts` holds what the verb declares;
    `facts["changes"]` is `{field: [before, after]}`.
    """

    actor_kind = models.CharField(max_length=10)
    member = WorkspaceForeignKey(Member, models.PROTECT, null=True, db_index=False)
    actor_name = models.CharField(max_length=120, blank=True)
    via = models.CharField(max_length=12)
    #: what the token is called by which somebody acted; the token itself is forgotten some day
    token = models.CharField(max_length=80, blank=True, default="")
    verb = models.CharField(max_length=60)
    record_type = models.CharField(max_length=40, blank=True)
    record_id = models.UUIDField(null=True)
    account_id = models.UUIDField(null=True)
    facts: models.JSONField[Any] = models.JSONField(default=dict)
    batch = models.UUIDField(null=True)
    cause = models.UUIDField(null=True)
    depth = models.PositiveSmallIntegerField(default=0)
    occurred_at = models.DateTimeField(default=clock.now)
    recorded_at = models.DateTimeField(default=clock.now)

    is_unchanging = True

    #: no column: which target of a subscriber this copy is told to (`Subscriber.targets`)
    target: str = ""

    class Meta:
        indexes = [
            models.Index(
                fields=["workspace", "record_id", "occurred_at", "id"], name="event_of_record"
            ),
            models.Index(
                fields=["workspace", "account_id", "occurred_at", "id"], name="event_of_account"
            ),
            models.Index(
                fields=["workspace", "batch"],
                name="event_of_batch",
                condition=Q(batch__isnull=False),
            ),
            models.Index(fields=["workspace", "id"], name="event_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.record_id or ''}".strip()
