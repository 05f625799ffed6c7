"""Dates as people type them, read into days and instants."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Literal

from klientel.kit import clock
from klientel.kit.date_formats import DateGuess, date_reader, guess_date_format
from klientel.kit.refused import Refused

__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "DateGuess",
    "NotADate",
    "date_reader",
    "guess_date_format",
    "parse_date",
    "parse_instant",
]

Order = Literal["dmy", "mdy", "ymd"]

FIRST_YEAR, LAST_YEAR = 1900, 2200
_MAX_LENGTH = 60

_DAYS_FROM_TODAY = {
    "heute": 0, "today": 0, "morgen": 1, "tomorrow": 1, "gestern": -1, "yesterday": -1,
    "übermorgen": 2, "uebermorgen": 2, "vorgestern": -2,
}  # fmt: skip
_WEEKDAYS = {
    name: day
    for day, names in enumerate(
        (
            "mo montag mon monday",
            "di dienstag tue tues tuesday",
            "mi mittwoch wed wednesday",
            "do donnerstag thu thur thurs thursday",
            "fr freitag fri friday",
            "sa samstag sonnabend sat saturday",
            "so sonntag sun sunday",
        )
    )
    for name in names.split()
}
_MONTHS = {
    name: month
    for month, names in enumerate(
        (
            "januar jan january jänner", "februar feb february", "märz mär maerz mrz march mar",
            "april apr", "mai may", "juni jun june", "juli jul july", "august aug",
            "september sep sept", "oktober okt october oct", "november nov",
            "dezember dez december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip

_SPAN = re.compile(r"([+-])\s?([0-9]{1,4})\s?([a-z]+)")
_SPAN_IN_WORDS = re.compile(r"(in|vor)\s([0-9]{1,4})\s([a-z]+)|([0-9]{1,4})\s([a-z]+)\sago")
_UNITS = {
    **dict.fromkeys(("t", "d", "tag", "tage", "tagen", "day", "days"), "d"),
    **dict.fromkeys(("w", "woche", "wochen", "week", "weeks"), "w"),
    **dict.fromkeys(("m", "monat", "monate", "monaten", "month", "months"), "m"),
    **dict.fromkeys(("j", "y", "jahr", "jahre", "jahren", "year", "years"), "y"),
}
_PARTS = re.compile(r"([0-9]{1,4})([./-])\s?([0-9]{1,2})(?:\2\s?([0-9]{1,4})?)?")
_DIGITS = re.compile(r"[0-9]{4}|[0-9]{6}|[0-9]{8}")
_DAY_MONTH_NAME = re.compile(
    r"([0-9]{1,2})(?:\.|st|nd|rd|th)?\s?([a-zäöü]+)\.?,?(?:\s([0-9]{2,4}))?"
)
_MONTH_NAME_DAY = re.compile(r"([a-zäöü]+)\.?\s([0-9]{1,2})(?:st|nd|rd|th)?,?(?:\s([0-9]{2,4}))?")
_WEEKDAY_BEFORE = re.compile(r"([a-zäöü]+)[.,]{0,2}\s+(?=.*[0-9])")
_CLOCK = re.compile(
    r"(?P<day>.*?)(?:[\sT,]+|(?<=\d)t)(?:um\s|at\s)?(?P<hour>[0-9]{1,2})[:.](?P<minute>[0-9]{2})"
    r"(?::(?P<second>[0-9]{2})(?:[.,][0-9]{1,9})?)?\s?(?P<half>am|pm)?(?:\s?uhr)?"
    r"\s?(?P<zone>z|utc|[+-][0-9]{2}:?[0-9]{2})?",
    re.IGNORECASE,
)


class NotADate(Refused, ValueError):
    """The text is no date, or one outside the years 1900 to 2200."""


def parse_date(text: str, today: date, order: Order | None = None) -> date:
    """The day a text means: `23.11.2026`, `23.11.`, `2311`, `2026-11-23`, `morgen`, `+3t`, `Fr`.

    A weekday is the next one after `today`; a day without a year is the one nearest to `today`; a
    year of two digits lies between 80 years ago and 19 ahead. `order` tells how slashes and dashes
    are meant; without it the day comes first, unless it cannot. Raises `NotADate`.
    """
    given = " ".join(text.lower().split())
    if not given:
        raise NotADate("A date is missing.")
    if len(given) > _MAX_LENGTH:
        raise NotADate("“{text}” is not a date.", text=text[:_MAX_LENGTH])
    bare = given.rstrip(".")
    try:
        if bare in _DAYS_FROM_TODAY:
            return today + timedelta(days=_DAYS_FROM_TODAY[bare])
        if bare in _WEEKDAYS:
            return today + timedelta(days=(_WEEKDAYS[bare] - today.weekday() - 1) % 7 + 1)
        for read in _READERS:
            day = read(given, today, order)
            if day is not None:
                return _within_years(day, text)
        weekday = _WEEKDAY_BEFORE.match(given)
        if weekday and weekday[1] in _WEEKDAYS:
            return parse_date(given[weekday.end() :], today, order)
    except (ValueError, OverflowError) as error:
        if isinstance(error, NotADate):
            raise
        raise NotADate("“{text}” does not exist.", text=text) from None
    raise NotADate("“{text}” is not a date.", text=text)


def parse_instant(
    text: str, tz: str | tzinfo, today: date | None = None, order: Order | None = None
) -> datetime:
    """The instant, in UTC, that a text means: a date as `parse_date` reads it, and a time.

    The time is on the wall clock of `tz` unless the text names an offset; without one it is the
    start of the day. Raises `NotADate`.
    """
    today = today or clock.today(tz)
    given = text.strip()
    found = _CLOCK.fullmatch(given) if len(given) <= _MAX_LENGTH else None
    if found is None or not found["day"].strip():
        return clock.start_of_day(parse_date(text, today, order), tz)
    day = parse_date(found["day"], today, order)
    hour = int(found["hour"])
    if found["half"] and 1 <= hour <= 12:
        hour = hour % 12 + (12 if found["half"].lower() == "pm" else 0)
    try:
        at = time(hour, int(found["minute"]), int(found["second"] or 0))
    except ValueError:
        raise NotADate("“{text}” is not a time.", text=text) from None
    where = _offset(found["zone"]) if found["zone"] else clock.zone(tz)
    return datetime.combine(day, at, tzinfo=where).astimezone(UTC)


def _offset(text: str) -> tzinfo:
    if text.lower() in ("z", "utc"):
        return UTC
    iso = text if ":" in text else f"{text[:3]}:{text[3:]}"
    try:
        return datetime.fromisoformat(f"2000-01-01T00:00{iso}").tzinfo or UTC
    except ValueError:
        raise NotADate("“{text}” is not a time.", text=text) from None


def _within_years(day: date, text: str) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise NotADate(
            "“{text}” lies outside the years {first} to {last}.",
            text=text,
            first=FIRST_YEAR,
            last=LAST_YEAR,
        )
    return day


def _span(given: str, today: date, order: Order | None) -> date | None:
    found = _SPAN.fullmatch(given)
    if found:
        sign, count, unit = found[1], int(found[2]), found[3]
    else:
        found = _SPAN_IN_WORDS.fullmatch(given)
        if not found:
            return None
        count, unit = int(found[2] or found[4]), found[3] or found[5]
        sign = "+" if found[1] == "in" else "-"
    kind = _UNITS.get(unit)
    if kind is None:
        return None
    step = count if sign == "+" else -count
    if kind in "dw":
        return today + timedelta(days=step * (7 if kind == "w" else 1))
    return months_later(today, step * (12 if kind == "y" else 1))


def months_later(day: date, months: int) -> date:
    """The same day of another month, or its last day where the month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for number in range(day.day, 27, -1):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    return date(year, month + 1, min(day.day, 27))


def notice_day(end: date, months: int) -> date:
    """The last day on which notice of so many months to an end can be given.

    What ends with a month is given notice of by the end of a month (§ 188 II BGB).
    """
    day = months_later(end, -months)
    if (end + timedelta(days=1)).day != 1:
        return day
    return months_later(day.replace(day=1), 1) - timedelta(days=1)


def _in_digits(given: str, today: date, order: Order | None) -> date | None:
    if not _DIGITS.fullmatch(given):
        return None
    if len(given) == 8:
        if order in (None, "ymd") and FIRST_YEAR <= int(given[:4]) <= LAST_YEAR:
            return date(int(given[:4]), int(given[4:6]), int(given[6:]))
        year: int | None = int(given[4:])
    else:
        year = _full_year(given[4:], today) if len(given) == 6 else None
    first, second = int(given[:2]), int(given[2:4])
    day, month = (second, first) if order == "mdy" else (first, second)
    return date(year, month, day) if year is not None else _nearest(day, month, today)


def _in_parts(given: str, today: date, order: Order | None) -> date | None:
    found = _PARTS.fullmatch(given)
    if not found:
        return None
    first, mark, second, third = found[1], found[2], found[3], found[4]
    if len(first) == 4 or (order == "ymd" and third and len(third) < 3):
        return date(_full_year(first, today), int(second), int(third)) if third else None
    if len(first) > 2:
        return None
    day, month = int(first), int(second)
    if mark != "." and (order == "mdy" or (order is None and month > 12)):
        day, month = month, day
    return date(_full_year(third, today), month, day) if third else _nearest(day, month, today)


def _with_month_name(given: str, today: date, order: Order | None) -> date | None:
    found = _DAY_MONTH_NAME.fullmatch(given)
    if found and found[2] in _MONTHS:
        day, month = int(found[1]), _MONTHS[found[2]]
    else:
        found = _MONTH_NAME_DAY.fullmatch(given)
        if not found or found[1] not in _MONTHS:
            return None
        day, month = int(found[2]), _MONTHS[found[1]]
    return (
        date(_full_year(found[3], today), month, day) if found[3] else _nearest(day, month, today)
    )


def _full_year(text: str, today: date) -> int:
    if len(text) not in (2, 4):
        raise ValueError("a year has two or four digits")
    year = int(text)
    if len(text) == 4:
        return year
    latest = today.year + 19
    return latest - (latest - year) % 100


def _nearest(day: int, month: int, today: date) -> date:
    candidates = []
    # 29 February may be up to eight years away.
    for year in range(today.year - 1, today.year + 2):
        try:
            candidates.append(date(year, month, day))
        except ValueError:
            continue
    if not candidates:
        raise ValueError("no such day")
    return min(candidates, key=lambda found: (abs((found - today).days), found < today))


_READERS: tuple[Callable[[str, date, Order | None], date | None], ...] = (
    _span,
    _in_digits,
    _in_parts,
    _with_month_name,
)
