"""A share of a hundred."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from klientel.records.fields.base import Reading
from klientel.records.fields.number import NumberField


@dataclass(kw_only=True)
class PercentField(NumberField):
    """A number of percent: 12.5 is 12.5 %, with or without its sign when it is typed."""

    kind = "percent"
    example = 19
    totals = ("average",)
    # with its sign, no number that a column of a file could be read as
    written = ""

    def parse(self, raw: Any, reading: Reading) -> Decimal | int | None:
        bare = raw.strip().removesuffix("%").strip() if isinstance(raw, str) else raw
        return super().parse(bare, reading)

    def shown(self, value: Any, reading: Reading) -> str:
        return "" if value is None else reading.format.percent(Decimal(value) / 100, self.places)

    def reckoned(self, value: Any, reading: Reading) -> Any:
        """A share of one, as in spreadsheets: 19 % is 0.19."""
        return Decimal(value) / 100

    def total_shown(self, total: Any, unit: str, reading: Reading) -> str:
        return reading.format.percent(Decimal(total) / 100, max(self.places, 1))
