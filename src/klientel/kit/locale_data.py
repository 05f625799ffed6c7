"""What differs between German and English in dates, numbers and money, worked out once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from babel import Locale
from babel.numbers import get_currency_symbol

LocaleCode = Literal["de", "en"]

NBSP = "\u00a0"
MINUS = "\u2212"

_CLDR = {"de": "de_DE", "en": "en_GB"}


@dataclass(frozen=True)
class LocaleData:
    """The pieces from which the values of one language are put together."""

    code: LocaleCode
    day_of_month: tuple[str, ...]
    month_of_year: tuple[str, ...]
    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    after_weekday: str
    after_day: str
    after_time: str
    week: str
    percent: str
    thousands: tuple[str, ...]
    today: str
    tomorrow: str
    yesterday: str
    ahead: str
    ago: str
    units: dict[str, tuple[str, str]]

    def in_days(self, days: int) -> str:
        """heute, morgen, in 3 Tagen, vor 34 Tagen."""
        if days == 0:
            return self.today
        if days == 1:
            return self.tomorrow
        if days == -1:
            return self.yesterday
        return self.in_units(days, "day", abs(days))

    def in_units(self, direction: int, unit: str, count: int) -> str:
        """in 2 Wochen, vor 1 Monat; `direction` is positive for what is ahead."""
        pattern = self.ahead if direction > 0 else self.ago
        return pattern.format(f"{count} {self.units[unit][count != 1]}")

    def currency_affixes(self, currency: str) -> tuple[str, str]:
        """What stands before and after an amount: ("", " €") or ("€", "")."""
        symbol = get_currency_symbol(currency, _CLDR[self.code])
        if self.code == "de":
            return "", NBSP + symbol
        # A symbol stands close, letters (CHF 12.00) do not.
        return (symbol + NBSP if symbol[-1:].isalpha() else symbol), ""


@lru_cache(maxsize=2)
def _countries(code: LocaleCode) -> dict[str, str]:
    """The names of countries by their code, as CLDR has them; no continents."""
    names = Locale.parse(_CLDR[code]).territories
    return {key: str(name) for key, name in names.items() if len(key) == 2 and key.isalpha()}


#: what countries are called beside their names in CLDR, folded
_ALSO = {
    "uk": "GB",
    "great britain": "GB",
    "england": "GB",
    "grossbritannien": "GB",
    "usa": "US",
    "united states of america": "US",
    "vereinigte staaten von amerika": "US",
    "holland": "NL",
}


@lru_cache(maxsize=1)
def _codes_of_countries() -> dict[str, str]:
    languages: tuple[LocaleCode, ...] = ("de", "en")
    named = {name.casefold(): key for code in languages for key, name in _countries(code).items()}
    return {**{key.casefold(): key for key in _countries("en")}, **_ALSO, **named}


def country_code(text: str) -> str:
    """The code of a country that is named in German or English, or by its code; "" for none."""
    return _codes_of_countries().get(text.strip().casefold(), "")


def country_named(text: str, code: LocaleCode) -> str:
    """A country that is named in German or English by its name in a language; else the text."""
    return _countries(code).get(country_code(text), text)


@lru_cache(maxsize=2)
def data_for(code: LocaleCode) -> LocaleData:
    """The pieces of a language; names of months and days are those of CLDR."""
    if code not in _CLDR:
        raise ValueError(f"{code!r} is neither de nor en")
    names = Locale.parse(_CLDR[code])
    months = ("", *(names.months["format"]["wide"][month] for month in range(1, 13)))
    weekdays = tuple(names.days["format"]["abbreviated"][day] for day in range(7))
    return _german(months, weekdays) if code == "de" else _english(months, weekdays)


def _german(months: tuple[str, ...], weekdays: tuple[str, ...]) -> LocaleData:
    return LocaleData(
        code="de",
        day_of_month=tuple(f"{day:02}." for day in range(32)),
        month_of_year=tuple(f"{month:02}." for month in range(13)),
        weekdays=tuple(day.rstrip(".") + "." for day in weekdays),
        months=months,
        after_weekday=", ",
        after_day=". ",
        after_time=NBSP + "Uhr",
        week="KW",
        percent=NBSP + "%",
        thousands=tuple(NBSP + name for name in ("Tsd.", "Mio.", "Mrd.", "Bio.")),
        today="heute",
        tomorrow="morgen",
        yesterday="gestern",
        ahead="in {}",
        ago="vor {}",
        units={
            "day": ("Tag", "Tagen"),
            "week": ("Woche", "Wochen"),
            "month": ("Monat", "Monaten"),
            "year": ("Jahr", "Jahren"),
        },
    )


def _english(months: tuple[str, ...], weekdays: tuple[str, ...]) -> LocaleData:
    # Three letters for every month: CLDR's "Sept" would be the only one with four.
    short = ("", *(months[month][:3] for month in range(1, 13)))
    return LocaleData(
        code="en",
        day_of_month=tuple(f"{day} " for day in range(32)),
        month_of_year=tuple(f"{name} " for name in short),
        weekdays=weekdays,
        months=months,
        after_weekday=" ",
        after_day=" ",
        after_time="",
        week="Week",
        percent="%",
        thousands=("k", "m", "bn", "tn"),
        today="today",
        tomorrow="tomorrow",
        yesterday="yesterday",
        ahead="in {}",
        ago="{} ago",
        units={unit: (unit, unit + "s") for unit in ("day", "week", "month", "year")},
    )
