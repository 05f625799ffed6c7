"""Browsers that ring, the key that we sign with, and a message on its way to one of them."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models import Q

from klientel.kit import clock
from klientel.sending.models import Outgoing
from klientel.workspaces.models import Member
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey


class PushDevice(ScopedModel):
    """One browser in which a member lets news ring, as long as the session lives in which they
    said so.

    The address and the keys are the browser's own; a copy on another server has another key to
    sign with and could not use them.
    """

    is_derived = True

    member = WorkspaceForeignKey(Member, models.CASCADE, db_index=False)
    member_id: UUID
    #: what the browser calls itself, in words
    name = models.CharField(max_length=80)
    endpoint = models.CharField(max_length=1000)
    endpoint_hash = models.CharField(max_length=64)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=40)
    session_key = models.CharField(max_length=40)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            # a browser has one reader
            models.UniqueConstraint(fields=["workspace", "endpoint_hash"], name="push_device_once")
        ]
        indexes = [models.Index(fields=["workspace", "member"], name="push_device_of")]

    def __str__(self) -> str:
        return self.name


class PushKey(models.Model):
    """The one key of the installation, sealed. Browsers are bound to it: another one is theirs no
    more.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    sealed = models.TextField()
    made_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return "push key"


class Push(Outgoing):
    """One message to one browser; what it says is wiped when it has left, or never will."""

    device_id = models.UUIDField()
    content = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "dedupe_key"], name="push_once")
        ]
        indexes = [
            models.Index(fields=["next_try_at"], name="push_open", condition=Q(state__lt=3)),
            models.Index(fields=["created_at"], name="push_by_age"),
        ]

    def __str__(self) -> str:
        return f"push to {self.device_id}"
