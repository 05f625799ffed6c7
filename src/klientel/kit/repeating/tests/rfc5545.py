"""RFC 5545, 3.3.10, read word by word: slow, plain, and sharing no line with what it judges.

Each period of the frequency is made whole, its days are kept that every BY part allows, BYSETPOS
picks of these; what lies before DTSTART or behind the end goes. Only what our rules use is there.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date, timedelta

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def expand(rule: str, dtstart: date, until: date) -> list[date]:
    """The dates of an RRULE from DTSTART to a day, both inclusive."""
    parts = dict(part.split("=") for part in rule.split(";"))
    found: list[date] = []
    most = int(parts.get("COUNT", 10**9))
    if "UNTIL" in parts:
        text = parts["UNTIL"]
        until = min(until, date(int(text[:4]), int(text[4:6]), int(text[6:])))
    for period in _periods(parts, dtstart, until):
        days = [day for day in period if _is_allowed(day, parts, dtstart)]
        if "BYSETPOS" in parts:
            place = int(parts["BYSETPOS"])
            place = place - 1 if place > 0 else place
            days = [days[place]] if -len(days) <= place < len(days) else []
        for day in days:
            if dtstart <= day <= until and len(found) < most:
                found.append(day)
    return found


def _periods(parts: dict[str, str], dtstart: date, until: date) -> Iterator[list[date]]:
    """The days of every INTERVAL-th day, week (from Monday), month or year."""
    step = int(parts["INTERVAL"])
    number = 0
    while True:
        days = _period(parts["FREQ"], dtstart, number * step)
        if not days or days[0] > until:
            return
        yield days
        number += 1


def _period(frequency: str, dtstart: date, number: int) -> list[date]:
    if frequency == "DAILY":
        return [dtstart + timedelta(days=number)]
    if frequency == "WEEKLY":
        monday = dtstart - timedelta(days=dtstart.weekday()) + timedelta(days=7 * number)
        return [monday + timedelta(days=one) for one in range(7)]
    if frequency == "MONTHLY":
        year, month = divmod(dtstart.year * 12 + dtstart.month - 1 + number, 12)
        return _month(year, month + 1)
    year = dtstart.year + number
    return [day for month in range(1, 13) for day in _month(year, month)]


def _month(year: int, month: int) -> list[date]:
    return [date(year, month, one) for one in range(1, calendar.monthrange(year, month)[1] + 1)]


def _is_allowed(day: date, parts: dict[str, str], dtstart: date) -> bool:
    length = calendar.monthrange(day.year, day.month)[1]
    if "BYMONTH" in parts and day.month != int(parts["BYMONTH"]):
        return False
    if "BYMONTHDAY" in parts:
        numbers = [int(one) for one in parts["BYMONTHDAY"].split(",")]
        if day.day not in numbers and day.day - length - 1 not in numbers:
            return False
    if "BYDAY" in parts:
        return any(_is_weekday(day, one, length) for one in parts["BYDAY"].split(","))
    return True


def _is_weekday(day: date, wanted: str, length: int) -> bool:
    """Whether a day is one of these weekdays; with a number, the so many-th of its month."""
    if _DAYS[day.weekday()] != wanted[-2:]:
        return False
    if wanted == wanted[-2:]:
        return True
    number = int(wanted[:-2])
    from_start, from_end = (day.day - 1) // 7 + 1, (length - day.day) // 7 + 1
    return from_start == number if number > 0 else from_end == -number
