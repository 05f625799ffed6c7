"""A number of stars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from klientel.records.fields.base import Field, Operator, Reading
from klientel.records.fields.number import NumberField
from klientel.ui.html import NOTHING, Html, pattern

_STARS = pattern('<span class="rating" role="img" aria-label="{}">{}</span>')


@dataclass(kw_only=True)
class RatingField(NumberField):
    """From one star to `stars` of them; none at all is no rating."""

    kind = "rating"
    example = 4
    align = ""
    totals = ("average",)
    stars: int = 5
    groupable: bool = True

    def parse(self, raw: Any, reading: Reading) -> Decimal | int | None:
        self.minimum, self.maximum = Decimal(1), Decimal(self.stars)
        return super().parse(raw, reading)

    def parse_condition(self, raw: str, operator: Operator, reading: Reading) -> Any:
        if operator.takes == "many":
            return [self.parse(part, reading) for part in raw.split(",") if part][:100]
        return super().parse_condition(raw, operator, reading)

    def buckets(self, reading: Reading) -> Sequence[tuple[Any, str]]:
        return [(Decimal(n), self.shown(n, reading)) for n in range(self.stars, 0, -1)]

    def shown(self, value: Any, reading: Reading) -> str:
        if value is None:
            return ""
        return _("{count} of {all}").format(count=reading.format.number(value), all=self.stars)

    def cell(self, value: Any, reading: Reading) -> Html:
        if not value:
            return NOTHING
        drawn = "★" * int(value) + "☆" * (self.stars - int(value))
        return _STARS(self.shown(value, reading), drawn)

    def total_shown(self, total: Any, unit: str, reading: Reading) -> str:
        return Field.total_shown(self, round(Decimal(total), 1), unit, reading)

    def input(self, value: Any, reading: Reading) -> dict[str, Any]:
        options = [
            {"value": str(n), "label": "★" * n + f" {self.shown(n, reading)}"}
            for n in range(1, self.stars + 1)
        ]
        return {"type": "select", "value": str(value or ""), "options": options}

    def typed(self, value: Any, reading: Reading) -> Any:
        return value
