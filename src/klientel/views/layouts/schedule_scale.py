"""What a schedule shows of time: the days between its edges, how they are named, which are free.

Places are percent of the whole width, so that one drawing fits every window.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from klientel.kit.format import Format

SCALES = ("days", "weeks", "months", "quarters")
#: the days that one step of the keyboard moves something by
STEPS = {"days": 1, "weeks": 1, "months": 7, "quarters": 7}
_DAYS, _WEEKS, _MONTHS, _QUARTERS = 35, 16, 12, 12


class Mark(NamedTuple):
    """A stretch of the scale with its name: where it begins and how wide it is, in percent."""

    at: str
    width: str
    label: str


@dataclass(frozen=True)
class Scale:
    """The days from `first` to `last`, both shown, in steps of `name`."""

    name: str
    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days are shown."""
        return (self.last - self.first).days + 1

    def at(self, day: date) -> float:
        """Where a day begins, in percent; below 0 or above 100 for what is not shown."""
        return (day - self.first).days * 100 / self.days

    def each(self) -> Iterator[date]:
        """All days that are shown."""
        return (self.first + timedelta(days=n) for n in range(self.days))

    @property
    def shows_days(self) -> bool:
        """Whether a day is wide enough to be told apart."""
        return self.name in ("days", "weeks")


def scale_of(name: str, anchor: date) -> Scale:
    """The scale around a day, beginning a little before it."""
    monday = anchor - timedelta(days=anchor.weekday())
    if name == "days":
        first = monday - timedelta(days=7)
        return Scale(name, first, first + timedelta(days=_DAYS - 1))
    if name == "weeks":
        first = monday - timedelta(days=14)
        return Scale(name, first, first + timedelta(days=7 * _WEEKS - 1))
    if name == "months":
        first = _month(anchor, -1)
        return Scale(name, first, _month(first, _MONTHS) - timedelta(days=1))
    first = _month(_quarter_of(anchor), -3)
    return Scale(name, first, _month(first, 3 * _QUARTERS) - timedelta(days=1))


def beside(name: str, anchor: date, by: int) -> date:
    """The anchor of half a window earlier (-1) or later (1)."""
    if name == "days":
        return anchor + timedelta(days=14 * by)
    if name == "weeks":
        return anchor + timedelta(days=56 * by)
    return _month(anchor, (6 if name == "months" else 12) * by)


def _month(day: date, by: int) -> date:
    """The first day of the month that lies so many months away."""
    month = day.year * 12 + day.month - 1 + by
    return date(month // 12, month % 12 + 1, 1)


def heads_of(scale: Scale, format_: Format) -> tuple[list[Mark], list[Mark]]:
    """The two lines above a schedule: the larger stretches, and the steps below them."""
    months = format_.data.months

    def quarter(day: date) -> str:
        return _("Q{number}").format(number=(day.month - 1) // 3 + 1)

    if scale.name == "days":
        upper = _marks(scale, _week_of, lambda day: f"{format_.week(day)} · {format_.date(day)}")
        return upper, _marks(scale, _same, lambda day: str(day.day))
    if scale.name == "weeks":
        upper = _marks(scale, _month_of, lambda day: f"{months[day.month]} {day.year}")
        return upper, _marks(scale, _week_of, lambda day: str(day.isocalendar().week))
    if scale.name == "months":
        upper = _marks(scale, _quarter_of, lambda day: f"{quarter(day)} {day.year}")
        return upper, _marks(scale, _month_of, lambda day: months[day.month][:3])
    upper = _marks(scale, lambda day: date(day.year, 1, 1), lambda day: str(day.year))
    return upper, _marks(scale, _quarter_of, quarter)


def _same(day: date) -> date:
    return day


def _week_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _month_of(day: date) -> date:
    return day.replace(day=1)


def _quarter_of(day: date) -> date:
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


def _marks(scale: Scale, begin: Callable[[date], date], label: Callable[[date], str]) -> list[Mark]:
    """The stretches that begin where `begin` changes; the first may have begun before."""
    starts: list[date] = []
    for day in scale.each():
        if not starts or begin(day) != begin(starts[-1]):
            starts.append(day)
    ends = [*starts[1:], scale.last + timedelta(days=1)]
    return [
        Mark(percent(scale.at(start)), percent(scale.at(end) - scale.at(start)), label(start))
        for start, end in zip(starts, ends, strict=True)
    ]


def percent(number: float) -> str:
    """A place as the attribute of a drawing."""
    return f"{number:.3f}%"
