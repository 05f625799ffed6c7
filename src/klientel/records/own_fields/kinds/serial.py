"""Numbers that a field gives to records by itself: `RE-00012`, counted up, never given twice.

A number is given with the record and kept for ever, also when the field gets another prefix. A
write that fails may leave a gap; no number is ever given twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from klientel.kit.refused import Refused
from klientel.records import writer
from klientel.records.fields import NumberField, TextField
from klientel.records.models import FieldValue
from klientel.records.own_fields.field import COLUMN
from klientel.records.own_fields.in_turn import CHUNK
from klientel.records.own_fields.numbered import OwnSerial, give_to_new
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
