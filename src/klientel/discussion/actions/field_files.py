"""Letting the fields of records say which files they hold, whatever was done with those.

The rows of files are the truth, the value of a field is what they say: it is written in the same
transaction, by everything that attaches, renames, replaces, deletes or brings back a file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from klientel.discussion.models import File
from klientel.discussion.queries import living
from klientel.kit.refused import NotFound, Refused
from klientel.records import writer
from klientel.records.one_reading import in_force
from klientel.records.own_fields.field import COLUMN
from klientel.records.own_fields.kinds.files import Held, OwnFiles, fields_with_files, say
from klientel.records.types import RecordType, record_types
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Workspace

#: records of one transaction
_CHUNK = 500


def field_of(actor: Actor, record: Any, name: str) -> OwnFiles:
    """The field of that name which holds files of a record; `NotFound` for any other."""
    for one in fields_with_files(in_force(actor, record_types.of(record))):
        if one.name == name:
            return one
    raise NotFound()


def check_room(actor: Actor, record: Any, field: OwnFiles, more: int) -> None:
    """Raise `Refused` where a field cannot hold `more` files beside those that it has."""
    there = living(actor.workspace_id).filter(record_id=record.pk, field=field.definition)
    if there.count() + more > field.most:
        raise Refused(
            "“{name}” holds at most {max} files.", "files", name=str(field.label), max=field.most
        )


def keep_fields(actor: Actor, record: Any, definitions: Collection[UUID]) -> None:
    """Write what these fields of a held record hold now; nothing where they say so already."""
    if not definitions:
        return
    record_type = in_force(actor, record_types.of(record))
    fields = [one for one in fields_with_files(record_type) if one.definition in definitions]
    _keep(actor, record_type, fields, [record])


def follow(actor: Actor, record_type: RecordType, records: Sequence[Any]) -> None:
    """Write what the fields of held records hold after files came to them or left them."""
    _keep(actor, record_type, fields_with_files(record_type), records)


def _keep(
    actor: Actor, record_type: RecordType, fields: Sequence[OwnFiles], records: Sequence[Any]
) -> None:
    if not fields:
        return
    rows = living(actor.workspace_id).filter(
        record_id__in=[one.pk for one in records], field__in=[one.definition for one in fields]
    )
    found: dict[tuple[UUID, UUID], list[Held]] = defaultdict(list)
    for file in rows.order_by("given_at", "pk"):
        held = Held(file.pk, file.name, file.size, file.is_picture)
        found[file.record_id, file.field].append(held)
    changed = {
        record.pk: record
        for record in records
        for one in fields
        if say(record, one, found[record.pk, one.definition])
    }
    if changed:
        writer.update(actor, record_type, list(changed.values()), {COLUMN})


def keep_all(workspace: Workspace, type_name: str) -> Iterator[int]:
    """Bring the fields with files of all records of a type up to date, chunk by chunk; gives how
    many records were looked at. Idempotent."""
    actor = Actor.system(workspace.pk, "fields say which files they hold")
    record_type = record_types.get(type_name).in_workspace(workspace)
    fields = fields_with_files(record_type)
    after: UUID | None = None
    while fields:
        with transaction.atomic():
            ids = _with_files(workspace.pk, fields, after)
            rows = record_type.model.objects.in_workspace(workspace.pk).filter(pk__in=ids)
            if connection.vendor == "postgresql":
                rows = rows.select_for_update(of=("self",))
            _keep(actor, record_type, fields, list(rows.order_by("pk")))
        if not ids:
            return
        after = ids[-1]
        yield len(ids)


def _with_files(workspace_id: UUID, fields: Sequence[OwnFiles], after: UUID | None) -> list[UUID]:
    """Records that fields hold files of, or held: those in the trash are no less of them."""
    rows = File.objects.in_workspace(workspace_id).filter(
        field__in=[one.definition for one in fields], record__isnull=False
    )
    if after is not None:
        rows = rows.filter(record_id__gt=after)
    return list(rows.order_by("record_id").values_list("record_id", flat=True).distinct()[:_CHUNK])
