"""The public holidays of a country or one of its states, by the day.

24 and 31 December are working days by law and stay so here. A country that the library does not
know has none.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from holidays import country_holidays

#: without a language, the library answers in that of the program's surroundings
_LANGUAGES = {"de": "de", "en": "en_US"}


def holiday_on(day: date, region: str, language: str = "de") -> str:
    """What the public holiday of a day is called in a region (`DE`, `DE-BY`).

    Empty where it is none, and where no region is given.
    """
    if not region:
        return ""
    return _holidays(region, day.year, _LANGUAGES.get(language[:2], "de")).get(day, "")


# Made by the year and never grown: the library's own calendars fill themselves while they are read,
# which two threads must not do at once.
@lru_cache(maxsize=512)
def _holidays(region: str, year: int, language: str) -> Mapping[date, str]:
    country, _dash, state = region.partition("-")
    try:
        found = country_holidays(
            country, subdiv=state or None, years=[year], expand=False, language=language
        )
    except NotImplementedError:
        return {}
    return dict(found)
