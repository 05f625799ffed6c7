"""A number, of as many decimal places as the firm says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from klientel.records.fields import NumberField
from klientel.records.fields.base import Reading
from klientel.records.fields.programs import DECIMAL, Schema
from klientel.records.fields.ranges import Range
from klientel.records.own_fields import asked
from klientel.records.own_fields.field import OwnField
from klientel.records.own_fields.offered import Options, OwnKind
from klientel.records.own_fields.spread import ranges_between


@dataclass(kw_only=True)
class OwnNumber(OwnField, NumberField):
    """Kept as text in JSON, where a number would become a floating one."""

    of = NumberField
    slot = "number"
    python = Decimal

    def stored(self, value: Any) -> Any:
        return str(value)

    def read(self, stored: Any) -> Any:
        number = Decimal(stored)
        if self.places:
            return number
        whole = int(number)
        # one that was typed when the field kept more places stays what it is
        return whole if whole == number else number

    def schema(self, reading: Reading) -> Schema:
        return dict(DECIMAL)

    def api(self, value: Any) -> Any:
        return None if value is None else str(value)

    def from_api(self, value: Any) -> Any:
        return None if value is None else self.read(value)

    def typed(self, value: Any, reading: Reading) -> Any:
        return value

    def ranges(self, reading: Reading) -> Sequence[tuple[Range, str]]:
        return ranges_between(self, reading)


def places_told(options: Options) -> dict[str, Any]:
    """How many decimal places the settings say."""
    return {"places": int(options.get("places", 0))}


KIND = OwnKind(
    "number",
    _("Number"),
    "hash",
    lambda _options: OwnNumber,
    place=30,
    becomes_of=("integer", "decimal"),
    told=places_told,
    inputs=(asked.PLACES,),
)
