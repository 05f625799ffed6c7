"""Records as JSON: the values of their fields, and the names of what these link to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_noop

from klientel.integrations.api.calls import Call
from klientel.kit.refused import Invalid, NotFound, Refused
from klientel.kit.text import clip
from klientel.records.fields.base import Field
from klientel.records.keys import lookup_of, named_by
from klientel.records.models import RecordRef
from klientel.records.reading import address
from klientel.records.types import RecordType, record_types

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
        "fields": {one.name: one.outward(one.value(row), call.reading) for one in fields},
    }


def one_record(
    call: Call, record_type: RecordType, key: Any, fields: Sequence[Field] | None = None
) -> dict[str, Any]:
    """A record by id or number, in the trash or not, as the token may see it; or `NotFound`."""
    fields = list(record_type.fields) if fields is None else list(fields)
    named = {"pk": key} if isinstance(key, UUID) else named_by(record_type, str(key))
    names = columns_of(record_type, fields)
    ((column, value),) = named.items()
    rows = record_type.model.objects.visible_to(call.actor, trashed=None)
    rows = rows.filter(**lookup_of(record_type, call.actor.workspace_id, column, value))
    found = rows.values_list(*names).first()
    if found is None:
        raise NotFound
    return record_json(call, record_type, dict(zip(names, found, strict=True)), fields)


def url_of(call: Call, type_name: str, pk: UUID, ref: str | None, title: str) -> str:
    """Where people find a record in their browser."""
    return settings.BASE_URL + address(call.reading.workspace.slug, type_name, pk, ref, title)


def chosen_fields(call: Call, record_type: RecordType) -> list[Field]:
    """The fields that `fields=` names, in its order; all without it."""
    return _named(call, record_type, "fields") or list(record_type.fields)


def _named(call: Call, record_type: RecordType, parameter: str) -> list[Field]:
    wanted = call.names(parameter)
    unknown = [name for name in wanted if name not in record_type.by_name]
    if unknown:
        reason = gettext_noop("There is no field “{name}”.")
        raise Invalid({parameter: Refused(reason, parameter, name=unknown[0][:60])})
    return [record_type.field(name) for name in wanted]


def linked_json(
    call: Call, record_type: RecordType, rows: Sequence[Mapping[str, Any]]
) -> dict[str, Any] | None:
    """What the fields of `expand=` name, by id: records in one read of the spine, people and teams
    from memory. None where nothing was to be expanded.
    """
    fields = _named(call, record_type, "expand")
    if not fields:
        return None
    ids = {UUID(key) for row in rows for one in fields for key in _ids(row["fields"].get(one.name))}
    directory = call.reading.directory
    known: dict[str, Any] = {}
    for kind, people in (("member", directory.members), ("team", directory.teams)):
        for pk in ids & people.keys():
            known[str(pk)] = {"id": str(pk), "type": kind, "title": people[pk]}
    return known | _records(call, [pk for pk in ids if str(pk) not in known])


def _records(call: Call, ids: Sequence[UUID]) -> dict[str, Any]:
    if not ids:
        return {}
    rows = RecordRef.objects.visible_to(call.actor, trashed=None).filter(pk__in=ids)
    return {
        str(pk): {
            "id": str(pk),
            "type": name,
            "ref": ref,
            "title": title,
            "url": url_of(call, name, pk, ref, title),
        }
        for pk, name, ref, title in rows.values_list("id", "type", "ref", "title")
        if name in record_types
    }


def _ids(value: Any) -> list[str]:
    """The ids among the JSON of a field."""
    every = value if isinstance(value, list) else [value]
    return [one for one in every if isinstance(one, str) and _is_id(one)]


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
