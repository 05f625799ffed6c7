"""Somebody's inbox as a whole: when it changed last, and how its owner wants to be reached."""

from __future__ import annotations

from datetime import time
from typing import Any

from django.db import models

from klientel.kit.ids import uuid7
from klientel.workspaces.models import Member
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey

#: the quiet hours of who has said no others
EVENING, MORNING = time(18), time(8)


def weekend() -> list[int]:
    """The quiet days of who has said no others."""
    return [5, 6]


class Inbox(ScopedModel):
    """One row for each member who was ever told of something, or chose how.

    `told` is a fresh id whenever a line of it changes, by which the live stream finds it. In its
    quiet hours, those from `quiet_from` to `quiet_until` in the person's time zone, and on its
    quiet days (0 is Monday) no mail leaves and nothing rings, as far as either is switched on.
    `digest_on` is the day of the last digest.
    """

    member = WorkspaceForeignKey(Member, models.CASCADE, db_index=False)
    told = models.UUIDField(default=uuid7)
    is_quiet_at_night = models.BooleanField(default=True)
    is_quiet_at_weekends = models.BooleanField(default=True)
    quiet_from = models.TimeField(default=EVENING)
    quiet_until = models.TimeField(default=MORNING)
    quiet_days: models.JSONField[Any] = models.JSONField(default=weekend)
    mails_for_me = models.BooleanField(default=True)
    mails_watched = models.BooleanField(default=False)
    digest_on = models.DateField(null=True)
    #: some browser of theirs rings (`PushDevice`)
    pushes = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "member"], name="inbox_once")]
        indexes = [models.Index(fields=["workspace", "told"], name="inbox_told")]
