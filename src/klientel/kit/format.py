"""Dates, numbers and money as a reader of German or English expects them, fast enough for lists.

Everything that depends on the language is worked out once, in `locale_data`; a value costs a few
string operations. Spaces inside a value are no-break spaces, a minus is the true one (U+2212).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from klientel.kit import clock, phone
from klientel.kit.locale_data import MINUS, NBSP, LocaleCode, LocaleData, data_for
from klientel.kit.money import Money, minor_units

Number = Decimal | int | float
# Inside the class `date` is a format.
Day = date

_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
_QUANTA = tuple(Decimal(1).scaleb(-places) for places in range(10))
_TWO = tuple(f"{number:02}" for number in range(100))
_BYTE_UNITS = ("kB", "MB", "GB", "TB", "PB")


class Format:
    """The formats of one language and time zone; make it once and use it for all values.

    Every method gives "" for None. Days of instants are those of the time zone.
    """

    def __init__(self, locale: LocaleCode, tz: str | tzinfo) -> None:
        self.locale = locale
        self.zone = clock.zone(tz)
        self.data: LocaleData = data_for(locale)
        self._is_german = locale == "de"
        self._day_of_month = self.data.day_of_month
        self._month_of_year = self.data.month_of_year
        self._affixes = _Affixes(self.data.currency_affixes)
        # The offset of UTC holds for a whole hour at least, so instants share it by the hour.
        self._offset = lru_cache(maxsize=4096)(self._offset_in_hour)

    # Days and times

    def date(self, value: Day | None) -> str:
        """23.11.2026 or 23 Nov 2026."""
        if value is None:
            return ""
        if isinstance(value, datetime):
            value = self._local(value)
        return f"{self._day_of_month[value.day]}{self._month_of_year[value.month]}{value.year}"

    def day_of_year(self, month: int, day: int) -> str:
        """23. November or 23 November."""
        return f"{day}{self.data.after_day}{self.data.months[month]}"

    def date_long(self, value: Day | None) -> str:
        """Mo., 23. November 2026 or Mon 23 November 2026."""
        if value is None:
            return ""
        day = self._day(value)
        names = self.data
        weekday, month = names.weekdays[day.weekday()], names.months[day.month]
        return f"{weekday}{names.after_weekday}{day.day}{names.after_day}{month} {day.year}"

    def time(self, value: datetime | None, in_table: bool = False) -> str:
        """14:30 Uhr (14:30 in tables) or 14:30."""
        if value is None:
            return ""
        local = self._local(value)
        shown = f"{_TWO[local.hour]}:{_TWO[local.minute]}"
        return shown if in_table else shown + self.data.after_time

    def instant(self, value: datetime | None, in_table: bool = False) -> str:
        """23.11.2026, 14:30 Uhr or 23 Nov 2026, 14:30."""
        if value is None:
            return ""
        local = self._local(value)
        day = f"{self._day_of_month[local.day]}{self._month_of_year[local.month]}{local.year}"
        shown = f"{day}, {_TWO[local.hour]}:{_TWO[local.minute]}"
        return shown if in_table else shown + self.data.after_time

    def span(self, start: datetime, end: datetime) -> str:
        """14:30–15:00; with both dates if the days differ."""
        if self._day(start) == self._day(end):
            return f"{self.time(start, in_table=True)}–{self.time(end, in_table=True)}"
        return f"{self.instant(start, in_table=True)} – {self.instant(end, in_table=True)}"

    def week(self, value: Day) -> str:
        """KW 48 or Week 48 (ISO weeks, Monday first)."""
        return f"{self.data.week}{NBSP}{self._day(value).isocalendar().week}"

    def relative(self, value: Day | None, today: Day | None = None) -> str:
        """heute, gestern, vor 3 Tagen, in 2 Wochen, vor 3 Monaten, in 2 Jahren.

        `today` is the zone's own day unless a caller has read it already.
        """
        if value is None:
            return ""
        days = self._days_from_today(value, today)
        distance = abs(days)
        if distance < 14:
            return self.data.in_days(days)
        if distance < 60:
            return self.data.in_units(days, "week", round(distance / 7))
        if distance < 731:
            return self.data.in_units(days, "month", round(distance / 30.44))
        # whole years: five and a half of them are "5 years ago" to everybody
        return self.data.in_units(days, "year", int(distance / 365.25))

    def days_ago(self, value: Day | None) -> str:
        """Always in days: heute, gestern, vor 34 Tagen, in 20 Tagen."""
        return "" if value is None else self.data.in_days(self._days_from_today(value))

    def duration(self, minutes: Number | None) -> str:
        """18 min below an hour, else hours with up to two decimals: 1,5 h."""
        if minutes is None:
            return ""
        exact = _decimal(minutes)
        whole = exact.quantize(_QUANTA[0], context=_EXACT)
        if abs(whole) < 60:
            return f"{self.integer(whole)}{NBSP}min"
        return f"{self.number(_EXACT.divide(exact, Decimal(60)), 2)}{NBSP}h"

    # Numbers

    def number(self, value: Number | None, decimals: int = 3, fixed: bool = False) -> str:
        """1.234,5 or 1,234.5: at most `decimals` of them, exactly so many if `fixed`."""
        if value is None:
            return ""
        if type(value) is int and not fixed:
            return self.integer(value)
        rounded = _decimal(value).quantize(_QUANTA[decimals], context=_EXACT)
        shown = f"{rounded:,f}"
        if decimals and not fixed:
            shown = shown.rstrip("0").rstrip(".")
        return self._marked(shown, bool(rounded))

    def integer(self, value: Number | None) -> str:
        """1.234 or 1,234."""
        if value is None:
            return ""
        whole = (
            value if type(value) is int else int(_decimal(value).to_integral_value(context=_EXACT))
        )
        shown = f"{whole:,}"
        if self._is_german:
            shown = shown.replace(",", ".")
        return MINUS + shown[1:] if whole < 0 else shown

    def percent(self, share: Number | None, decimals: int = 0) -> str:
        """A share of one: 0.19 is 19 % or 19%."""
        if share is None:
            return ""
        return self.number(_decimal(share) * 100, decimals) + self.data.percent

    def bytes(self, size: int | None) -> str:
        """512 B, 18 kB, 1,4 MB (in thousands)."""
        if size is None:
            return ""
        if abs(size) < 1000:
            return f"{self.integer(size)}{NBSP}B"
        amount = Decimal(size)
        for unit in _BYTE_UNITS:
            amount /= 1000
            rounded = _significant(amount)
            if abs(rounded) < 1000 or unit == _BYTE_UNITS[-1]:
                break
        return f"{self.number(rounded, 1)}{NBSP}{unit}"

    # Money

    def money(self, value: Money | Number | None, currency: str = "EUR") -> str:
        """1.234,56 € or €1,234.56, negative −12,00 € or −€12.00, in whole minor units."""
        if value is None:
            return ""
        if type(value) is Money:
            amount, currency = value.amount, value.currency
        else:
            amount = _decimal(value)  # type: ignore[arg-type]
        before, after, quantum = self._affixes[currency]
        rounded = amount.quantize(quantum, ROUND_HALF_UP, _EXACT)
        shown = f"{rounded:,f}"
        if shown[0] == "-":
            shown = shown[1:]
            if rounded:
                before = MINUS + before
        if self._is_german:
            shown = _german(shown)
        return f"{before}{shown}{after}"

    def money_short(self, value: Money | Number | None, currency: str = "EUR") -> str:
        """84 Tsd. € or €84k; two digits below ten: 1,2 Mio. €."""
        if value is None:
            return ""
        if isinstance(value, Money):
            amount, currency = value.amount, value.currency
        else:
            amount = _decimal(value)
        before, after, _ = self._affixes[currency]
        rounded, unit = amount.quantize(_QUANTA[0], context=_EXACT), ""
        for step, name in enumerate(self.data.thousands, start=1):
            if abs(rounded) < 1000:
                break
            rounded, unit = _significant(amount.scaleb(-3 * step, _EXACT)), name
        shown = self.number(abs(rounded), 1)
        return f"{MINUS if rounded < 0 else ''}{before}{shown}{unit}{after}"

    # Other

    def phone(self, e164: str | None) -> str:
        """+49 171 234567."""
        return phone.shown(e164) if e164 else ""

    def iban(self, text: str | None) -> str:
        """In groups of four."""
        bare = (text or "").replace(" ", "")
        return NBSP.join(bare[start : start + 4] for start in range(0, len(bare), 4))

    def _marked(self, shown: str, is_not_zero: bool) -> str:
        """Digits with a point as mark, in the marks of the language and with the true minus."""
        sign = ""
        if shown[0] == "-":
            shown = shown[1:]
            sign = MINUS if is_not_zero else ""
        return sign + (_german(shown) if self._is_german else shown)

    def _days_from_today(self, value: Day, today: Day | None = None) -> int:
        return (self._day(value) - (today or clock.today(self.zone))).days

    def _day(self, value: Day) -> Day:
        return self._local(value).date() if isinstance(value, datetime) else value

    def _local(self, value: datetime) -> datetime:
        if value.tzinfo is not UTC:
            return clock.local(value, self.zone)
        return value + self._offset(value.year, value.month, value.day, value.hour)

    def _offset_in_hour(self, year: int, month: int, day: int, hour: int) -> timedelta:
        instant = datetime(year, month, day, hour, tzinfo=UTC)
        return instant.astimezone(self.zone).utcoffset() or timedelta()


class _Affixes(dict[str, tuple[str, str, Decimal]]):
    """What stands before and after an amount of a currency, and its smallest unit."""

    def __init__(self, affixes_of: Callable[[str], tuple[str, str]]) -> None:
        super().__init__()
        self._affixes_of = affixes_of

    def __missing__(self, currency: str) -> tuple[str, str, Decimal]:
        found = (*self._affixes_of(currency), _QUANTA[minor_units(currency)])
        if len(self) < 300:
            self[currency] = found
        return found


@lru_cache(maxsize=256)
def format_for(locale: LocaleCode, tz: str) -> Format:
    """The one format of a language and time zone of this process."""
    return Format(locale, ZoneInfo(tz))


def _decimal(value: Number) -> Decimal:
    # Through its text a float keeps the digits it shows; straight, 0.1 would have 55 of them.
    return value if type(value) is Decimal else Decimal(str(value))


def _german(shown: str) -> str:
    # Faster than str.translate, and this runs for every amount of a list.
    whole, mark, decimals = shown.partition(".")
    return whole.replace(",", ".") + ("," + decimals if mark else "")


def _significant(amount: Decimal) -> Decimal:
    """One decimal below ten, none above."""
    tenths = amount.quantize(_QUANTA[1], context=_EXACT)
    return tenths if abs(tenths) < 10 else amount.quantize(_QUANTA[0], context=_EXACT)
