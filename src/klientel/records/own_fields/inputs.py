"""The fields that a formula can read, by what people call them and by their lasting names."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from klientel.kit.formulas import Input, Shape
from klientel.kit.text import fold
from klientel.records.fields.base import Field, Reading

if TYPE_CHECKING:
    from klientel.records.types import RecordType

Known = Callable[[str], Input | None]


def shape_of(one: Field) -> Shape | None:
    """What a field is to a formula; None for what it cannot read."""
    has_unit = bool(one.unit_column() or one.unit())
    is_readable = bool(one.reckons_as) and not one.is_side and not has_unit
    return Shape(one.reckons_as) if is_readable else None


def by_name(record_type: RecordType) -> Known:
    """Finds fields by their lasting names, as kept formulas have them."""

    def known(name: str) -> Input | None:
        one = record_type.by_name.get(name)
        return None if one is None else Input(name, name, shape_of(one))

    return known


def by_label(record_type: RecordType, reading: Reading) -> Known:
    """Finds fields by what they are called, upper case and umlauts aside, else by their names."""
    called: dict[str, Input] = {}
    for one in record_type.fields:
        label = reading.say(one.label)
        called.setdefault(fold(label), Input(one.name, label, shape_of(one)))
    named = by_name(record_type)

    def known(text: str) -> Input | None:
        found = called.get(fold(text)) if fold(text) else None
        return found or named(text)

    return known


def spellings(record_type: RecordType, reading: Reading) -> dict[str, str]:
    """What stands between braces for each field, by its lasting name.

    That is what it is called, unless a reader would find another field by it, or none.
    """
    known = by_label(record_type, reading)
    found = {}
    for one in record_type.fields:
        label = reading.say(one.label)
        meant = None if {*"{}"} & {*label} else known(label)
        found[one.name] = label if meant is not None and meant.name == one.name else one.name
    return found


def labels_of(record_type: RecordType, reading: Reading) -> list[str]:
    """What the fields are called that a formula can read."""
    return [reading.say(one.label) for one in record_type.fields if shape_of(one) is not None]
