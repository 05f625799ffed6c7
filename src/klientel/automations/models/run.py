"""What a rule did: one run for each time it started, what runs wait for, and how far was looked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q

from klientel.automations.models.rule import Rule
from klientel.kit import clock
from klientel.workspaces.actor import MAX_DEPTH
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey

#: stands for the record of a run that is about none: a key must not be empty
NOBODY = UUID(int=0)


class Run(ScopedModel):
    """One start of a rule, once per rule, `occasion` and `target`.

    The occasion is the id of the event, or made of the trigger and its moment where time started
    it; the target is the record, or `NOBODY`. Its steps are those of `version`. `todo` tells how
    far it is (`position.py`), `log` what each step did. A run that is open goes on at
    `next_at`; while it is running that is when its lease ends, which `claim` holds. `reason` is a
    sentence as `Refused` keeps it. All that it writes is told in the batch of its id.
    """

    class State(models.IntegerChoices):
        """Those before done are open."""

        READY = 0
        RUNNING = 1
        WAITING = 2
        DONE = 3
        STOPPED = 4
        FAILED = 5

    rule = WorkspaceForeignKey(Rule, models.CASCADE, db_index=False)
    rule_id: UUID
    version = models.PositiveIntegerField()
    occasion = models.UUIDField()
    target = models.UUIDField(default=NOBODY)
    trigger = models.CharField(max_length=40)
    event_id = models.UUIDField(null=True)
    record_type = models.CharField(max_length=40, blank=True, default="")
    record_id = models.UUIDField(null=True)
    depth = models.PositiveSmallIntegerField(default=1)
    #: the run whose step started this one
    parent_id = models.UUIDField(null=True)
    facts: models.JSONField[Any] = models.JSONField(default=dict)
    state = models.PositiveSmallIntegerField(choices=State, default=State.READY)
    next_at = models.DateTimeField(null=True)
    claim = models.UUIDField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    todo: models.JSONField[Any] = models.JSONField(default=list)
    log: models.JSONField[Any] = models.JSONField(default=list)
    reason: models.JSONField[Any] = models.JSONField(default=dict)
    starts_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "rule", "occasion", "target"], name="run_once"
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "next_at"], name="run_due", condition=Q(state__lt=3)),
            models.Index(fields=["workspace", "rule", "starts_at"], name="run_of_rule"),
            models.Index(
                fields=["workspace", "record_id", "starts_at"],
                name="run_of_record",
                condition=Q(record_id__isnull=False),
            ),
            models.Index(
                fields=["workspace", "rule", "starts_at", "id"],
                name="run_failed",
                condition=Q(state=5),
            ),
        ]

    def __str__(self) -> str:
        return f"run of {self.rule_id} for {self.target}"

    @property
    def is_open(self) -> bool:
        """Whether it has not ended."""
        return self.state < Run.State.DONE

    @property
    def is_too_deep(self) -> bool:
        """Whether more rules started each other than may, so that it never begins."""
        return self.depth > MAX_DEPTH


class Awaited(ScopedModel):
    """A verb that a run waits for, told of a record or around an account. Gone when it goes on."""

    run = WorkspaceForeignKey(Run, models.CASCADE, db_index=False)
    run_id: UUID
    verb = models.CharField(max_length=60)
    on_id = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "run", "verb", "on_id"], name="awaited_once"
            ),
        ]
        indexes = [models.Index(fields=["workspace", "verb", "on_id"], name="awaited_here")]


class Watch(ScopedModel):
    """Until when the moments of a rule's triggers of time were looked for."""

    rule = WorkspaceForeignKey(Rule, models.CASCADE, db_index=False)
    rule_id: UUID
    looked_until = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "rule"], name="watch_once_per_rule"),
        ]
