"""The days of a member's calendar as the page draws them: what is for the whole day, then hours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import ngettext

from klientel.desk.calendar import Appointment, by_day
from klientel.desk.moving import Handle, handles_of
from klientel.desk.today import due
from klientel.desk.today.due import Due
from klientel.kit import clock
from klientel.records.fields.base import Reading
from klientel.views.layouts.hours import Stretch, classes, side_by_side, stretch

#: lines for a whole day above a week of hours, before the rest is counted
SHOWN_ABOVE = 4
#: an entry of fewer minutes says everything on one line
SHORT = 45


@dataclass(slots=True)
class Row:
    """One thing on a day; `place` are the classes of one that has its time."""

    what: Appointment
    when: str
    at: datetime | None = None
    is_now: bool = False
    is_late: bool = False
    handle: Handle | None = None
    place: str = ""
    is_short: bool = False
    clock: str = ""


@dataclass(slots=True)
class Day:
    """One day: the rows for all of it, and those with a time, in the order of time."""

    on: date
    whole: list[Row] = field(default_factory=list)
    timed: list[Row] = field(default_factory=list)
    stretches: list[Stretch] = field(default_factory=list)
    more: str = ""

    @property
    def rows(self) -> list[Row]:
        """Everything on it."""
        return [*self.whole, *self.timed]


def days_of(request: Any, reading: Reading, first: date, length: int) -> list[Day]:
    """The days from one on with what the reader has then, each thing where it can be moved."""
    zone = reading.format.zone
    told = by_day(request, request.actor.member_id, first, length, zone)
    due_on = _due(request, [row for _day, mine in told for row in mine], first, length)
    days = []
    for on, mine in told:
        things = [_thing(one, reading) for one in due_on.get(on, [])]
        timed = [*(one for one in things if one.at), *(_row(one, reading) for one in mine)]
        timed.sort(key=lambda one: (one.at, one.what.title))
        days.append(Day(on, [one for one in things if not one.at], timed))
    rows = [row for day in days for row in day.rows]
    wanted = {row.what.record: row.what.type for row in rows if row.what.record and row.what.type}
    handles = handles_of(request, wanted)
    for day in days:
        _place(day, handles, zone)
    return days


def cut(days: list[Day]) -> None:
    """Leave of what is for a whole day as much as stands above a week, and count the rest."""
    for day in days:
        rest = len(day.whole) - SHOWN_ABOVE
        # the place of one that is left out is better filled by it than by a word
        if rest > 1:
            del day.whole[SHOWN_ABOVE:]
            day.more = ngettext("%(num)s more", "%(num)s more", rest) % {"num": rest}


def _place(day: Day, handles: Mapping[UUID, Handle], zone: Any) -> None:
    for row in day.rows:
        row.handle = handles.get(row.what.record) if row.what.record else None
    day.stretches = [stretch(row.what.starts_at, row.what.ends_at, zone) for row in day.timed]
    beside = side_by_side(day.stretches)
    for row, taken, (left, of) in zip(day.timed, day.stretches, beside, strict=True):
        row.place = classes(taken, left, of)
        row.is_short = taken.length < SHORT
        row.clock = f"{clock.local(row.what.starts_at, zone):%H:%M:%S}"


def _due(request: Any, told: list[Appointment], first: date, length: int) -> dict[date, list[Due]]:
    """What the reader has to do on some days, by day: what a program that subscribes is told."""
    me, last = request.actor.member_id, first + timedelta(days=length - 1)
    records = {one.record for one in told if one.record}
    found: dict[date, list[Due]] = {}
    for one in due.things(request, frozenset({me}), last, records):
        if one.day >= first:
            found.setdefault(one.day, []).append(one)
    return found


def _thing(one: Due, reading: Reading) -> Row:
    is_late = one.day < reading.today or (one.at is not None and one.at < clock.now())
    starts_at = one.at or clock.start_of_day(one.day, reading.format.zone)
    what = Appointment(
        starts_at=starts_at, ends_at=None, title=one.title, href=one.href, note=one.note,
        icon=one.icon, record=one.record, type=one.type,
    )  # fmt: skip
    when = reading.format.time(one.at, in_table=True) if one.at else ""
    return Row(what, when, one.at, is_late=is_late)


def _row(one: Appointment, reading: Reading) -> Row:
    start = reading.format.time(one.starts_at, in_table=True)
    when = reading.format.span(one.starts_at, one.ends_at) if one.ends_at else start
    now = clock.now()
    is_now = one.starts_at <= now < (one.ends_at or one.starts_at)
    return Row(one, when, one.starts_at, is_now=is_now)
