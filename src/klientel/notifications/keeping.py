"""Writes what members hear into the lines of their inboxes, each event once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.db import connection

from klientel.events import wakeup
from klientel.events.notices import Notice
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.notifications import badge
from klientel.notifications.models import Choice, Heard, Inbox, Notification
from klientel.workspaces.bulk import insert_rows, unsaved, update_rows

if TYPE_CHECKING:
    from klientel.events.models import Event

#: events of a line that are kept to be shown; more are counted
RECENT = 3
#: what a line is made of as it is written
_WRITTEN = (
    "record_id", "recent", "count", "for_me", "is_unread", "newest_at", "shown_at",
    "waits_for_answer", "done_at",
)  # fmt: skip

#: the channels that come to people by themselves
_RINGING = (Choice.Channel.MAIL, Choice.Channel.PUSH)

Mail = Heard.Mail


class Told(NamedTuple):
    """The members who are to be mailed at once, and those whose browsers are to ring."""

    mail: set[UUID]
    push: set[UUID]


@dataclass(slots=True)
class Line:
    """What a member is about to hear under one key, oldest first."""

    member: UUID
    key: str
    told: list[tuple[Event, Notice]] = field(default_factory=list)
    records: set[UUID | None] = field(default_factory=set)

    def add(self, event: Event, notice: Notice, record: UUID | None) -> None:
        """Put one event more into the line."""
        self.told.append((event, notice))
        self.records.add(record)


def keep(workspace_id: UUID, lines: Sequence[Line]) -> Told:
    """Write lines in the running transaction; what was told before is not told again.

    Two workers that write into one line wait for each other. Returns the members who are to be
    mailed at once, and those whose browsers are to ring.
    """
    rows = _rows_for(workspace_id, lines)
    known = Heard.objects.in_workspace(workspace_id).filter(
        notification_id__in=[row.pk for row in rows.values()],
        event_id__in={event.pk for line in lines for event, _notice in line.told},
    )
    told = set(known.values_list("notification_id", "event_id"))
    members = {line.member for line in lines}
    mails = _mails(workspace_id, members)
    heard: list[Heard] = []
    changed: list[Notification] = []
    for line in lines:
        row = rows[line.member, line.key]
        line.told = [one for one in line.told if (row.pk, one[0].pk) not in told]
        if line.told:
            _grow(row, line)
            changed.append(row)
            heard += [_heard(row, event, notice, mails) for event, notice in line.told]
    if not changed:
        return Told(set(), set())
    Heard.objects.bulk_create(heard)
    update_rows(Notification, changed, _WRITTEN)
    ring(workspace_id, {row.member_id for row in changed})
    return Told(
        {one.member_id for one in heard if one.mail == Mail.NOW},
        {one.member_id for one in heard if one.to_push},
    )


def _rows_for(workspace_id: UUID, lines: Sequence[Line]) -> dict[tuple[UUID, str], Notification]:
    """The row of each line, made where there is none, and held until the transaction ends."""
    fresh = [
        unsaved(
            Notification,
            workspace_id=workspace_id, member_id=line.member, key=line.key,
            is_unread=False, record_id=_record_of(line),
        )
        for line in lines
    ]  # fmt: skip
    fresh.sort(key=lambda row: (str(row.member_id), row.key))
    insert_rows(Notification, fresh, skip_known=True)
    rows = Notification.objects.in_workspace(workspace_id).filter(
        member_id__in={line.member for line in lines}, key__in={line.key for line in lines}
    )
    rows = rows.order_by("pk")
    if connection.vendor == "postgresql":
        rows = rows.select_for_update(of=("self",))
    return {(row.member_id, row.key): row for row in rows}


def _record_of(line: Line) -> UUID | None:
    return next(iter(line.records)) if len(line.records) == 1 else None


def _grow(row: Notification, line: Line) -> None:
    """Add what is new to a row; one that was read or done begins to count anew."""
    began = not row.is_unread or row.done_at is not None
    newest = max(event.recorded_at for event, _notice in line.told)
    # a row that was made just now says nothing yet: heard late is not happened late
    row.newest_at = max(newest, row.newest_at) if row.recent else newest
    pairs = [[str(event.pk), notice.name] for event, notice in reversed(line.told)]
    row.recent = [*pairs, *([] if began else row.recent)][:RECENT]
    row.count = len(line.told) + (0 if began else row.count)
    row.for_me = any(notice.for_me for _e, notice in line.told) or (row.for_me and not began)
    if row.record_id not in line.records or len(line.records) > 1:
        row.record_id = None
    row.is_unread, row.done_at = True, None
    is_woken = row.waits_for_answer or any(notice.is_urgent for _e, notice in line.told)
    if is_woken or row.shown_at <= clock.now():
        row.shown_at, row.waits_for_answer = newest, False


def _mails(workspace_id: UUID, members: Collection[UUID]) -> Mapping[UUID, Any]:
    """How members want to be reached: their inbox, and what they switched off; two reads."""
    inboxes = Inbox.objects.in_workspace(workspace_id).filter(member_id__in=members)
    choices = Choice.objects.in_workspace(workspace_id).filter(
        member_id__in=members, channel__in=_RINGING, is_on=False
    )
    unwanted: dict[UUID, set[tuple[str, str]]] = {}
    for member, channel, notice in choices.values_list("member_id", "channel", "notice"):
        unwanted.setdefault(member, set()).add((channel, notice))
    known = {inbox.member_id: inbox for inbox in inboxes}
    return {
        member: (known.get(member) or Inbox(), unwanted.get(member, set())) for member in members
    }


def _heard(row: Notification, event: Event, notice: Notice, mails: Mapping[UUID, Any]) -> Heard:
    inbox, unwanted = mails[row.member_id]
    is_wanted = inbox.mails_for_me if notice.for_me else inbox.mails_watched
    way = Mail.NONE
    if is_wanted and (Choice.Channel.MAIL, notice.name) not in unwanted:
        way = Mail.DIGEST if not notice.for_me else Mail.NOW if notice.is_urgent else Mail.BUNDLE
    made: Heard = unsaved(
        Heard,
        workspace_id=row.workspace_id,
        notification_id=row.pk,
        record_id=row.record_id,
        member_id=row.member_id,
        event_id=event.pk,
        notice=notice.name,
        mail=way,
        to_push=notice.for_me
        and inbox.pushes
        and (Choice.Channel.PUSH, notice.name) not in unwanted,
    )
    return made


def ring(workspace_id: UUID, members: Collection[UUID]) -> None:
    """Tell the open pages of members that their inbox changed, in the running transaction."""
    rows = Inbox.objects.in_workspace(workspace_id).filter(member_id__in=members)
    rows.update(told=uuid7())
    missing = set(members) - set(rows.values_list("member_id", flat=True))
    if missing:
        fresh = [Inbox(workspace_id=workspace_id, member_id=member) for member in sorted(missing)]
        Inbox.objects.bulk_create(fresh, ignore_conflicts=True)
    for member in members:
        badge.forget(member)
    wakeup.after_commit(has_work=False)
