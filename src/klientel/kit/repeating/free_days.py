"""Days on which nobody works: weekends, and the public holidays of a country or a state."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from klientel.kit.public_holidays import holiday_on

_SATURDAY = 5


def is_free(day: date, region: str, *, working: Collection[int] = ()) -> bool:
    """Whether a day is a weekend, other than of the weekdays in `working`, or a holiday there."""
    is_weekend = day.weekday() >= _SATURDAY and day.weekday() not in working
    return is_weekend or bool(holiday_on(day, region))
