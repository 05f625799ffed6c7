"""Summing up what linked records hold, when a record is written.

A record's own sums are written with its links, in the same statement. When a value at the other
end changes, the writer of that record has the sums that it is in written anew, in the same
transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from klientel.records.fields.base import Field, Reading
from klientel.records.holding import hold_accounts_of
from klientel.records.one_reading import current_reading
from klientel.records.own_fields.field import COLUMN
from klientel.records.own_fields.in_turn import CHUNK
from klientel.records.own_fields.kinds.relation import OwnRelation
from klientel.records.own_fields.reckoning import in_firm
from klientel.records.own_fields.rolled import Rolled
from klientel.records.types import RecordType, record_types
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Workspace


def sums_of(record_type: RecordType) -> list[Rolled]:
    """The fields of a type that sum up others."""
    return [one for one in record_type.added if isinstance(one, Rolled)]


def roll_written(
    actor: Actor,
    record_type: RecordType,
    records: Sequence[Any],
    changed: frozenset[str] | None = None,
) -> bool:
    """Put sums on records that are about to be written; whether any differs.

    `changed` are the columns that are written; None for new records.
    """
    if not sums_of(record_type) or (changed is not None and COLUMN not in changed):
        return False
    return bool(put_sums(_firm(actor), record_type, records))


def _firm(actor: Actor) -> Workspace:
    return current_reading(actor).workspace


def put_sums(workspace: Workspace, record_type: RecordType, records: Sequence[Any]) -> list[Any]:
    """Put sums on records; gives those on which one differs from before."""
    before = [record.own_values for record in records]
    by_relation: dict[str, list[Rolled]] = {}
    for one in sums_of(record_type):
        by_relation.setdefault(one.through, []).append(one)
    for through, some in by_relation.items():
        relation = record_type.by_name.get(through)
        if isinstance(relation, OwnRelation):
            _put(workspace, relation, some, records)
        else:
            for record in records:
                for one in some:
                    one.put(record, None)
    pairs = zip(records, before, strict=True)
    return [record for record, was in pairs if record.own_values != was]


def _put(
    workspace: Workspace, relation: OwnRelation, sums: Sequence[Rolled], records: Sequence[Any]
) -> None:
    held = {record.pk: relation.value(record) for record in records}
    far = record_types.get(relation.to[0]).in_workspace(workspace)
    rows = _read(workspace, far, sums, {key for keys in held.values() for key in keys})
    for one in sums:
        field = far.by_name.get(one.of_field)
        values = _values(workspace, one, field, rows)
        for record in records:
            there = [key for key in held[record.pk] if key in values]
            one.put(record, one.summed([values[key] for key in there]))


def _values(
    workspace: Workspace, one: Rolled, field: Field | None, rows: Mapping[UUID, Mapping[str, Any]]
) -> dict[str, Any]:
    """What linked records hold in a field, by their ids as text, of the columns that were read."""
    if field is None:
        return dict.fromkeys(map(str, rows))
    if not one.takes_words:
        return {str(pk): field.value(row) for pk, row in rows.items()}

    def said(reading: Reading) -> dict[str, Any]:
        return {str(pk): field.shown(field.value(row), reading) for pk, row in rows.items()}

    return dict(in_firm(workspace, said))


def _read(
    workspace: Workspace, far: RecordType, sums: Sequence[Rolled], keys: set[str]
) -> dict[UUID, Mapping[str, Any]]:
    """The columns of linked records that are summed up; what lies in the trash is left out."""
    fields = [far.by_name[one.of_field] for one in sums if one.of_field in far.by_name]
    names = list(dict.fromkeys(["id", *(name for one in fields for name in one.columns())]))
    found: dict[UUID, Mapping[str, Any]] = {}
    wanted = sorted(keys)
    for start in range(0, len(wanted), CHUNK):
        rows = far.model.objects.in_workspace(workspace.pk).filter(trashed_at__isnull=True)
        for row in rows.filter(pk__in=wanted[start : start + CHUNK]).values(*names):
            found[row["id"]] = row
    return found


def stirred(
    actor: Actor, record_type: RecordType, records: Sequence[Any], changed: frozenset[str]
) -> dict[str, set[UUID]]:
    """The records by type whose sums change with what is about to be written of these."""
    found: dict[str, set[UUID]] = {}
    relations = [one for one in record_type.added if isinstance(one, OwnRelation)]
    for relation in relations if records and records[0].loaded_values() else ():
        if relation.to[0] not in record_types:
            continue
        near = record_types.get(relation.to[0]).in_workspace(_firm(actor))
        names = {one.of_field for one in sums_of(near) if one.through == relation.back}
        summed = [record_type.by_name[name] for name in names if name in record_type.by_name]
        summed = [one for one in summed if one.column in changed]
        for record in records if summed else ():
            was = record.loaded_values()
            if any(one.value(was) != one.value(record) for one in summed):
                keys = map(UUID, relation.value(record))
                found.setdefault(relation.to[0], set()).update(keys)
    return found


def rolled_again(
    actor: Actor, type_name: str, ids: Collection[UUID]
) -> tuple[RecordType, list[Any]]:
    """Lock records and put their sums on them; the type and those on which one differs."""
    workspace = _firm(actor)
    record_type = record_types.get(type_name).in_workspace(workspace)
    rows = record_type.model.objects.in_workspace(workspace.pk).filter(pk__in=list(ids))
    if connection.vendor == "postgresql":
        hold_accounts_of(actor, record_type, ids)
        rows = rows.select_for_update(of=("self",))
    return record_type, put_sums(workspace, record_type, list(rows.order_by("pk")))
