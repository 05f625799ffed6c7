"""A repeating rule: what people say ("every third month, on its last working day") and its RFC 5545
form. It speaks of days, never of moments, so that no change of the clocks can touch it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any

from klientel.kit.dates import FIRST_YEAR, LAST_YEAR
from klientel.kit.refused import Refused
from klientel.kit.repeating.regions import is_region

#: as RFC 5545 calls the days of the week, Monday first
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WORKING_DAYS = DAYS[:5]
LAST = -1
#: the longest month has so many days, the shortest so many that every month has
_MOST_DAYS, _FEWEST_DAYS = 31, 28
#: in whole units between two dates, and dates in all
MOST_EVERY, MOST_COUNT = 366, 1_000
#: first to fourth, and the last: each month has these of every weekday
PLACES = (1, 2, 3, 4, LAST)


class Unit(StrEnum):
    """What is counted between two dates."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class On(StrEnum):
    """Which day of a month is meant: by its number, its last, the second Tuesday, a working day."""

    DATE = "date"
    LAST_DAY = "last_day"
    WEEKDAY = "weekday"
    WORKING_DAY = "working_day"


class Shift(StrEnum):
    """What becomes of a date on which nobody works."""

    STAY = "stay"
    NEXT = "next"
    PREVIOUS = "previous"
    LEAVE_OUT = "leave_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """When something comes again; what is not said follows from the day it begins on (`fitted`).

    `weekdays` (0 is Monday) are those of weeks. `on`, `day`, `nth` and `weekday` say which day of
    a month is meant, `month` which month of a year. A `day` that a month lacks is its last. `nth`
    is 1 to 4, or `LAST`. Rules that count `from_done` know no such days: each date lies so many
    units after the last one was finished. `shift` moves dates that are weekends or, in a `region`
    (`DE`, `DE-BY`), holidays. It ends after the day `until`, which the unshifted date is compared
    with, or after `count` dates. Making one that cannot be raises `Refused`, naming the part.
    """

    unit: Unit
    every: int = 1
    weekdays: tuple[int, ...] = ()
    on: On = On.DATE
    day: int = 0
    nth: int = 1
    weekday: int = 0
    month: int = 0
    from_done: bool = False
    shift: Shift = Shift.STAY
    region: str = ""
    until: date | None = None
    count: int | None = None

    def __post_init__(self) -> None:
        _between("every", self.every, 1, MOST_EVERY)
        if self.count is not None:
            _between("count", self.count, 1, MOST_COUNT)
        if self.until is not None and self.count is not None:
            raise Refused("It ends on a day or after a number of times, not both.", "count")
        if self.until is not None and not FIRST_YEAR <= self.until.year <= LAST_YEAR:
            raise Refused("This day is too far away.", "until")
        _between("day", self.day, 0, _MOST_DAYS)
        _between("month", self.month, 0, 12)
        if self.nth not in PLACES or not 0 <= self.weekday <= 6:
            raise Refused("There is no such day in every month.", "nth")
        if any(not 0 <= one <= 6 for one in self.weekdays):
            raise Refused("There is no such day of the week.", "weekdays")
        if self.from_done and self.shift == Shift.LEAVE_OUT:
            raise Refused("What counts from its end cannot leave a date out.", "shift")
        if self.region and not is_region(self.region):
            raise Refused("Holidays of this place are not known.", "region")

    def fitted(self, begins_on: date) -> Rule:
        """The rule with what it does not say taken from the day that it begins on."""
        return replace(
            self,
            weekdays=tuple(sorted(set(self.weekdays))) or (begins_on.weekday(),),
            day=self.day or begins_on.day,
            month=self.month or begins_on.month,
        )

    @property
    def named_weekdays(self) -> frozenset[int]:
        """The days of the week that the rule asks for by name: no weekend moves it off these."""
        if self.from_done or self.unit == Unit.DAY:
            return frozenset()
        if self.unit == Unit.WEEK:
            return frozenset(self.weekdays)
        return frozenset({self.weekday}) if self.on == On.WEEKDAY else frozenset()

    def rfc5545(self) -> str:
        """The fitted rule as the value of an RRULE (RFC 5545, 3.3.10), without what is ours.

        Shifts have no place in the standard; what counts from its end has none at all.
        """
        frequency = {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "year": "YEARLY"}
        parts = [f"FREQ={frequency[self.unit]}", f"INTERVAL={self.every}"]
        if self.unit == Unit.WEEK:
            parts += [f"BYDAY={','.join(DAYS[one] for one in self.weekdays)}", "WKST=MO"]
        if self.unit == Unit.YEAR:
            parts.append(f"BYMONTH={self.month}")
        if self.unit in (Unit.MONTH, Unit.YEAR):
            parts += self._day_of_month()
        if self.until is not None:
            parts.append(f"UNTIL={self.until:%Y%m%d}")
        if self.count is not None:
            parts.append(f"COUNT={self.count}")
        return ";".join(parts)

    def _day_of_month(self) -> list[str]:
        if self.on == On.LAST_DAY:
            return ["BYMONTHDAY=-1"]
        if self.on == On.WEEKDAY:
            return [f"BYDAY={self.nth}{DAYS[self.weekday]}"]
        if self.on == On.WORKING_DAY:
            return [f"BYDAY={','.join(WORKING_DAYS)}", f"BYSETPOS={self.nth}"]
        if self.day <= _FEWEST_DAYS:
            return [f"BYMONTHDAY={self.day}"]
        # BYMONTHDAY=31 alone would leave out every month that has no 31st
        days = ",".join(str(one) for one in range(_FEWEST_DAYS, self.day + 1))
        return [f"BYMONTHDAY={days}", "BYSETPOS=-1"]

    def as_json(self) -> dict[str, Any]:
        """The rule as it is kept; what is as usual is left out."""
        kept: dict[str, Any] = {}
        for one in fields(self):
            value = getattr(self, one.name)
            if one.name == "unit" or value != one.default:
                kept[one.name] = _plain(value)
        return kept

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Rule:
        """The rule that was kept."""
        read: dict[str, Callable[[Any], Any]] = {
            "unit": Unit,
            "on": On,
            "shift": Shift,
            "weekdays": tuple,
            "until": lambda text: date.fromisoformat(text) if text else None,
        }
        return cls(**{name: read.get(name, _same)(value) for name, value in kept.items()})


def _same(value: Any) -> Any:
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    return list(value) if isinstance(value, tuple) else value


def _between(name: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise Refused("A number from {least} to {most}.", name, least=max(least, 1), most=most)
