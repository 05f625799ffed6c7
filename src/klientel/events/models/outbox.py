"""What is still to be told: one outbox row per event, one delivery per interested subscriber."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from klientel.kit import clock
from klientel.kit.ids import uuid7


class Outbox(models.Model):
    """An event that the dispatcher has not looked at yet.

    A plain table that workers claim across workspaces. Rows, not a last-id cursor, since ids
    commit out of order.
    """

    event_id = models.UUIDField(primary_key=True)
    workspace_id = models.UUIDField()
    created_at = models.DateTimeField(default=clock.now)


class Delivery(models.Model):
    """One event on its way to one target of one subscriber; told at least once.

    `next_try_at` is when a waiting row is due and when the lease of a running one ends, so that a
    row whose worker died is due again by itself. `claim` names the batch that holds the lease.
    """

    class State(models.IntegerChoices):
        """Waiting and running deliveries are open; the others have ended."""

        WAITING = 0
        RUNNING = 1
        DONE = 2
        DEAD = 3

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    event_id = models.UUIDField()
    workspace_id = models.UUIDField()
    subscriber = models.CharField(max_length=60)
    target = models.CharField(max_length=60, blank=True, default="")
    state = models.PositiveSmallIntegerField(choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=clock.now)
    claim = models.UUIDField(null=True)
    last_error = models.CharField(max_length=500, blank=True, default="")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event_id", "subscriber", "target"], name="delivery_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["next_try_at", "id"], name="delivery_open", condition=Q(state__lt=2)
            ),
            models.Index(
                fields=["workspace_id", "created_at"], name="delivery_dead", condition=Q(state=3)
            ),
        ]
