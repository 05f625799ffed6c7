"""The days of a calendar: which are shown, and what stands on each, in the reader's time zone.

A day stays a day; a moment stands on the day it has on the reader's clock. One query reads the
list's own records, one more whatever else is due, however many there are.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from klientel.kit import clock
from klientel.kit.dates import FIRST_YEAR, LAST_YEAR
from klientel.kit.formulas.values import DATED, Shape
from klientel.records.actions import actions
from klientel.records.due import due_day
from klientel.records.fields.base import Field, Reading
from klientel.records.fields.date import edge_of
from klientel.records.models import RecordRef, Responsibility
from klientel.records.reading import address
from klientel.records.types import RecordType, record_types
from klientel.views.layouts.colours import colour_field, hues_of
from klientel.views.only_mine import only_mine
from klientel.views.query import ViewQuery
from klientel.views.rows import Listing, ListPage, Row, columns_of, row_of

#: records of a calendar; a span with more says so and shows the earliest
MOST = 1_000
AGENDA_DAYS = 30
SPANS = ("month", "week", "agenda")


@dataclass(slots=True)
class Entry:
    """One thing on a day. `time` is on the reader's clock, empty for a day; `key` of what moves."""

    title: str
    href: str
    icon: str
    time: str = ""
    at: datetime | None = None
    note: str = ""
    key: str = ""
    ref: str = ""
    peek: str = ""
    seen: Any = None
    hue: int = 0
    is_late: bool = False


@dataclass(slots=True)
class Day:
    """One day with what stands on it, in the order of time."""

    on: date
    is_beside: bool = False
    entries: list[Entry] = field(default_factory=list)


@dataclass
class CalendarPage(ListPage):
    """A calendar: its days, by which field, and whether there is more than it shows."""

    days: list[Day] = field(default_factory=list)
    by: Field | None = None
    span: str = "month"
    anchor: date = date.min
    is_capped: bool = False

    @property
    def is_empty(self) -> bool:
        """A month without anything is a month all the same."""
        return False


def dated_fields(record_type: RecordType) -> list[Field]:
    """The fields of a type that put its records on a day; those with a column of their own."""
    dated = (one for one in record_type.fields if one.reckons_as in DATED)
    return [one for one in dated if one.filterable and not one.is_beside()]


def field_of(record_type: RecordType, query: ViewQuery) -> Field:
    """The field that decides the day: the asked one, else the usual one."""
    return dated_by(record_type, query.setting("dated"))


def dated_by(record_type: RecordType, wanted: str = "") -> Field:
    """The field of that name, else the type's own, else one that is needed or can be moved."""
    fields = dated_fields(record_type)
    wanted = wanted or record_type.calendar_field
    asked = next((one for one in fields if one.name == wanted), None)
    return asked or max(fields, key=lambda one: 2 * one.required + one.is_changeable)


def action_for(record_type: RecordType, one: Field) -> str:
    """The action that changes a field which no edit changes, and asks for it by its name."""
    if one.is_changeable or not record_type.by_name.get(one.name):
        return ""
    found = (
        each
        for each in actions.on(record_type.name)
        if not each.hidden and any(given.name == one.name for given in each.asked)
    )
    return next((each.name for each in found), "")


def span_of(query: ViewQuery) -> str:
    """month, week or agenda."""
    return query.setting("span") or SPANS[0]


def anchor_of(query: ViewQuery, today: date) -> date:
    """The day that the calendar is turned to."""
    return read_day(query.setting("day")) or today


def read_day(text: str) -> date | None:
    """The day of an address, None for what is none."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR < day.year < LAST_YEAR else None


def days_of(span: str, anchor: date) -> list[Day]:
    """The days of a span: whole weeks from Monday, those of other months marked."""
    if span == "agenda":
        return [Day(anchor + timedelta(days=n)) for n in range(AGENDA_DAYS)]
    first = anchor - timedelta(days=anchor.weekday())
    if span == "week":
        return [Day(first + timedelta(days=n)) for n in range(7)]
    first = anchor.replace(day=1)
    first -= timedelta(days=first.weekday())
    count = 7 * (5 if (first + timedelta(days=35)).month != anchor.month else 6)
    days = [first + timedelta(days=n) for n in range(count)]
    return [Day(day, day.month != anchor.month) for day in days]


def beside(span: str, anchor: date, by: int) -> date:
    """The anchor of the span before (-1) or after (1)."""
    if span == "week":
        return anchor + timedelta(days=7 * by)
    if span == "agenda":
        return anchor + timedelta(days=AGENDA_DAYS * by)
    month = anchor.year * 12 + anchor.month - 1 + by
    return date(month // 12, month % 12 + 1, 1)


def read_calendar(listing: Listing, _size: int = 0) -> CalendarPage:
    """The calendar of a list where its query is turned to."""
    span, anchor = span_of(listing.query), anchor_of(listing.query, listing.reading.today)
    return laid_out(listing, days_of(span, anchor), span, anchor)


def laid_out(listing: Listing, days: list[Day], span: str, anchor: date) -> CalendarPage:
    """What a list has on some days in a row."""
    record_type, query, reading = listing.record_type, listing.query, listing.reading
    by = field_of(record_type, query)
    fields = _noted(record_type, query, by)
    rows = _rows(listing, by, fields, days)
    is_capped = len(rows) > MOST
    del rows[MOST:]
    listing.name(rows, fields)
    shown = {day.on: day for day in days}
    hues = hues_of(colour_field(record_type, query), reading)
    for row in rows:
        _put(shown, _entry(listing, row, by, fields, hues), _place(by, row, reading), reading)
    if query.setting("also"):
        _put_due(listing, shown)
    for day in days:
        day.entries.sort(key=lambda one: (one.time, one.title))
    return CalendarPage(
        query, rows, None, fields, listing.notices,
        days=days, by=by, span=span, anchor=anchor, is_capped=is_capped,
    )  # fmt: skip


def _noted(record_type: RecordType, query: ViewQuery, by: Field) -> list[Field]:
    """What is said below a title: whose it is, and what it is coloured by."""
    usual = (one for one in query.shown_fields(record_type) if one.name != by.name)
    found = next((one for one in usual if one.is_link or one.is_person or one.is_word), None)
    colour = colour_field(record_type, query)
    return [one for one in (found, colour if colour is not found else None) if one is not None]


def _rows(listing: Listing, by: Field, fields: list[Field], days: list[Day]) -> list[Row]:
    zone = listing.reading.format.zone
    # a whole day may begin elsewhere than a moment: look a day further on both sides
    more = timedelta(days=by.reckons_as == Shape.MOMENT)
    low = edge_of(by, days[0].on - more, zone)
    high = edge_of(by, days[-1].on + timedelta(days=1) + more, zone)
    names = columns_of(listing.record_type, [*fields, by], (), None)
    within = {f"{by.column}__gte": low, f"{by.column}__lt": high}
    found = listing.rows.filter(**within).order_by(by.column, "pk").values_list(*names)[: MOST + 1]
    return [
        row_of(listing.record_type, dict(zip(names, values, strict=True)), None) for values in found
    ]


def _entry(listing: Listing, row: Row, by: Field, fields: list[Field], hues: Any) -> Entry:
    reading, record_type = listing.reading, listing.record_type
    colour = colour_field(record_type, listing.query)
    own = f"/{reading.workspace.slug}/{record_type.slug}/{row.id}"
    told = (one.shown(one.value(row.columns), reading) for one in fields)
    return Entry(
        row.title,
        row.href,
        record_type.icon,
        note=" · ".join(filter(None, told)),
        key=str(row.id),
        ref=row.ref or str(row.id),
        peek=f"{own}/peek",
        seen=by.value(row.columns),
        hue=hues.get(colour.value(row.columns), 0) if colour else 0,
        is_late=by.is_late(by.value(row.columns), reading),
    )


def _place(by: Field, row: Row, reading: Reading) -> date | datetime:
    place: date | datetime = by.on_calendar(by.value(row.columns), reading)
    return place


def _put(days: dict[date, Day], entry: Entry, value: date | datetime, reading: Reading) -> None:
    """Put an entry on its day, with its time where it has one."""
    on = value
    if isinstance(value, datetime):
        local = clock.local(value, reading.format.zone)
        on, entry.time, entry.at = local.date(), f"{local:%H:%M}", local
    if on in days:
        days[on].entries.append(entry)


def _put_due(listing: Listing, days: dict[date, Day]) -> None:
    """Put on the days whatever else is due, of any type: meetings and due work together."""
    actor, reading = listing.actor, listing.reading
    zone = reading.format.zone
    first, last = min(days), max(days)
    # a due day is kept as the beginning of the day where the firm is: look a day further
    since = clock.start_of_day(first - timedelta(days=1), zone)
    until = clock.start_of_day(last + timedelta(days=2), zone)
    found = RecordRef.objects.visible_to(actor).filter(due_at__gte=since, due_at__lt=until)
    found = found.exclude(type=listing.record_type.name)
    mine = only_mine(listing.record_type, listing.query)
    if mine is not None and mine.is_on and actor.member_id:
        answered = Responsibility.objects.in_workspace(actor.workspace_id)
        answered = answered.filter(member_id=actor.member_id).values("record_id")
        # what hangs on an account carries its owner
        found = found.filter(Q(owner_id=actor.member_id) | Q(pk__in=answered))
    columns = ("id", "type", "ref", "title", "due_at", "due_is_day")
    for key, name, ref, title, due_at, is_day in found.order_by("due_at", "pk").values_list(
        *columns
    )[:MOST]:
        if name not in record_types:
            continue
        other = record_types.get(name)
        href = address(reading.workspace.slug, name, key, ref, title)
        entry = Entry(title, href, other.icon, note=other.called(reading))
        on = due_day(due_at, reading, is_whole_day=True) if is_day else due_at
        _put(days, entry, on, reading)
