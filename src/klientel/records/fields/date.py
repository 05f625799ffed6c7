"""Days without a time, and instants."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Any, ClassVar

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from klientel.kit import clock
from klientel.kit.dates import date_reader, parse_date, parse_instant
from klientel.kit.format import Format
from klientel.kit.formulas.values import Shape
from klientel.kit.refused import Refused
from klientel.records.fields.base import Field, Operator, Reading
from klientel.records.fields.cell_marks import CellMarks
from klientel.records.fields.comparing import is_empty_operators
from klientel.records.fields.programs import Schema
from klientel.records.fields.stretches import Stretch, stretches_of
from klientel.ui.html import NOTHING, Html, escape, pattern

_TIME = pattern('<time datetime="{}" title="{}">{}</time>')


@lru_cache(maxsize=8192)
def _told(at: datetime, format_: Format, today: date) -> Html:
    """A moment as how long ago it was; lists show the same ones all day."""
    return _TIME(at.isoformat(), format_.instant(at), format_.relative(at, today))


def edge_of(one: Field, day: date, zone: tzinfo) -> date | datetime:
    """Where a day begins among the values of a dated field: at a moment, or with the day itself."""
    return clock.start_of_day(day, zone) if one.reckons_as == Shape.MOMENT else day


@dataclass(kw_only=True)
class DayField(Field):
    """A calendar day; it never shifts with time zones."""

    kind = "day"
    example = "2026-11-26"
    reckons_as = "day"
    align = "date"
    repeats: ClassVar[bool] = True
    fits = ("date",)
    reads_as = ("date",)
    written = "date"
    accepted = "23.11.2026, 2026-11-23"

    def parse(self, raw: Any, reading: Reading) -> date | None:
        if raw is None or raw == "":
            return None
        if isinstance(raw, date) and not isinstance(raw, datetime):
            return raw
        return parse_date(str(raw), reading.today)

    def parse_condition(self, raw: str, operator: Operator, reading: Reading) -> Any:
        """`30` in `.older=30` counts days back from today."""
        if operator.name in ("older", "within"):
            if not raw.isdigit() or len(raw) > 5:
                raise Refused("A number of days is needed here.", self.name)
            return self._days_ago(int(raw), reading)
        return super().parse_condition(raw, operator, reading)

    def _days_ago(self, days: int, reading: Reading) -> Any:
        return reading.today - timedelta(days=days)

    def cell_reader(self, marks: CellMarks, reading: Reading) -> Callable[[str], Any]:
        if not marks.date_format:
            return super().cell_reader(marks, reading)
        example = datetime(2026, 11, 23, 14, 30, tzinfo=UTC).strftime(marks.date_format)
        read = self._in_format(marks.date_format, reading)

        def checked(text: str) -> Any:
            try:
                return self.clean(read(text), reading)
            except ValueError:
                raise Refused(
                    "“{text}” is not a date like {example}.", text=text[:60], example=example
                ) from None

        return checked

    def _in_format(self, pattern: str, reading: Reading) -> Callable[[str], Any]:
        return date_reader(pattern)

    def operators(self) -> Sequence[Operator]:
        c = self.column
        return (
            Operator("on", _("is on"), "one", self._on),
            Operator("before", _("is before"), "one", lambda f, v: Q(**{f"{c}__lt": v})),
            Operator("since", _("is on or after"), "one", lambda f, v: Q(**{f"{c}__gte": v})),
            Operator(
                "older", _("is more than … days ago"), "one", lambda f, v: Q(**{f"{c}__lt": v})
            ),
            Operator(
                "within", _("is within the last … days"), "one", lambda f, v: Q(**{f"{c}__gte": v})
            ),
            *is_empty_operators(),
        )

    def _on(self, asked: Field, value: Any) -> Q:
        return Q(**{self.column: value})

    def edge(self, day: date, reading: Reading) -> Any:
        """The value that a day begins with: among days the day itself."""
        return day

    def stretches(self, reading: Reading, step: str) -> Sequence[tuple[Stretch, str]]:
        """The groups of a list by its days, see `stretches.Dated`."""
        return stretches_of(self, reading, step, is_deadline=self.is_deadline)

    def shown(self, value: Any, reading: Reading) -> str:
        return "" if value is None else reading.format.date(value)

    def input(self, value: Any, reading: Reading) -> dict[str, Any]:
        return {"type": "date", "value": self.shown(value, reading)}

    def typed(self, value: Any, reading: Reading) -> Any:
        return value

    def schema(self, reading: Reading) -> Schema:
        return {"type": ["string", "null"], "format": "date"}

    def api(self, value: Any) -> Any:
        return None if value is None else value.isoformat()

    def from_api(self, value: Any) -> Any:
        return None if value is None else date.fromisoformat(value)


@dataclass(kw_only=True)
class InstantField(DayField):
    """A moment, stored in UTC, shown in the reader's zone; lists show it relative to today."""

    kind = "instant"
    example = "2026-11-26T09:00:00Z"
    reckons_as = "moment"
    repeats = False
    relative: bool = True

    def parse(self, raw: Any, reading: Reading) -> Any:
        if raw is None or raw == "":
            return None
        if isinstance(raw, datetime):
            return raw
        # the clock it is shown by
        return parse_instant(str(raw), reading.format.zone, reading.today)

    def import_(self, text: str, reading: Reading) -> Any:
        """A time without an offset is on the clock of the workspace, whoever reads the file."""
        zone = reading.workspace.time_zone
        return self.clean(parse_instant(text, zone, reading.today) if text else None, reading)

    def parse_condition(self, raw: str, operator: Operator, reading: Reading) -> Any:
        """A day is the reader's, and keeps their zone: it tells where the day ends."""
        if operator.name in ("on", "before", "since"):
            zone = reading.format.zone
            return clock.start_of_day(parse_date(raw, reading.today), zone).astimezone(zone)
        return super().parse_condition(raw, operator, reading)

    def _days_ago(self, days: int, reading: Reading) -> Any:
        day = reading.today - timedelta(days=days)
        return clock.start_of_day(day, reading.format.zone)

    def _on(self, asked: Field, value: Any) -> Q:
        # not a day of 24 hours: summer time begins and ends
        until = clock.start_of_day(value.date() + timedelta(days=1), value.tzinfo)
        return Q(**{f"{self.column}__gte": value, f"{self.column}__lt": until})

    def _in_format(self, pattern: str, reading: Reading) -> Callable[[str], Any]:
        # a time without an offset is on the wall clock of the workspace
        zone = reading.workspace.time_zone
        if "%H" not in pattern and "%I" not in pattern:
            read_day = date_reader(pattern)
            return lambda text: clock.start_of_day(read_day(text), zone)
        where = clock.zone(zone)

        def read(text: str) -> datetime:
            found = datetime.strptime(text.strip(), pattern)  # noqa: DTZ007 - the zone comes next
            # bounds the year as days are bounded
            date_reader("%Y-%m-%d")(f"{found:%Y-%m-%d}")
            return (found if found.tzinfo else found.replace(tzinfo=where)).astimezone(UTC)

        return read

    def edge(self, day: date, reading: Reading) -> Any:
        return clock.start_of_day(day, reading.format.zone)

    def shown(self, value: Any, reading: Reading) -> str:
        return "" if value is None else reading.format.instant(value)

    def cell(self, value: Any, reading: Reading) -> Html:
        if value is None:
            return NOTHING
        if not self.relative:
            return escape(reading.format.instant(value))
        return _told(value, reading.format, clock.today(reading.format.zone))

    def typed(self, value: Any, reading: Reading) -> Any:
        return None if value is None else clock.local(value, reading.format.zone)

    def schema(self, reading: Reading) -> Schema:
        return {"type": ["string", "null"], "format": "date-time"}

    def inward(self, raw: Any, reading: Reading) -> Any:
        """In UTC; a program says which zone it means."""
        at = super().inward(raw, reading)
        if at is None:
            return None
        if at.tzinfo is None:
            raise Refused("A time needs its zone, such as 2026-11-26T09:00:00Z.", self.name)
        try:
            return at.astimezone(UTC)
        except OverflowError:
            raise Refused("This value cannot be understood.", self.name) from None

    def api(self, value: Any) -> Any:
        return None if value is None else value.isoformat()

    def from_api(self, value: Any) -> Any:
        return None if value is None else datetime.fromisoformat(value)
