"""Numbers that a field gives to records by itself: `RE-00012`, counted up, never given twice.

A number is given with the record and kept for ever, also when the field gets another prefix. A
write that fails may leave a gap; no number is ever given twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from klientel.kit.refused import Refused
from klientel.records.fields import NumberField, TextField
from klientel.records.fields.base import Field, Operator, Reading
from klientel.records.fields.programs import Schema
from klientel.records.models import Counter, FieldValue
from klientel.records.own_fields.field import COLUMN
from klientel.records.own_fields.in_turn import CHUNK
from klientel.records.own_fields.kinds.text import OwnText
from klientel.records.own_fields.offered import Options, OwnKind, Saying
from klientel.records.types import RecordType, record_types
from klientel.workspaces.bulk import insert_rows, update_rows
from klientel.workspaces.models import Workspace

PREFIX = TextField(
    name="prefix", label=_("Before the number"), max_length=12, help=_("For example “RE-”.")
)
DIGITS = NumberField(
    name="digits", label=_("Digits at least"), default=4, minimum=Decimal(1), maximum=Decimal(10)
)
START = NumberField(
    name="start",
    label=_("First number"),
    default=1,
    minimum=Decimal(1),
    maximum=Decimal(1_000_000_000),
    lasting=True,
)


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


def _starts(_field: Field, value: Any) -> Q:
    return Q(text__startswith=value.lower())


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


def give_to_all(workspace: Workspace, type_name: str) -> Iterator[int]:
    """Give numbers to all records of a type that have none, the oldest first; idempotent.

    Gives how many got one, chunk by chunk.
    """
    record_type = record_types.get(type_name).in_workspace(workspace)
    for one in record_type.added:
        if isinstance(one, OwnSerial):
            yield from _give(workspace, record_type, one)


def _give(workspace: Workspace, record_type: RecordType, one: OwnSerial) -> Iterator[int]:
    while True:
        with transaction.atomic():
            rows = record_type.model.objects.in_workspace(workspace.pk)
            rows = rows.exclude(**{f"{COLUMN}__has_key": one.name}).order_by("created_at", "pk")
            if connection.vendor == "postgresql":
                rows = rows.select_for_update(of=("self",))
            records = list(rows[:CHUNK])
            if records:
                give_to_new(record_type, records)
                update_rows(record_type.model, records, [COLUMN])
                _tell_lists(workspace.pk, record_type, one, records)
        if not records:
            return
        yield len(records)


def _tell_lists(
    workspace_id: UUID, record_type: RecordType, one: OwnSerial, records: Sequence[Any]
) -> None:
    """Let lists and the search find records by what they were given."""
    # the writer itself gives numbers to new records
    from klientel.records import writer

    writer.reindex(record_type, records)
    rows = FieldValue.objects.in_workspace(workspace_id).filter(field_id=one.definition)
    rows.filter(record_id__in=[record.pk for record in records]).delete()
    insert_rows(FieldValue, [row for record in records for row in one.side_rows(record)])


def _told(options: Options) -> dict[str, Any]:
    return {
        "prefix": str(options.get("prefix", "")),
        "digits": int(options.get("digits", 4)),
        "start": int(options.get("start", 1)),
    }


def _kept(saying: Saying, _kind: OwnKind) -> dict[str, Any]:
    said: Mapping[str, Any] = saying.said
    prefix = said["prefix"].strip()
    if "," in prefix:
        raise Refused("A number cannot have a comma.", PREFIX.name)
    start = saying.field.options.get("start", said.get("start") or 1)
    return {"prefix": prefix, "digits": int(said["digits"] or 1), "start": int(start)}


KIND = OwnKind(
    "serial",
    _("Number in turn"),
    "list-ordered",
    lambda _options: OwnSerial,
    place=200,
    told=_told,
    inputs=(PREFIX, DIGITS, START),
    kept=_kept,
    form=lambda: (PREFIX, DIGITS, START),
    makes=give_to_all,
    is_searched=True,
)
