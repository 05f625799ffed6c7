"""A number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from klientel.kit.numbers import parse_decimal
from klientel.kit.refused import Refused
from klientel.records.fields.base import Field, Operator, Reading, comparison_operators


@dataclass(kw_only=True)
class NumberField(Field):
    """A whole or decimal number; `places` decimals are kept."""

    kind = "number"
    align = "number"
    repeats = True
    fits = ("integer", "decimal")
    reads_as = ("integer", "decimal")
    written = "decimal"
    places: int = 0
    minimum: Decimal | None = None
    maximum: Decimal | None = None

    def parse(self, raw: Any, reading: Reading) -> Decimal | int | None:
        if raw is None or raw == "":
            return None
        number = raw if isinstance(raw, Decimal) else parse_decimal(str(raw))
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

    def input(self, value: Any, reading: Reading) -> dict[str, Any]:
        return {"type": "number", "value": self.shown(value, reading), "inputmode": "decimal"}

    def api(self, value: Any) -> Any:
        return str(value) if isinstance(value, Decimal) else value

    def from_api(self, value: Any) -> Any:
        return Decimal(value) if isinstance(value, str) else value
