"""What a member chose to hear of, and how."""

from __future__ import annotations

from django.db import models

from klientel.kit import clock
from klientel.records.models import RecordRef
from klientel.workspaces.models import Member
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey


class Choice(ScopedModel):
    """One notice in one channel, where a member wants it otherwise than it is by itself."""

    class Channel(models.TextChoices):
        APP = "app"
        MAIL = "mail"
        PUSH = "push"

    member = WorkspaceForeignKey(Member, models.CASCADE, db_index=False)
    notice = models.CharField(max_length=40)
    channel = models.CharField(max_length=8, choices=Channel)
    is_on = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "member", "notice", "channel"], name="chosen_once"
            )
        ]


class Muted(ScopedModel):
    """A record of which a member wants to hear nothing but that somebody names them."""

    member = WorkspaceForeignKey(Member, models.CASCADE, db_index=False)
    record = WorkspaceForeignKey(RecordRef, models.CASCADE, db_index=False)
    since = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "record", "member"], name="muted_once")
        ]
        indexes = [models.Index(fields=["workspace", "member"], name="muted_by")]
