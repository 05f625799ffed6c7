"""An amount of money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from klientel.kit.numbers import parse_decimal
from klientel.kit.refused import Refused
from klientel.records.fields.base import Field, Operator, Reading
from klientel.records.fields.comparing import comparison_operators
from klientel.records.fields.number import column_range, exact
from klientel.records.fields.programs import DECIMAL, Schema

_LARGEST = Decimal("999999999999.99")


@dataclass(kw_only=True)
class MoneyField(Field):
    """An exact amount in the workspace's currency, in whole cents."""

    kind = "money"
    example = "19.90"
    reckons_as = "money"
    align = "number"
    repeats = True
    fits = ("integer", "decimal")
    reads_as = ("decimal",)
    written = "decimal"
    totals = ("sum", "average")
    largest: Decimal = _LARGEST

    def fit(self, column: Any) -> None:
        _low, high = column_range(column)
        if high is not None:
            self.largest = min(self.largest, high)

    def parse(self, raw: Any, reading: Reading) -> Decimal | None:
        if raw is None or raw == "":
            return None
        amount = raw if isinstance(raw, Decimal) else parse_decimal(str(raw))
        if not amount.is_finite() or abs(amount) > self.largest:
            raise Refused("This amount is too large.", self.name)
        return amount.quantize(Decimal("0.01"))

    def currency_in(self, reading: Reading) -> str:
        """The currency of an amount that says none itself."""
        return self.unit() or reading.workspace.currency

    def operators(self) -> Sequence[Operator]:
        return comparison_operators()

    def shown(self, value: Any, reading: Reading) -> str:
        return "" if value is None else reading.format.money(value, self.currency_in(reading))

    def total_shown(self, total: Any, unit: str, reading: Reading) -> str:
        return reading.format.money(total, unit or self.currency_in(reading))

    def input(self, value: Any, reading: Reading) -> dict[str, Any]:
        text = "" if value is None else reading.format.number(value)
        return {"type": "number", "value": text, "inputmode": "decimal"}

    def typed(self, value: Any, reading: Reading) -> Any:
        return value

    def sheet_label(self, reading: Reading) -> str:
        label = super().sheet_label(reading)
        return label if self.unit_column() else f"{label} ({self.currency_in(reading)})"

    def schema(self, reading: Reading) -> Schema:
        return dict(DECIMAL)

    def taken(self, reading: Reading) -> Schema:
        return {"type": ["number", "string", "null"]}

    def inward(self, raw: Any, reading: Reading) -> Any:
        return exact(raw, self.taken(reading), self.name)

    def api(self, value: Any) -> Any:
        return None if value is None else str(value)

    def from_api(self, value: Any) -> Any:
        return None if value is None else Decimal(value)
