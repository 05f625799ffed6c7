"""A line of somebody's inbox, and the events that it tells of."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from klientel.kit import clock
from klientel.records.models import RecordRef
from klientel.workspaces.models import Member
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey


class Notification(ScopedModel):
    """One member hears of one record: however much happened there, it is one line.

    `key` is what the line is about: the record's id, or for what is about none (the end of
    somebody's import, five hundred records in one go) a name of its own. `count` is what is new
    since it was read, `recent` the newest of it as pairs of event and notice. Whether it is
    `for_me` or merely followed is said by what is new. It stands in the inbox from `shown_at` on,
    which is later than now where it was put off; one that `waits_for_answer` stands there once
    something new happens. `done_at` takes it out until then.

    Rights may change at any time, so each look asks the spine anew. No copy of a workspace takes
    lines along: they are about yesterday.
    """

    is_derived = True

    member = WorkspaceForeignKey(Member, models.CASCADE, db_index=False)
    record = WorkspaceForeignKey(RecordRef, models.CASCADE, null=True, db_index=False)
    key = models.CharField(max_length=100)
    recent: models.JSONField[Any] = models.JSONField(default=list)
    count = models.PositiveIntegerField(default=0)
    for_me = models.BooleanField(default=False)
    is_unread = models.BooleanField(default=True)
    newest_at = models.DateTimeField(default=clock.now)
    shown_at = models.DateTimeField(default=clock.now)
    waits_for_answer = models.BooleanField(default=False)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "member", "key"], name="told_once")
        ]
        indexes = [
            models.Index(
                fields=["workspace", "member", "-shown_at", "-id"],
                name="inbox_open",
                condition=Q(done_at__isnull=True),
            ),
            models.Index(
                fields=["workspace", "member", "-done_at"],
                name="inbox_done",
                condition=Q(done_at__isnull=False),
            ),
            models.Index(fields=["workspace", "record", "member"], name="told_of_record"),
            models.Index(fields=["workspace", "newest_at"], name="told_when"),
        ]


class Heard(ScopedModel):
    """One event that a member was told of: by it nobody is told twice, and it may be mailed once.

    `mail` says which mail it waits for, `to_push` whether it is still to ring; what was read or
    done meanwhile waits for none.
    """

    class Mail(models.TextChoices):
        NONE = ""
        NOW = "now"
        BUNDLE = "bundle"
        DIGEST = "digest"

    is_derived = True

    notification = WorkspaceForeignKey(Notification, models.CASCADE, db_index=False)
    #: as its line says, so that both go together when the record is removed for good
    record = WorkspaceForeignKey(RecordRef, models.CASCADE, null=True, db_index=False)
    member = WorkspaceForeignKey(Member, models.CASCADE, db_index=False)
    event_id = models.UUIDField()
    notice = models.CharField(max_length=40)
    mail = models.CharField(max_length=8, choices=Mail, default=Mail.NONE, blank=True)
    to_push = models.BooleanField(default=False)
    heard_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "event_id", "notification"], name="heard_once"
            )
        ]
        indexes = [
            models.Index(fields=["workspace", "notification"], name="heard_in"),
            models.Index(
                fields=["workspace", "record"],
                name="heard_of_record",
                condition=Q(record__isnull=False),
            ),
            models.Index(fields=["workspace", "member", "heard_at"], name="heard_lately"),
            models.Index(
                fields=["workspace", "member", "mail", "heard_at"],
                name="heard_to_mail",
                condition=~Q(mail=""),
            ),
            models.Index(
                fields=["workspace", "member"],
                name="heard_to_push",
                condition=Q(to_push=True),
            ),
        ]
