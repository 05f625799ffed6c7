"""Fields that number records in turn, and how new records get their numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from klientel.records.fields import TextField
from klientel.records.fields.base import Operator, Reading
from klientel.records.fields.programs import Schema
from klientel.records.models import Counter
from klientel.records.own_fields.kinds.text import OwnText
from klientel.records.types import RecordType


class Serial(str):
    """What a record was given, and its `number`, by which lists are ordered."""

    __slots__ = ("number",)
    number: int


def _serial(text: str, number: int) -> Serial:
    made = Serial(text)
    made.number = number
    return made


@dataclass(kw_only=True)
class OwnSerial(OwnText):
    """A number that the program gives; found by its text, ordered by its number."""

    of = TextField
    slot = "number"
    python = Decimal
    repeats = False
    is_given_late = True
    editable: bool = False
    inline: bool = False
    prefix: str = ""
    digits: int = 4
    start: int = 1

    def given(self, number: int) -> Serial:
        """What the record with that number is given."""
        return _serial(f"{self.prefix}{number:0{self.digits}d}", number)

    def stored(self, value: Any) -> Any:
        return [value.number, str(value)]

    def read(self, stored: Any) -> Any:
        return _serial(str(stored[1]), int(stored[0]))

    def schema(self, reading: Reading) -> Schema:
        return {"type": "string"}

    def api(self, value: Any) -> Any:
        return str(value or "")

    def from_api(self, value: Any) -> Any:
        return value

    def kept_beside(self, value: Any) -> Sequence[Mapping[str, Any]]:
        return [{**kept, "text": str(value).lower()} for kept in super().kept_beside(value)]

    def looked_for(self, value: Any) -> Sequence[Any]:
        return (Decimal(value.number),) if value else ()

    def asked_of_rows(self) -> Sequence[Operator]:
        """As it is written, upper case aside: a folded one would lose its signs."""
        return (
            Operator("is", _("is"), "one", lambda _f, v: Q(text=v.lower())),
            Operator("has", _("contains"), "one", lambda _f, v: Q(text__contains=v.lower())),
            Operator(
                "starts", _("starts with"), "one", lambda _f, v: Q(text__startswith=v.lower())
            ),
        )


def give_to_new(record_type: RecordType, records: Sequence[Any]) -> None:
    """Give numbers to records that have none yet, in their order, in the running transaction."""
    # always in one order, so that two writers never wait for each other's counters
    fields = [one for one in record_type.added if isinstance(one, OwnSerial)]
    for one in sorted(fields, key=lambda field: str(field.definition)):
        waiting = [record for record in records if one.name not in record.own_values]
        if not waiting:
            continue
        numbers = Counter.take(one.workspace, f"own:{one.definition.hex}", len(waiting))
        for record, number in zip(waiting, numbers, strict=True):
            one.put(record, one.given(one.start - 1 + number))
