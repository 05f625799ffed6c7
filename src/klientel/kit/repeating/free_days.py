"""Days on which nobody works: weekends, and the public holidays of a country or one of its states.

The holidays are those of the library; 24 and 31 December are working days by law and stay so here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from functools import lru_cache

from holidays import country_holidays

from klientel.kit.repeating.regions import parts_of

_SATURDAY = 5
#: without a language, the library answers in that of the program's surroundings
_LANGUAGES = {"de": "de", "en": "en_US"}


def is_free(day: date, region: str, *, working: Collection[int] = ()) -> bool:
    """Whether a day is a weekend, other than of the weekdays in `working`, or a holiday there."""
    is_weekend = day.weekday() >= _SATURDAY and day.weekday() not in working
    return is_weekend or (bool(region) and day in _holidays(region, day.year, "de"))


def holiday_on(day: date, region: str, language: str = "de") -> str:
    """What the public holiday of a day is called; empty where it is none."""
    return _holidays(region, day.year, language).get(day, "") if region else ""


# Made by the year and never grown: the library's own calendars fill themselves while they are read,
# which two threads must not do at once.
@lru_cache(maxsize=512)
def _holidays(region: str, year: int, language: str) -> Mapping[date, str]:
    country, state = parts_of(region)
    found = country_holidays(
        country,
        subdiv=state or None,
        years=[year],
        expand=False,
        language=_LANGUAGES.get(language[:2], "de"),
    )
    return dict(found)
