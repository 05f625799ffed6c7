"""Somebody's inbox as a whole: when it changed last, and how its owner wants to be reached."""

from __future__ import annotations

from django.db import models

from klientel.kit.ids import uuid7
from klientel.workspaces.models import Member
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey


class Inbox(ScopedModel):
    """One row for each member who was ever told of something, or chose how.

    `told` is a fresh id whenever a line of it changes, by which the live stream finds it. In its
    quiet hours, 18:00 to 8:00 in the person's time zone, and at weekends no mail leaves and nothing
    rings.
    `digest_on` is the day of the last digest.
    """

    member = WorkspaceForeignKey(Member, models.CASCADE, db_index=False)
    told = models.UUIDField(default=uuid7)
    is_quiet_at_night = models.BooleanField(default=True)
    is_quiet_at_weekends = models.BooleanField(default=True)
    mails_for_me = models.BooleanField(default=True)
    mails_watched = models.BooleanField(default=False)
    digest_on = models.DateField(null=True)
    #: some browser of theirs rings (`PushDevice`)
    pushes = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "member"], name="inbox_once")]
        indexes = [models.Index(fields=["workspace", "told"], name="inbox_told")]
