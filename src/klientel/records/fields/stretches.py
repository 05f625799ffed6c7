"""Groups of days and moments: in words around today, by weeks, or by months.

They lie around the day the reader has, so that there are always the same few of them and nothing
is asked of the data; what lies further away stands together before and behind them. Each is one
stretch of an index.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from klientel.records.fields.ranges import Range

if TYPE_CHECKING:
    from klientel.records.fields.reading import Reading

#: how long a stretch is; words around today where nothing is said
WEEKS, MONTHS = "week", "month"
_WEEK = timedelta(days=7)
#: stretches before and after the one of today
_WEEKS_BACK, _WEEKS_AHEAD = 4, 5
_MONTHS_BACK, _MONTHS_AHEAD = 11, 5


@dataclass(frozen=True, slots=True)
class Stretch(Range):
    """A range of days. `name` stands for it in addresses; `put` is the day, as a form says it, that
    brings a record there, empty for what is over.
    """

    name: str = ""
    put: str = ""


@runtime_checkable
class Dated(Protocol):
    """A field whose lists can be grouped by stretches of its days."""

    def edge(self, day: date, reading: Reading) -> Any:
        """The value that a day begins with."""
        ...

    def stretches(self, reading: Reading, step: str) -> Sequence[tuple[Stretch, str]]:
        """The groups in order, with what they are called."""
        ...


def stretches_of(
    one: Dated, reading: Reading, step: str, *, is_deadline: bool
) -> list[tuple[Stretch, str]]:
    """The groups of a field's days for a reader; of a deadline what lies behind is one."""
    today = reading.today
    if step == WEEKS:
        return _cut(one, reading, _weeks(today, reading))
    if step == MONTHS:
        return _cut(one, reading, _months(today))
    return _cut(one, reading, _words(today, is_deadline=is_deadline))


#: the day that a stretch begins with, its name in addresses, and what it is called
Beginning = tuple[date, str, str]


def _words(today: date, *, is_deadline: bool) -> list[Beginning]:
    monday = today - timedelta(days=today.weekday())
    tomorrow = today + timedelta(days=1)
    past = [(date.min, "overdue", _("Before today"))]
    if not is_deadline:
        past = [
            (date.min, "earlier", _("Earlier")),
            (monday - _WEEK, "last-week", _("Last week")),
            (monday, "this-week", _("Earlier this week")),
        ]
    ahead = [
        (today, "today", _("Today")),
        (tomorrow, "tomorrow", _("Tomorrow")),
        (tomorrow + timedelta(days=1), "rest-of-week", _("Later this week")),
        (monday + _WEEK, "next-week", _("Next week")),
        (monday + 2 * _WEEK, "later", _("Later")),
    ]
    # on a Saturday nothing is left of the week, on a Sunday tomorrow is next week
    return _rising([*past, *ahead])


def _rising(found: Sequence[Beginning]) -> list[Beginning]:
    """Those that hold a day: one that begins no earlier than the next is over before it begins."""
    kept: list[Beginning] = []
    for one in found:
        while kept and kept[-1][0] >= one[0]:
            if kept[-1][1] == "tomorrow":
                # the next week then begins behind it
                one = (kept[-1][0] + timedelta(days=1), *one[1:])
                break
            kept.pop()
        kept.append(one)
    return kept


def _weeks(today: date, reading: Reading) -> list[Beginning]:
    monday = today - timedelta(days=today.weekday())
    words = {-1: _("Last week"), 0: _("This week"), 1: _("Next week")}
    told = _("{week} · from {day}")
    found = [(date.min, "earlier", _("Earlier"))]
    for number in range(-_WEEKS_BACK, _WEEKS_AHEAD + 1):
        first = monday + number * _WEEK
        label = words.get(number) or told.format(
            week=reading.format.week(first), day=reading.format.date(first)
        )
        found.append((first, f"week-{first.isoformat()}", label))
    later = monday + (_WEEKS_AHEAD + 1) * _WEEK
    return [*found, (later, "later", _("Later"))]


def _months(today: date) -> list[Beginning]:
    found = [(date.min, "earlier", _("Earlier"))]
    for number in range(-_MONTHS_BACK, _MONTHS_AHEAD + 1):
        first = _month(today, number)
        found.append((first, f"month-{first:%Y-%m}", date_format(first, "F Y")))
    return [*found, (_month(today, _MONTHS_AHEAD + 1), "later", _("Later"))]


def _month(today: date, number: int) -> date:
    place = today.year * 12 + today.month - 1 + number
    return date(place // 12, place % 12 + 1, 1)


def _cut(
    one: Dated, reading: Reading, beginnings: Sequence[Beginning]
) -> list[tuple[Stretch, str]]:
    """From each day to below the next; the first has no beginning, the last no end."""
    found = []
    ends = [first for first, _name, _label in beginnings[1:]]
    for (first, name, label), until in zip(beginnings, [*ends, None], strict=True):
        low = None if first == date.min else one.edge(first, reading)
        high = None if until is None else one.edge(until, reading)
        found.append((Stretch(low, high, name, _put(first, until, reading.today)), label))
    return found


def _put(first: date, until: date | None, today: date) -> str:
    """Today where the stretch holds it, else its first day, nothing for one that is over."""
    if first > today:
        return first.isoformat()
    return today.isoformat() if until is None or until > today else ""
