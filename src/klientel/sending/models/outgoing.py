"""What every outgoing thing has, whether a mail or a call: how far it got, and who holds it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from klientel.kit import clock
from klientel.kit.ids import uuid7


class Outgoing(models.Model):
    """A row that a worker sends once it is due; claimed across workspaces.

    `next_try_at` is when a waiting one is due and when the lease of one being sent ends; `claim`
    names the attempt that holds the lease. With a `dedupe_key` it is queued once in its workspace.
    """

    class State(models.IntegerChoices):
        HELD = 0, _("Held")
        WAITING = 1, _("Waiting")
        SENDING = 2, _("Being sent")
        SENT = 3, _("Sent")
        DEAD = 4, _("Given up")
        WITHDRAWN = 5, _("Withdrawn")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace_id = models.UUIDField(null=True)
    state = models.PositiveSmallIntegerField(choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=clock.now)
    claim = models.UUIDField(null=True)
    last_error = models.CharField(max_length=300, blank=True, default="")
    dedupe_key = models.CharField(max_length=120, null=True)
    created_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        abstract = True
