"""Records as JSON: what each of them tells, and the values of its fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from klientel.integrations.api.calls import Call
from klientel.integrations.api.linked import named
from klientel.integrations.api.rows import field_json, url_of
from klientel.kit.refused import NotFound
from klientel.kit.text import clip
from klientel.records.fields.base import Field
from klientel.records.keys import lookup_of, named_by
from klientel.records.types import RecordType

_LONGEST_TITLE = 300
#: what is told of every record beside its fields
_KEPT = ("id", "ref", "version", "created_at", "updated_at", "trashed_at")


def columns_of(record_type: RecordType, fields: Iterable[Field]) -> list[str]:
    """The columns that records with these fields are read with, each once."""
    names = [*_KEPT, *record_type.field(record_type.title).columns()]
    for one in fields:
        names += one.columns()
    return list(dict.fromkeys(names))


def record_json(
    call: Call, record_type: RecordType, row: Mapping[str, Any], fields: Iterable[Field]
) -> dict[str, Any]:
    """One record that was read as `columns_of` says."""
    title = str(record_type.field(record_type.title).value(row) or "")
    title = " ".join(clip(title, _LONGEST_TITLE).split())
    trashed = row["trashed_at"]
    return {
        "id": str(row["id"]),
        "type": record_type.name,
        "ref": row["ref"],
        "title": title,
        "url": url_of(call, record_type.name, row["id"], row["ref"], title),
        "version": row["version"],
        "created_at": row["created_at"].isoformat(),
        "updated_at": row["updated_at"].isoformat(),
        "trashed_at": trashed.isoformat() if trashed else None,
        "fields": {one.name: field_json(call, one, row) for one in fields},
    }


def one_record(
    call: Call, record_type: RecordType, key: Any, fields: Sequence[Field] | None = None
) -> dict[str, Any]:
    """A record by id or number, in the trash or not, as the token may see it; or `NotFound`."""
    fields = list(record_type.fields) if fields is None else list(fields)
    by = {"pk": key} if isinstance(key, UUID) else named_by(record_type, str(key))
    names = columns_of(record_type, fields)
    ((column, value),) = by.items()
    rows = record_type.model.objects.visible_to(call.actor, trashed=None)
    rows = rows.filter(**lookup_of(record_type, call.actor.workspace_id, column, value))
    found = rows.values_list(*names).first()
    if found is None:
        raise NotFound
    return record_json(call, record_type, dict(zip(names, found, strict=True)), fields)


def chosen_fields(call: Call, record_type: RecordType) -> list[Field]:
    """The fields that `fields=` names, in its order, and those of `expand=`; all without it."""
    shown = named(call, record_type.by_name, "fields")
    expanded = named(call, record_type.by_name, "expand")
    if not shown:
        return list(record_type.fields)
    return list({one.name: one for one in [*shown, *expanded]}.values())
