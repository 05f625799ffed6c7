"""Fields for how much: one quantity, and the quantities of several lines at once."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from klientel.kit.ids import id_needed
from klientel.kit.numbers import DecimalMark, parse_decimal
from klientel.kit.refused import Refused
from klientel.records.fields import Field, NumberField
from klientel.records.fields.base import Reading
from klientel.records.fields.programs import Schema

SMALLEST = Decimal("0.001")
LARGEST = Decimal("999999999.999")
#: the one number that means two things: 1,125 is a little more than one, or a thousand
_AMBIGUOUS = re.compile(r"\d{1,3}[.,]\d{3}")


@dataclass(kw_only=True)
class QuantityField(NumberField):
    """An exact quantity with up to three decimals.

    `1,125` means a little more than one where the comma is the decimal mark: a quantity is
    measured more often than it goes into the thousands.
    """

    places: int = 3
    minimum: Decimal | None = SMALLEST
    maximum: Decimal | None = LARGEST

    def parse(self, raw: Any, reading: Reading) -> Decimal | int | None:
        if isinstance(raw, str) and (text := raw.strip()):
            mark: DecimalMark = "," if reading.format.locale == "de" else "."
            raw = parse_decimal(text, mark if _AMBIGUOUS.fullmatch(text) else None)
        if isinstance(raw, Decimal) and raw.is_finite() and _places(raw) > self.places:
            raise Refused("A quantity has three decimals at most.", self.name)
        return super().parse(raw, reading)


def _places(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


@dataclass(kw_only=True)
class QuantitiesField(Field):
    """Quantities by the id of their line, as a mapping or as JSON; empty means all that is open."""

    kind = "quantities"
    example: ClassVar[Any] = {}

    def parse(self, raw: Any, reading: Reading) -> dict[UUID, Decimal] | None:
        if raw is None or raw == "":
            return None
        given = raw if isinstance(raw, Mapping) else _read(str(raw))
        one = QuantityField(name=self.name, label=self.label, minimum=Decimal(0))
        found = {}
        for key, text in given.items():
            quantity = one.clean(text, reading)
            if quantity:
                found[id_needed(key)] = quantity
        return found

    def schema(self, reading: Reading) -> Schema:
        return {"type": ["object", "null"], "additionalProperties": {"type": ["string", "number"]}}

    def api(self, value: Any) -> Any:
        return None if value is None else {str(key): str(one) for key, one in value.items()}


def _read(text: str) -> Mapping[str, Any]:
    try:
        given = json.loads(text, parse_float=Decimal)
    except ValueError:
        given = None
    if not isinstance(given, dict):
        raise Refused("Quantities are needed by the ids of their line items.", "quantities")
    return given
