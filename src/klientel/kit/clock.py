"""The only clock of the program: UTC, and stoppable for tests and sample data."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo


class _Told(NamedTuple):
    """What the clock was told: a fixed instant (or None for the running one) and a shift."""

    at: datetime | None
    by: timedelta


# A context variable, so that a stopped clock in one thread or request never stops another's.
_told: ContextVar[_Told | None] = ContextVar("klientel_clock", default=None)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    told = _told.get()
    if told is None:
        return datetime.now(UTC)
    return (told.at or datetime.now(UTC)) + told.by


def is_told() -> bool:
    """Whether this context runs on a fixed or shifted clock instead of the true one."""
    return _told.get() is not None


def today(tz: str | tzinfo) -> date:
    """The calendar day it is now in a time zone."""
    return local(now(), tz).date()


@contextmanager
def fixed(at: datetime) -> Iterator[datetime]:
    """Stop the clock at an aware instant for the block; `travel` inside moves it on."""
    instant = _in_utc(at)
    token = _told.set(_Told(instant, timedelta()))
    try:
        yield instant
    finally:
        _told.reset(token)


@contextmanager
def travel(by: timedelta) -> Iterator[datetime]:
    """Move the clock (running or stopped) by a span for the block; spans of nested blocks add."""
    told = _told.get() or _Told(None, timedelta())
    token = _told.set(_Told(told.at, told.by + by))
    try:
        yield now()
    finally:
        _told.reset(token)


def local(dt: datetime, tz: str | tzinfo) -> datetime:
    """The same instant on the wall clock of a time zone; refuses a naive `dt` (ValueError)."""
    if dt.tzinfo is None:
        raise ValueError("a naive datetime is not an instant")
    return dt.astimezone(zone(tz))


@lru_cache(maxsize=4096)
def start_of_day(day: date, tz: str | tzinfo) -> datetime:
    """The instant, in UTC, at which a calendar day begins in a time zone.

    Where summer time skips midnight, it is the first instant that exists on that day.
    """
    # In a gap Python reckons with the offset before it, which gives the very moment of the change.
    return datetime.combine(day, time(), tzinfo=zone(tz)).astimezone(UTC)


def zone(tz: str | tzinfo) -> tzinfo:
    """The time zone of an IANA name such as "Europe/Berlin"; a tzinfo passes through."""
    return _zone_named(tz) if isinstance(tz, str) else tz


@lru_cache(maxsize=256)
def _zone_named(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _in_utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("a naive datetime is not an instant")
    return at.astimezone(UTC)
