"""Days and times: their parts, the time between them, and days that are worked on."""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from klientel.kit import clock as clocks
from klientel.kit.dates import FIRST_YEAR, LAST_YEAR, parse_date
from klientel.kit.formulas.functions.declaring import Group
from klientel.kit.formulas.functions.signs import between
from klientel.kit.formulas.values import Clock, Shape, Wrong
from klientel.kit.refused import Refused

DAYS = Group("Dates and times")

_WEEK = 7
_WORKED = 5
_MOST_DAYS = 3_000_000


def _day(year: int, month: int, day: int) -> Any:
    """A day whose month and day may lie beyond their ends, as 14 or 0."""
    months = year * 12 + month - 1
    year, month = divmod(months, 12)
    if not FIRST_YEAR <= year <= LAST_YEAR or abs(day) > _MOST_DAYS:
        return Wrong("day")
    return date(year, month + 1, 1) + timedelta(days=day - 1)


def _date(_clock: Clock, year: Decimal, month: Decimal, day: Decimal) -> Any:
    if max(abs(year), abs(month), abs(day)) > _MOST_DAYS:
        return Wrong("day")
    return _day(int(year), int(month), int(day))


def months_later(day: date, months: int) -> Any:
    """The same day some months later, or the last of that month."""
    whole = day.year * 12 + day.month - 1 + months
    year, month = divmod(whole, 12)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return Wrong("day")
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _months(number: Decimal) -> int:
    return int(min(max(number, Decimal(-_MOST_DAYS)), Decimal(_MOST_DAYS)))


def _month_end(_clock: Clock, day: date, months: Decimal | None = None) -> Any:
    first = months_later(day.replace(day=1), _months(months or Decimal(0)))
    if isinstance(first, Wrong):
        return first
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def _weekday(_clock: Clock, day: date, kind: Decimal | None = None) -> Any:
    """As in spreadsheets: 1 counts from Sunday, 2 (here also when nothing is said) from Monday."""
    which = 2 if kind is None else int(kind)
    if which not in (1, 2, 3):
        return Wrong("number")
    number = day.isoweekday()
    return Decimal({1: number % _WEEK + 1, 2: number, 3: number - 1}[which])


def _passed(_clock: Clock, first: date, last: date, unit: str) -> Any:
    """Whole years (Y), months (M) or days (D) between two days; German: J, M, T."""
    sign = 1 if first <= last else -1
    early, late = min(first, last), max(first, last)
    wanted = unit.strip().upper()
    if wanted in ("D", "T"):
        return Decimal(sign * (late - early).days)
    months = (late.year - early.year) * 12 + late.month - early.month
    months -= late.day < early.day
    if wanted == "M":
        return Decimal(sign * months)
    return Decimal(sign * (months // 12)) if wanted in ("Y", "J") else Wrong("text")


def _days_worked(first: date, last: date) -> int:
    """Mondays to Fridays from one day to a later one, both counted."""
    days = (last - first).days + 1
    weeks, rest = divmod(days, _WEEK)
    begun = sum((first.weekday() + number) % _WEEK < _WORKED for number in range(rest))
    return weeks * _WORKED + begun


def _net_days(_clock: Clock, first: date, last: date) -> Decimal:
    if first <= last:
        return Decimal(_days_worked(first, last))
    return Decimal(-_days_worked(last, first))


def _workday(_clock: Clock, day: date, count: Decimal) -> Any:
    """The day that lies so many worked days later; neither Saturday nor Sunday."""
    number = int(count)
    if abs(number) > _MOST_DAYS:
        return Wrong("day")
    step = 1 if number > 0 else -1
    weeks, rest = divmod(abs(number), _WORKED)
    found = day
    # a week is skipped whole only from a day that is worked on
    while found.weekday() >= _WORKED and number:
        found -= timedelta(days=step)
    found += timedelta(days=step * weeks * _WEEK)
    while rest:
        found += timedelta(days=step)
        rest -= found.weekday() < _WORKED
    return found


def _read(clock: Clock, text: str) -> Any:
    try:
        return parse_date(text[:100], clock.today)
    except (Refused, ValueError):
        return Wrong("text")


def _moment(clock: Clock, day: date, hour: Decimal, minute: Decimal | None = None) -> Any:
    """That time of the firm's clock on a day."""
    minutes = hour * 60 + (minute or Decimal(0))
    if not 0 <= minutes < 1440:
        return Wrong("number")
    passed = timedelta(minutes=int(minutes))
    naive = datetime(day.year, day.month, day.day) + passed  # noqa: DTZ001 - the zone comes next
    return naive.replace(tzinfo=clock.format.zone)


def _local(clock: Clock, value: Any) -> datetime:
    if isinstance(value, datetime):
        return value.astimezone(clock.format.zone)
    return clocks.start_of_day(value, clock.format.zone).astimezone(clock.format.zone)


DAYS.add("TODAY", "HEUTE", "", Shape.DAY, lambda clock: clock.today,
         "The day of today. It is reckoned anew every night.",
         depends_on_today=True)  # fmt: skip
DAYS.add("DATE", "DATUM", "number number number", Shape.DAY, _date,
         "A day of its year, month and day.")  # fmt: skip
DAYS.add("YEAR", "JAHR", "day", Shape.NUMBER, lambda _c, day: Decimal(day.year),
         "The year of a date.")  # fmt: skip
DAYS.add("MONTH", "MONAT", "day", Shape.NUMBER, lambda _c, day: Decimal(day.month),
         "The month of a date, 1 to 12.")  # fmt: skip
DAYS.add("DAY", "TAG", "day", Shape.NUMBER, lambda _c, day: Decimal(day.day),
         "The day of a date in its month.")  # fmt: skip
DAYS.add("QUARTER", "QUARTAL", "day", Shape.NUMBER,
         lambda _c, day: Decimal((day.month + 2) // 3),
         "The quarter of a date, 1 to 4.")  # fmt: skip
DAYS.add("WEEKDAY", "WOCHENTAG", "day number?", Shape.NUMBER, _weekday,
         "The day of the week, 1 for Monday; with 1 behind it, 1 is Sunday.")  # fmt: skip
DAYS.add("ISOWEEKNUM", "ISOKALENDERWOCHE", "day", Shape.NUMBER,
         lambda _c, day: Decimal(day.isocalendar()[1]),
         "The calendar week of a date (ISO 8601).", others=("WEEKNUM", "KALENDERWOCHE"),
         )  # fmt: skip
DAYS.add("HOUR", "STUNDE", "time", Shape.NUMBER,
         lambda clock, value: Decimal(_local(clock, value).hour),
         "The hour of a time, 0 to 23.")  # fmt: skip
DAYS.add("MINUTE", "MINUTE", "time", Shape.NUMBER,
         lambda clock, value: Decimal(_local(clock, value).minute),
         "The minute of a time.")  # fmt: skip
DAYS.add("DAYS", "TAGE", "time time", Shape.NUMBER, between,
         "How many days the first date lies behind the second.")  # fmt: skip
DAYS.add("DATEDIF", "DATEDIF", "day day text", Shape.NUMBER, _passed,
         "Whole years (\"Y\"), months (\"M\") or days (\"D\") from the first date to the second.",
         )  # fmt: skip
DAYS.add("EDATE", "EDATUM", "day number", Shape.DAY,
         lambda _c, day, months: months_later(day, _months(months)),
         "The same day so many months later.")  # fmt: skip
DAYS.add("EOMONTH", "MONATSENDE", "day number?", Shape.DAY, _month_end,
         "The last day of the month, or of the one so many months later.")  # fmt: skip
DAYS.add("WORKDAY", "ARBEITSTAG", "day number", Shape.DAY, _workday,
         "The day so many days of work later, Monday to Friday; holidays count.")  # fmt: skip
DAYS.add("NETWORKDAYS", "NETTOARBEITSTAGE", "day day", Shape.NUMBER, _net_days,
         "How many days of work lie from one date to another, both counted, Monday to Friday; "
         "holidays count.")  # fmt: skip
DAYS.add("DATEVALUE", "DATWERT", "text", Shape.DAY, _read,
         "The date that a text means.", depends_on_today=True)  # fmt: skip
DAYS.add("DATEONLY", "NURDATUM", "day", Shape.DAY, lambda _c, day: day,
         "The day of a date and time.")  # fmt: skip
DAYS.add("MOMENT", "ZEITPUNKT", "day number number?", Shape.MOMENT, _moment,
         "A date and time: the day, the hour and the minute.")  # fmt: skip
