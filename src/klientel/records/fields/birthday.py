"""A birthday: a day of the year, with or without the year of birth."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klientel.kit import birthdays
from klientel.kit.dates import date_reader
from klientel.kit.refused import Refused
from klientel.records.fields.base import Field, Operator, Reading
from klientel.records.fields.cell_marks import CellMarks
from klientel.records.fields.comparing import is_empty_operators
from klientel.records.fields.programs import Schema
from klientel.ui.html import NOTHING, Html, escape, join, pattern
from klientel.ui.icons import icon

#: so many days ahead a page says how soon it is
SOON = 30

_SOON = pattern('<span class="status status-accent">{}<span>{}</span></span>')
#: so much of what is kept is the day of the year
_DAY = len(birthdays.written(1, 1))
#: what Outlook writes where none is known
_NO_DAY = re.compile(r"0?0[./]0?0[./](?:00)?00")


class _Ahead(str):
    """A number of days as it was typed, that knows the stretches of the year it stands for."""

    __slots__ = ("stretches",)
    stretches: Sequence[birthdays.Stretch]


@dataclass(kw_only=True)
class BirthdayField(Field):
    """Kept by `kit.birthdays`: in the order of the calendar, whoever is how old."""

    kind = "birthday"
    is_yearly = True
    align = "date"
    repeats: ClassVar[bool] = True
    fits = ("date",)
    written = "date"

    def parse(self, raw: Any, reading: Reading) -> str | None:
        if isinstance(raw, date):
            born = raw.date() if isinstance(raw, datetime) else raw
            raw = born.isoformat()
        text = str(raw or "").strip()
        if not text or _NO_DAY.fullmatch(text):
            return None
        return birthdays.parse_birthday(text, reading.today)

    def parse_condition(self, raw: str, operator: Operator, reading: Reading) -> Any:
        """`30` in `.soon=30` counts days ahead from today."""
        if operator.name == "soon":
            if not raw.isdecimal() or len(raw) > 3:
                raise Refused("A number of days is needed here.", self.name)
            ahead = _Ahead(raw)
            ahead.stretches = birthdays.days_ahead(reading.today, int(raw))
            return ahead
        found = super().parse_condition(raw, operator, reading)
        return found[:_DAY] if isinstance(found, str) else found

    def cell_reader(self, marks: CellMarks, reading: Reading) -> Callable[[str], Any]:
        """By the form of the column; a cell without a year is read by itself."""
        if not marks.date_format:
            return super().cell_reader(marks, reading)
        in_format = date_reader(marks.date_format)

        def read(text: str) -> Any:
            try:
                return self.clean(in_format(text), reading)
            except ValueError:
                return self.clean(text, reading)

        return read

    def operators(self) -> Sequence[Operator]:
        c = self.column
        return (
            Operator("soon", gettext_lazy("is within the next … days"), "one", _ahead),
            Operator("on", gettext_lazy("is on"), "one", lambda f, v: Q(**{f"{c}__startswith": v})),
            *is_empty_operators(),
        )

    def shown(self, value: Any, reading: Reading) -> str:
        if not value or isinstance(value, _Ahead):
            return str(value or "")
        month, day, year = birthdays.parts(value)
        if year is None:
            return reading.format.day_of_year(month, day)
        return reading.format.date(date(year, month, day))

    def fact(self, value: Any, reading: Reading) -> Html:
        """The day, and how soon it is and how old the person becomes."""
        if not value:
            return NOTHING
        shown = escape(self.shown(value, reading))
        told = soon(value, reading)
        return join([shown, _SOON(icon("cake", 12), told)], " ") if told else shown

    def input(self, value: Any, reading: Reading) -> dict[str, Any]:
        return {"type": "text", "value": self.shown(value, reading)}

    def schema(self, reading: Reading) -> Schema:
        return {"type": ["string", "null"]}

    def api(self, value: Any) -> Any:
        return birthdays.as_iso(value) if value else None

    def from_api(self, value: Any) -> Any:
        return birthdays.from_iso(value) if value else None

    def typed(self, value: Any, reading: Reading) -> Any:
        """A day where the year is told, else as it is written."""
        month, day, year = birthdays.parts(value) if value else (0, 0, None)
        return self.shown(value, reading) if year is None else date(year, month, day)


def soon(value: str, reading: Reading) -> str:
    """How soon the next birthday is, in words; empty where it is more than a month away."""
    day = birthdays.next_on(value, reading.today)
    if (day - reading.today).days > SOON:
        return ""
    age = birthdays.turns(value, reading.today)
    when = reading.format.days_ago(day)
    return when if age is None else _("{when}, turns {age}").format(when=when, age=age)


def _ahead(asked: Field, ahead: _Ahead) -> Q:
    condition = Q()
    for first, last in ahead.stretches:
        # the last day with whatever year, too
        condition |= Q(**{f"{asked.column}__gte": first, f"{asked.column}__lte": f"{last}9999"})
    return condition
