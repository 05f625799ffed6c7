"""The subscriber: turns events into lines of inboxes, in as many queries for many as for one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from klientel.events.batches import sizes_of
from klientel.events.notices import Notice, notices
from klientel.events.subscribers import subscribe
from klientel.notifications.keeping import Line, keep
from klientel.notifications.models import Choice, Muted
from klientel.notifications.tasks import mail_soon, push_soon
from klientel.workspaces.models import Member

if TYPE_CHECKING:
    from klientel.events.models import Event

NAME = "notifications"
#: what is told much later than it happened is history: samples, imports of old records
NEWS = timedelta(days=1)
#: of so many records that change in one go somebody hears by themselves; of more in one line
ONE_BY_ONE = 5

#: what a member hears of an event about a record, by the first notice that says so
Found = dict[tuple[UUID, UUID, UUID | None], Notice]


def is_news(event: Event) -> bool:
    """Whether an event may be told of at all; an import is told of by its end."""
    if event.via == "import" or not notices.are_about(event.verb):
        return False
    return event.recorded_at - event.occurred_at < NEWS


def hear(events: list[Event]) -> None:
    """Write what members hear of some events of one workspace; idempotent by event."""
    found = _wanted(events, _tellings(events))
    if not found:
        return
    workspace_id = events[0].workspace_id
    told = keep(workspace_id, _lines(events, found))
    for member in sorted(told.mail):
        mail_soon(workspace_id, member)
    for member in sorted(told.push):
        push_soon(workspace_id, member)


def _tellings(events: Sequence[Event]) -> Found:
    """Who hears of what, but of nothing that they, or a rule of theirs, did themselves."""
    by_id = {event.pk: event for event in events}
    verbs = {event.verb for event in events}
    found: Found = {}
    for notice in notices:
        mine = {verb for verb in verbs if notice.hears(verb)}
        heard = [event for event in events if event.verb in mine] if mine else []
        for telling in notice.who(heard) if heard else ():
            event = by_id[telling.event]
            if notice.names_people or telling.member != event.member_id:
                record = telling.record or event.record_id
                found.setdefault((event.pk, telling.member, record), notice)
    return found


def _wanted(events: Sequence[Event], found: Found) -> Found:
    """Without what people do not want to hear of, or was before they came, and without who is no
    longer here; three reads.
    """
    workspace_id, at = events[0].workspace_id, {event.pk: event.recorded_at for event in events}
    members = {member for _event, member, _record in found}
    if not members:
        return {}
    here = Member.objects.in_workspace(workspace_id).filter(pk__in=members, is_active=True)
    joined = dict(here.filter(joined_at__isnull=False).values_list("pk", "joined_at"))
    active = set(joined)
    choices = Choice.objects.in_workspace(workspace_id).filter(member_id__in=active)
    off = choices.filter(channel=Choice.Channel.APP, is_on=False)
    unwanted = set(off.values_list("member_id", "notice"))
    records = {record for _event, _member, record in found if record is not None}
    mutes = Muted.objects.in_workspace(workspace_id).filter(
        member_id__in=active, record_id__in=records
    )
    muted = set(mutes.values_list("member_id", "record_id"))
    return {
        (event, member, record): notice
        for (event, member, record), notice in found.items()
        if member in active
        and joined[member] <= at[event]
        and (member, notice.name) not in unwanted
        and ((member, record) not in muted or notice.is_urgent)
    }


def _lines(events: Sequence[Event], found: Found) -> list[Line]:
    """What is told, put together by line: that of a record, or that of a large batch."""
    by_id = {event.pk: event for event in events}
    large = _large(events[0].workspace_id, by_id, found)
    lines: dict[tuple[UUID, str], Line] = {}
    for (event_id, member, record), notice in found.items():
        event = by_id[event_id]
        is_one_of_many = event.batch in large and not notice.is_urgent
        key = f"{event.batch}:{notice.name}" if is_one_of_many else str(record or event.pk)
        line = lines.setdefault((member, key), Line(member, key))
        line.add(event, notice, record)
    return list(lines.values())


def _large(workspace_id: UUID, by_id: dict[UUID, Event], found: Found) -> set[UUID]:
    """The batches of which people hear in one line; at most one read."""
    counts = Counter(by_id[event].batch for event, _member, _record in found)
    batches = [batch for batch in counts if batch is not None]
    sizes = sizes_of(workspace_id, batches) if batches else {}
    return {batch for batch, size in sizes.items() if size > ONE_BY_ONE}


def introduce() -> None:
    """Listen to whatever may be told of, once the rooms have said what that is."""
    subscribe(NAME, "*", hears=is_news, batch=200)(hear)
