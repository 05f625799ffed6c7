"""Work for later: jobs claimed by lease, and the schedules that make them."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from klientel.kit import clock
from klientel.kit.ids import uuid7


class Job(models.Model):
    """One call of a task, run at least once by whichever worker holds the lease.

    A plain table, claimed across workspaces; `workspace_id` says whose work it is (None for the
    program's own). `dedupe_key` is unique among waiting jobs: asking again for the same work is
    free until it begins. What is asked for while it runs is done after it, once.
    `progress` and `total` feed the job tray; `member_id` is who asked and may watch it. `worker`
    names the claim that holds the lease; `cancel_wanted` asks a running task to stop.
    """

    class State(models.IntegerChoices):
        """Waiting and running jobs are open; the others have ended."""

        READY = 0
        RUNNING = 1
        DONE = 2
        DEAD = 3
        CANCELLED = 4

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace_id = models.UUIDField(null=True)
    member_id = models.UUIDField(null=True)
    queue = models.CharField(max_length=20, default="default")
    name = models.CharField(max_length=120)
    args: models.JSONField[Any] = models.JSONField(default=dict)
    label = models.CharField(max_length=200, blank=True, default="")
    state = models.PositiveSmallIntegerField(choices=State, default=State.READY)
    priority = models.SmallIntegerField(default=0)
    run_at = models.DateTimeField(default=clock.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=5)
    lease_until = models.DateTimeField(null=True)
    worker = models.CharField(max_length=80, blank=True, default="")
    # None and not "", of which the unique constraint would allow only one
    dedupe_key = models.CharField(max_length=120, null=True)
    cancel_wanted = models.BooleanField(default=False)
    schedule_id = models.UUIDField(null=True)
    progress = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    result: models.JSONField[Any] = models.JSONField(null=True)
    error = models.CharField(max_length=500, blank=True, default="")
    created_at = models.DateTimeField(default=clock.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dedupe_key"], name="job_once_while_waiting", condition=Q(state=0)
            )
        ]
        indexes = [
            models.Index(fields=["-priority", "run_at"], name="job_ready", condition=Q(state=0)),
            models.Index(fields=["lease_until"], name="job_leased", condition=Q(state=1)),
            models.Index(fields=["workspace_id", "member_id", "created_at"], name="job_tray"),
        ]


class Schedule(models.Model):
    """When a task runs again and again; a due row is claimed, so any number of nodes is safe."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=120, unique=True)
    task = models.CharField(max_length=160)
    args: models.JSONField[Any] = models.JSONField(default=dict)
    cron = models.CharField(max_length=60)
    time_zone = models.CharField(max_length=60, default="UTC")
    next_at = models.DateTimeField()
    is_active = models.BooleanField(default=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], name="schedule_due", condition=Q(is_active=True))
        ]
