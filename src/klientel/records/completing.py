"""What rows of a file say of a record that is there: what would change, and what two rows make."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from klientel.kit.refused import Refused
from klientel.records.examples import CHANGED, FILLED
from klientel.records.fields.base import Field
from klientel.records.types import RecordType


def united(
    record_type: RecordType, before: Mapping[str, Any], more: Mapping[str, Any], *, fill_only: bool
) -> dict[str, Any]:
    """What two rows say of one record: the later one counts, but its tags join the others.

    Where only what is empty is filled, the earlier one counts.
    """
    united = {**more, **before} if fill_only else {**before, **more}
    for name in before.keys() & more.keys():
        if record_type.field(name).is_side:
            known = set(map(str.casefold, before[name]))
            united[name] = [
                *before[name],
                *(tag for tag in more[name] if tag.casefold() not in known),
            ]
    return united


def differing(
    record_type: RecordType, record: Any, values: Any, reading: Any, *, fill_only: bool
) -> dict[str, Any]:
    """What a row says that the record does not; tags are added, never taken away."""
    told: dict[str, Any] = {}
    for name, value in values.items():
        one = record_type.field(name)
        if one.is_side:
            known = _tags(one, record, reading)
            missing = [tag for tag in value if tag.casefold() not in map(str.casefold, known)]
            if missing:
                told[name] = [*known, *missing]
            continue
        before = one.value(record)
        if before != value and not (fill_only and not one.is_empty(before)):
            told[name] = value
    return told


def held_before(
    record_type: RecordType, record: Any, changes: Mapping[str, Any], reading: Any
) -> tuple[str, dict[str, Any]]:
    """What a record holds where a row would change it, and whether the row replaces (`CHANGED`) or
    only adds (`FILLED`)."""
    before: dict[str, Any] = {}
    fate = FILLED
    for name in changes:
        one = record_type.field(name)
        value = _tags(one, record, reading) if one.is_side else one.value(record)
        if not one.is_side and not one.is_empty(value):
            fate = CHANGED
        before[name] = value
    return fate, before


def _tags(one: Field, record: Any, reading: Any) -> list[str]:
    return [reading.tags[UUID(key)][0] for key in one.value(record) if UUID(key) in reading.tags]


def without_lasting(record_type: RecordType, values: dict[str, Any]) -> list[Refused]:
    """Take out what only an action of its own changes; says of each that it stays as it is."""
    remarks = []
    for name in [name for name in values if record_type.field(name).lasting]:
        del values[name]
        label = str(record_type.field(name).label)
        remarks.append(
            Refused("“{label}” stays as it is: no import changes it.", name, label=label)
        )
    return remarks
