"""What somebody means who types a position: `2 brot`, `Umsetzung 16 h`, `1 torte mittwoch`."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from klientel.billing.quantity_field import LARGEST, SMALLEST, QuantityField
from klientel.billing.units import unit_typed
from klientel.kit.dates import parse_date
from klientel.kit.refused import Refused
from klientel.records.fields.base import Reading

_NUMBER = r"\d[\d.,']*"
_BEFORE = re.compile(rf"({_NUMBER})(\s*(?:[x×*]\s)?\s*)([^\W\d_]{{1,10}}[.²2]?(?=\s))?(.*)")
_BEHIND = re.compile(rf"(.*\S)\s+({_NUMBER})\s*([^\W\d_]{{1,10}}[.²2]?)")
#: a day that nobody types as a part of a name: a weekday in full, or digits with points
_DAY = re.compile(r"[^\W\d_]{5,}|\d{1,2}\.\d{1,2}\.(?:\d{2,4})?")
_QUANTITY = QuantityField(name="quantity", label="")


@dataclass(frozen=True)
class TypedLine:
    """A line taken apart: what is wanted, how much of it, in which unit, and until when.

    `quantity` is None and `unit` empty where nothing was said of them.
    """

    name: str
    quantity: Decimal | None = None
    unit: str = ""
    due_on: date | None = None


def read_line(text: str, reading: Reading) -> TypedLine:
    """The parts of a typed line; what is not understood stays in the name."""
    words, day = _without_day(" ".join(text.split()), reading)
    before = _BEFORE.fullmatch(words)
    if before and (quantity := _quantity(before[1], reading)) is not None:
        unit = unit_typed(before[3] or "")
        name = (before[4] if unit else f"{before[3] or ''}{before[4]}").strip()
        # what stands right behind the figure is a unit, or the figure is part of a name: 3D-Druck
        if name and (unit or before[2]):
            return TypedLine(name, quantity, unit, day)
    behind = _BEHIND.fullmatch(words)
    if behind and (unit := unit_typed(behind[3])):
        return TypedLine(behind[1], _quantity(behind[2], reading), unit, day)
    return TypedLine(words, due_on=day)


def _without_day(text: str, reading: Reading) -> tuple[str, date | None]:
    name, _blank, last = text.rpartition(" ")
    if name and _DAY.fullmatch(last):
        with suppress(Refused):
            day = parse_date(last, reading.today)
            if day >= reading.today:
                return name, day
    return text, None


def _quantity(text: str, reading: Reading) -> Decimal | None:
    with suppress(Refused):
        found = _QUANTITY.clean(text, reading)
        if found is not None and SMALLEST <= found <= LARGEST:
            return Decimal(found)
    return None
