"""The lines of an inbox as they are shown: what happened in words, why, where to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import ngettext

from klientel.events.feed import MISSING, events_by_id, named_in
from klientel.events.notices import Notice, notices
from klientel.events.verbs import verbs
from klientel.kit import clock
from klientel.notifications.models import Notification
from klientel.records.fields.base import Reading
from klientel.records.reading import learn
from klientel.records.telling import in_words
from klientel.records.types import record_types
from klientel.workspaces.actor import Actor

if TYPE_CHECKING:
    from klientel.events.models import Event

#: stands for a notice whose room is closed
_NO_ICON = "bell"


@dataclass(frozen=True, slots=True)
class Shown:
    """One line: `title` is what it is about, `text` the newest of it, `more` how much else."""

    row: Notification
    title: str
    text: str
    quote: str
    more: str
    why: str
    href: str
    icon: str
    at: datetime


def events_of(actor: Actor, rows: Iterable[Notification]) -> dict[UUID, Event]:
    """The events that some lines show, by id; one read."""
    return events_by_id(actor, {UUID(pair[0]) for row in rows for pair in row.recent})


def shown(actor: Actor, reading: Reading, rows: Sequence[Notification]) -> list[Shown]:
    """Lines that the actor may see in words, in as many reads for many as for one."""
    events = events_of(actor, rows)
    asked = {row.record_id for row in rows if row.record_id}
    asked |= {event.record_id for event in events.values() if event.record_id}
    asked |= named_in(events.values()) - reading.directory.members.keys()
    learn(actor, reading, asked)
    names: dict[Any, str] = {key: one.title for key, one in reading.linked.items()}
    names |= reading.directory.members
    quotes = _quotes(actor, rows, events, names | reading.directory.teams)
    return [_shown(row, events, reading, names, quotes) for row in rows]


def _newest(
    row: Notification, events: Mapping[UUID, Event], names: Mapping[Any, str]
) -> tuple[Event | None, Notice | None]:
    """The newest event of a line that may be spoken of: of many records some may be unknown."""
    for pk, name in row.recent:
        event = events.get(UUID(pk))
        if event is not None and (not event.record_id or row.record_id or event.record_id in names):
            return event, notices.get(name)
    return None, None


def _quotes(
    actor: Actor,
    rows: Iterable[Notification],
    events: Mapping[UUID, Event],
    names: Mapping[Any, str],
) -> dict[UUID, str]:
    """What was said, of the newest event of each line; a read for each room that quotes."""
    asked: dict[Any, list[Event]] = {}
    for row in rows:
        event, notice = _newest(row, events, names)
        if event is not None and notice is not None and notice.quotes is not None:
            asked.setdefault(notice.quotes, []).append(event)
    found: dict[UUID, str] = {}
    for quotes, some in asked.items():
        found |= quotes(actor, some, names)
    return found


def _shown(
    row: Notification,
    events: Mapping[UUID, Event],
    reading: Reading,
    names: Mapping[Any, str],
    quotes: Mapping[UUID, str],
) -> Shown:
    event, notice = _newest(row, events, names)
    text = sentence(event, notice, row.record_id, reading, names) if event else ""
    known = reading.linked.get(row.record_id) if row.record_id else None
    title, href = (known.title, known.href) if known else (_many(row, events, reading), "")
    if not title:
        # of no record: what happened is all that there is to say
        title, text = text or MISSING, ""
    if event is not None and (place := _place(row, event, notice, reading)):
        href = place
    return Shown(
        row=row,
        title=title,
        text=text,
        quote=quotes.get(event.pk, "") if event else "",
        more=ngettext("{count} new", "{count} new", row.count).format(count=row.count)
        if row.count > 1 and row.is_unread and row.record_id
        else "",
        why=" ".join(dict.fromkeys(_why(name, reading) for _pk, name in row.recent)),
        href=href,
        icon=verbs.get(event.verb).icon if event and event.verb in verbs else _NO_ICON,
        at=row.newest_at,
    )


def sentence(
    event: Event,
    notice: Notice | None,
    record_id: UUID | None,
    reading: Reading,
    names: Mapping[Any, str],
) -> str:
    """What happened, as the notice says it, else as the log does."""
    if notice is None or not notice.sentence:
        return in_words(event, reading, names)
    about = record_id or event.record_id
    values = {
        "actor": (names.get(event.member_id) if event.member_id else "") or event.actor_name,
        "record": (names.get(about) if about else "") or (event.facts or {}).get("title"),
        "other": names.get(event.record_id) if event.record_id else "",
    }
    filled = {name: value or MISSING for name, value in values.items()}
    return str(reading.words.say(str(notice.sentence), **filled))


def _many(row: Notification, events: Mapping[UUID, Event], reading: Reading) -> str:
    """What a line is about that is about many records in one go; empty for a line about none."""
    if row.record_id is not None:
        return MISSING
    found = [events[UUID(pk)] for pk, _name in row.recent if UUID(pk) in events]
    event = next((one for one in found if one.record_type in record_types), None)
    if row.count < 2 or event is None:
        return ""
    label = record_types.get(event.record_type).label_plural
    return f"{reading.say(label)} ({reading.format.integer(row.count)})"


def _place(row: Notification, event: Event, notice: Notice | None, reading: Reading) -> str:
    slug = reading.workspace.slug
    if notice is not None and notice.place is not None:
        return notice.place(event, slug)
    if row.record_id is None and event.record_type in record_types:
        return f"/{slug}/{record_types.get(event.record_type).slug}"
    return ""


def _why(name: str, reading: Reading) -> str:
    notice = notices.get(name)
    return reading.say(notice.why) if notice else ""


def by_day(rows: Collection[Shown], reading: Reading, place: str) -> list[tuple[str, list[Shown]]]:
    """Lines under the days on which they came, or were done, as their reader counts days."""
    days: dict[str, list[Shown]] = {}
    for one in rows:
        at = one.row.done_at if place == "done" else one.row.shown_at
        days.setdefault(_heading(at or one.at, reading), []).append(one)
    return list(days.items())


def _heading(at: datetime, reading: Reading) -> str:
    day = clock.local(at, reading.format.zone).date()
    told = reading.format.relative(day)
    is_near = abs((day - reading.today).days) <= 1
    return told[:1].upper() + told[1:] if is_near else reading.format.date_long(day)
