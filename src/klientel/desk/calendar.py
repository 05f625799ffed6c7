"""What stands in a member's calendar: rooms tell of it, the page only lays it out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from klientel.kit import clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """One thing at a time of a day. `note` is said below its title, `ends_at` may be unknown."""

    starts_at: datetime
    ends_at: datetime | None
    title: str
    href: str
    note: str = ""
    icon: str = "calendar"
    is_cancelled: bool = False
    is_done: bool = False
    #: the record it is, so that a day does not tell of it twice
    record: UUID | None = None
    #: of which type it is, where it can be moved to another time
    type: str = ""


#: asked with a request, a member and a span; answers what that person has then, as far as the
#: reader may see it
Source = Callable[[Any, UUID, datetime, datetime], Iterable[Appointment]]

#: rooms add theirs when they open
sources: list[Source] = []


def by_day(
    request: Any, member: UUID, first: date, days: int, zone: Any
) -> list[tuple[date, list[Appointment]]]:
    """The appointments of a member on some days in a row, each day's in the order of time."""
    since = clock.start_of_day(first, zone)
    until = clock.start_of_day(first + timedelta(days=days), zone)
    shown: dict[date, list[Appointment]] = {first + timedelta(days=n): [] for n in range(days)}
    for source in sources:
        for one in source(request, member, since, until):
            shown.get(clock.local(one.starts_at, zone).date(), []).append(one)
    for mine in shown.values():
        mine.sort(key=lambda one: (one.starts_at, one.title))
    return list(shown.items())
