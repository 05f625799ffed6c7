"""What a calendar program is given: appointments and what is due of a member, or a view's days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta, tzinfo
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import QueryDict

from klientel.desk import calendar
from klientel.desk.today import due
from klientel.kit import clock
from klientel.kit.icalendar import Appointment
from klientel.records.types import record_types
from klientel.views.layouts.calendar_days import Day, laid_out
from klientel.views.models import SavedView
from klientel.views.query import ViewQuery
from klientel.views.render import page_reading
from klientel.views.rows import Listing

#: days before today and from today on that are told of
BEFORE, AFTER = 60, 400
_LASTS = timedelta(minutes=30)


def of_member(request: Any) -> Iterator[Appointment]:
    """The calendar of who reads: what has its time, and what is due and not done."""
    reading, member = page_reading(request), request.actor.member_id
    zone = reading.format.zone
    told: set[UUID] = set()
    for _on, mine in calendar.by_day(request, member, _first(reading.today), BEFORE + AFTER, zone):
        for one in mine:
            told |= {one.record} if one.record else set()
            yield _timed(
                f"{one.record or one.href}", one.starts_at, one.ends_at, one.title, one.href,
                one.note, is_cancelled=one.is_cancelled,
            )  # fmt: skip
    until = reading.today + timedelta(days=AFTER)
    for thing in due.things(request, frozenset({member}), until, told):
        if thing.day < _first(reading.today):
            continue
        if thing.at is not None:
            yield _timed(thing.key, thing.at, None, thing.title, thing.href, thing.note)
        else:
            yield _of_day(thing.key, thing.day, thing.title, thing.href, thing.note, zone)


def of_view(request: Any, view: SavedView) -> Iterator[Appointment]:
    """The days of a view's list, by the field that its calendar goes by."""
    reading = page_reading(request)
    if view.type not in record_types:
        return
    record_type = record_types.get(view.type).in_workspace(request.workspace)
    query = ViewQuery.from_request(record_type, QueryDict(view.query), request.actor, reading)
    listing = Listing(record_type, query, request.actor, reading)
    first = _first(reading.today)
    days = [Day(first + timedelta(days=n)) for n in range(BEFORE + AFTER)]
    for day in laid_out(listing, days, "agenda", reading.today).days:
        for one in day.entries:
            key = one.key or one.href
            if one.at is not None:
                yield _timed(key, one.at, None, one.title, one.href, one.note)
            else:
                yield _of_day(key, day.on, one.title, one.href, one.note, reading.format.zone)


def _first(today: date) -> date:
    return today - timedelta(days=BEFORE)


def _timed(
    key: str,
    starts_at: datetime,
    ends_at: datetime | None,
    title: str,
    href: str,
    note: str,
    *,
    is_cancelled: bool = False,
) -> Appointment:
    return Appointment(
        uid=_uid(key),
        sequence=0,
        stamp=clock.now(),
        starts_at=starts_at,
        ends_at=ends_at or starts_at + _LASTS,
        title=title,
        text=note,
        link=_link(href),
        is_cancelled=is_cancelled,
    )


def _of_day(key: str, day: date, title: str, href: str, note: str, zone: tzinfo) -> Appointment:
    at = clock.start_of_day(day, zone)
    return Appointment(
        uid=_uid(key),
        sequence=0,
        stamp=clock.now(),
        starts_at=at,
        ends_at=at,
        day=day,
        title=title,
        text=note,
        link=_link(href),
    )


def _uid(key: str) -> str:
    return f"{key}@klientel"


def _link(href: str) -> str:
    return f"{settings.BASE_URL}{href}"
