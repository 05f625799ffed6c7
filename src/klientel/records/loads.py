"""How much work records are, and for whom: said by types, asked by whoever plans people's time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from klientel.records.types import RecordType


@dataclass(frozen=True, kw_only=True)
class Load:
    """`hours` names the field with the hours that a record takes in all, `people` the one with the
    members who share them equally, `unfinished` the filter of an address that leaves what is still
    to be done. When it is done the type's span says (`klientel.records.spans`).
    """

    hours: str
    people: str
    unfinished: str = ""

    def members(self, record_type: RecordType, row: Any) -> list[UUID]:
        """The members who work on a record, or on its columns."""
        value = record_type.field(self.people).value(row)
        values = value if isinstance(value, list) else [value]
        return [one if isinstance(one, UUID) else UUID(str(one)) for one in values if one]


_loads: dict[str, Load] = {}


def register(type_name: str, load: Load) -> None:
    """Say how much work records of a type are; the same type again replaces it."""
    _loads[type_name] = load


def load_of(record_type: RecordType) -> Load | None:
    """How much work records of a type are, None where nobody has said."""
    return _loads.get(record_type.name)
