"""A number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.db.backends.base.operations import BaseDatabaseOperations

from klientel.kit.numbers import parse_decimal
from klientel.kit.refused import Refused
from klientel.records.fields.base import Field, Operator, Reading
from klientel.records.fields.comparing import comparison_operators
from klientel.records.fields.programs import DECIMAL, Schema, must_be

#: signs of a number that a program sends
_LONGEST = 60
_DECIMAL = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d{1,3})?", re.ASCII)
#: before the decimal mark, so that any number can be reckoned with exactly
_MOST_DIGITS = 18


def column_range(column: Any) -> tuple[Decimal | None, Decimal | None]:
    """The smallest and the largest number that a column (a Django field) keeps on any database."""
    if isinstance(column, models.DecimalField):
        unit = Decimal(1).scaleb(-column.decimal_places)
        most = Decimal(10) ** (column.max_digits - column.decimal_places) - unit
        return -most, most
    kind = column.get_internal_type()
    if kind not in BaseDatabaseOperations.integer_field_ranges:
        return None, None
    low, high = BaseDatabaseOperations.integer_field_ranges[kind]
    return Decimal(low), Decimal(high)


def exact(raw: Any, taken: Schema, name: str) -> Decimal | None:
    """The number that a program sent, as JSON or as text; raises `Refused` for none."""
    must_be(raw, taken, name)
    if raw is None or raw == "":
        return None
    text = str(raw).strip()
    if len(text) > _LONGEST or not _DECIMAL.fullmatch(text):
        raise Refused("“{value}” is no number that can be kept.", name, value=text[:80])
    number = Decimal(text)
    if abs(number.adjusted()) > _LONGEST:
        raise Refused("“{value}” is no number that can be kept.", name, value=text[:80])
    return number


@dataclass(kw_only=True)
class NumberField(Field):
    """A whole or decimal number; `places` decimals are kept."""

    kind = "number"
    example = 1
    reckons_as = "number"
    align = "number"
    repeats = True
    fits = ("integer", "decimal")
    reads_as = ("integer", "decimal")
    written = "decimal"
    totals: ClassVar[tuple[str, ...]] = ("sum", "average")
    places: int = 0
    minimum: Decimal | None = None
    maximum: Decimal | None = None

    def fit(self, column: Any) -> None:
        low, high = column_range(column)
        if low is not None:
            self.minimum = low if self.minimum is None else max(self.minimum, low)
        if high is not None:
            self.maximum = high if self.maximum is None else min(self.maximum, high)

    def parse(self, raw: Any, reading: Reading) -> Decimal | int | None:
        if raw is None or raw == "":
            return None
        number = raw if isinstance(raw, Decimal) else parse_decimal(str(raw))
        if not number.is_finite() or number.adjusted() > _MOST_DIGITS:
            raise Refused(
                "“{value}” is no number that can be kept.", self.name, value=str(raw)[:80]
            )
        number = number.quantize(Decimal(1).scaleb(-self.places))
        if self.minimum is not None and number < self.minimum:
            raise Refused("This must be at least {minimum}.", self.name, minimum=self.minimum)
        if self.maximum is not None and number > self.maximum:
            raise Refused("This must be at most {maximum}.", self.name, maximum=self.maximum)
        return number if self.places else int(number)

    def operators(self) -> Sequence[Operator]:
        return comparison_operators()

    def shown(self, value: Any, reading: Reading) -> str:
        return "" if value is None else reading.format.number(value)

    def total_shown(self, total: Any, unit: str, reading: Reading) -> str:
        return reading.format.number(total, max(self.places, 1))

    def input(self, value: Any, reading: Reading) -> dict[str, Any]:
        return {"type": "number", "value": self.shown(value, reading), "inputmode": "decimal"}

    def typed(self, value: Any, reading: Reading) -> Any:
        return value

    def reckoned(self, value: Any, reading: Reading) -> Any:
        return Decimal(value)

    def schema(self, reading: Reading) -> Schema:
        return dict(DECIMAL) if self.places else {"type": ["integer", "null"]}

    def taken(self, reading: Reading) -> Schema:
        return {"type": ["number", "string", "null"]}

    def inward(self, raw: Any, reading: Reading) -> Any:
        """Exact, with a point before the decimals, in whichever language somebody asks."""
        return exact(raw, self.taken(reading), self.name)

    def api(self, value: Any) -> Any:
        return str(value) if isinstance(value, Decimal) else value

    def from_api(self, value: Any) -> Any:
        return Decimal(value) if isinstance(value, str) else value
