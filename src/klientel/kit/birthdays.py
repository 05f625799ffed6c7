"""Birthdays as people know them: a day of the year, with the year of birth where it is told.

Kept as text, `--MMDD` or `--MMDDYYYY` (which nobody means otherwise), so that an index on it is in
the order of the calendar and the birthdays of the next days are one or two stretches of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from klientel.kit.dates import parse_date
from klientel.kit.refused import Refused

#: two days of the year, both inclusive, as `--MMDD`
Stretch = tuple[str, str]

_LEAP_YEAR = 2000
_CENTURY = 100
#: nobody known is older
_OLDEST = 125
_KEPT = re.compile(r"--(\d{2})-?(\d{2})(?:-?(\d{4}))?")
_WITHOUT_YEAR = re.compile(
    r"\d{1,2}[./-]\s?\d{1,2}\.?|\d{4}|\d{1,2}(?:\.|st|nd|rd|th)?\s?[a-zäöü]+\.?"
    r"|[a-zäöü]+\.?\s\d{1,2}(?:st|nd|rd|th)?",
    re.IGNORECASE,
)
_YEAR_OF_TWO_DIGITS = re.compile(r"(?<!\d)\d{2}\Z")


def parse_birthday(text: str, today: date) -> str:
    """A birthday from `4.5.1980`, `4. Mai`, `4.5.`, `1980-05-04` or `--05-04`.

    A year of two digits is that of the last time it came. Raises `Refused` for what is no day, or
    lies in the future or too far in the past.
    """
    given = " ".join(text.split())
    kept = _KEPT.fullmatch(given)
    if kept:
        given = f"{kept[2]}.{kept[1]}.{kept[3] or ''}"
    if not any(sign.isdigit() for sign in given) or given[0] in "+-":
        raise Refused("“{text}” is no birthday like 4.5.1980 or 4.5.", text=text[:60])
    if _WITHOUT_YEAR.fullmatch(given):
        # every day of the year exists in it
        day = parse_date(given, date(_LEAP_YEAR, 6, 30))
        return written(day.month, day.day)
    born = parse_date(given, today)
    if born > today and _YEAR_OF_TWO_DIGITS.search(given):
        born = parse_date(f"{born.year - _CENTURY}-{born:%m-%d}", today)
    if not today.year - _OLDEST <= born.year or born > today:
        raise Refused("“{text}” is not the birthday of anybody alive.", text=text[:60])
    return written(born.month, born.day, born.year)


def written(month: int, day: int, year: int | None = None) -> str:
    """A birthday as it is kept."""
    return f"--{month:02}{day:02}{'' if year is None else f'{year:04}'}"


def parts(kept: str) -> tuple[int, int, int | None]:
    """Month, day, and the year or None."""
    return int(kept[2:4]), int(kept[4:6]), int(kept[6:]) if kept[6:] else None


def as_iso(kept: str) -> str:
    """`1980-05-04`, or `--05-04` without a year, as address books write it."""
    return f"{kept[6:] or '-'}-{kept[2:4]}-{kept[4:6]}"


def from_iso(text: str) -> str:
    """What `as_iso` wrote, as it is kept."""
    return f"--{text[-5:-3]}{text[-2:]}{'' if text.startswith('--') else text[:4]}"


def next_on(kept: str, today: date) -> date:
    """The day of the next birthday, today included; the 29th of February is the 28th in years
    without one."""
    month, day, _year = parts(kept)
    this_year = _in_year(today.year, month, day)
    return this_year if this_year >= today else _in_year(today.year + 1, month, day)


def turns(kept: str, today: date) -> int | None:
    """How old the person becomes at the next birthday; None where the year is not told."""
    year = parts(kept)[2]
    return None if year is None else next_on(kept, today).year - year


def days_ahead(today: date, days: int) -> Sequence[Stretch]:
    """The stretches of the year from today until so many days later; one, or two over New Year."""
    if days >= 365:
        return [("--0101", "--1231")]
    last = today + timedelta(days=days)
    end = written(last.month, last.day)
    if (last.month, last.day) == (2, 28) and not _is_leap(last.year):
        end = written(2, 29)
    begin = written(today.month, today.day)
    return [(begin, end)] if begin <= end else [(begin, "--1231"), ("--0101", end)]


def _in_year(year: int, month: int, day: int) -> date:
    return date(year, month, 28 if (month, day) == (2, 29) and not _is_leap(year) else day)


def _is_leap(year: int) -> bool:
    return (date(year, 3, 1) - timedelta(days=1)).day == 29
