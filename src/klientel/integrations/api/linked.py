"""What fields link to: names for all of it, and the fields of linked records that are asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_noop

from klientel.integrations.api.calls import Call, wrong
from klientel.integrations.api.rows import field_json, url_of
from klientel.records.fields.base import Field
from klientel.records.models import RecordRef
from klientel.records.types import RecordType, record_types

_OF_LINKED = re.compile(r"fields\[([^\[\]]*)\]")


def is_of_linked(parameter: str) -> bool:
    """Whether a part of the query asks for fields of what a field links to: `fields[account]`."""
    return _OF_LINKED.fullmatch(parameter) is not None


def named(call: Call, known: Mapping[str, Field], parameter: str) -> list[Field]:
    """The fields that a part of the query names, in its order; refused for one that is unknown."""
    wanted = call.names(parameter)
    _must_know(parameter, wanted, known)
    return [known[name] for name in wanted]


def _must_know(parameter: str, wanted: Iterable[str], known: Iterable[str]) -> None:
    unknown = [name for name in wanted if name not in known]
    if unknown:
        reason = gettext_noop("There is no field “{name}”.")
        raise wrong(parameter, reason, name=unknown[0][:60])


def linked_json(
    call: Call, known: Mapping[str, Field], rows: Sequence[Mapping[str, Any]]
) -> dict[str, Any] | None:
    """What the fields of `expand=` name in some rows (JSON by field), by id. None for no field.

    Records are one read of the spine, and one more for each type whose fields are asked for;
    people and teams come from memory. What the token cannot see is left out.
    """
    fields = named(call, known, "expand")
    wanted = _wanted(call, fields)
    if not fields:
        return None
    asked: dict[UUID, list[str]] = {}
    for one in fields:
        for key in _keys(row.get(one.name) for row in rows):
            asked.setdefault(key, []).extend(wanted.get(one.name, ()))
    return _people(call, asked) | _records(call, asked, bool(wanted))


def _wanted(call: Call, expanded: Sequence[Field]) -> dict[str, list[str]]:
    """The fields of linked records that `fields[…]=` asks for, by the name of the linking field."""
    by_name = {one.name: one for one in expanded}
    found: dict[str, list[str]] = {}
    for parameter in call.query:
        match = _OF_LINKED.fullmatch(parameter)
        if match is None:
            continue
        link = by_name.get(match[1])
        if link is None or not link.is_link:
            reason = gettext_noop("Only a field with records that stands in `expand` is possible.")
            raise wrong(parameter[:60], reason)
        found[link.name] = call.names(parameter)
        known = {name for one in _types_of(call, link) for name in one.by_name}
        _must_know(parameter, found[link.name], known)
    return found


def _types_of(call: Call, link: Field) -> list[RecordType]:
    known = (one for one in record_types if link.accepts(one.name) and call.actor.knows(one.name))
    return [one.in_workspace(call.reading.workspace) for one in known]


def _people(call: Call, asked: Iterable[UUID]) -> dict[str, Any]:
    directory = call.reading.directory
    return {
        str(pk): {"id": str(pk), "type": kind, "title": people[pk]}
        for kind, people in (("member", directory.members), ("team", directory.teams))
        for pk in asked
        if pk in people
    }


def _records(call: Call, asked: Mapping[UUID, list[str]], has_fields: bool) -> dict[str, Any]:
    directory = call.reading.directory
    ids = [pk for pk in asked if pk not in directory.members and pk not in directory.teams]
    if not ids:
        return {}
    rows = RecordRef.objects.visible_to(call.actor, trashed=None).filter(pk__in=ids)
    found: dict[str, Any] = {}
    by_type: dict[str, dict[UUID, list[str]]] = {}
    for pk, name, ref, title in rows.values_list("id", "type", "ref", "title"):
        if name in record_types:
            url = url_of(call, name, pk, ref, title)
            found[str(pk)] = {"id": str(pk), "type": name, "ref": ref, "title": title, "url": url}
            if has_fields:
                by_type.setdefault(name, {})[pk] = asked[pk]
    for name, wanted in by_type.items():
        for key, told in _fields_of(call, record_types.get(name), wanted).items():
            found[key]["fields"] = told
    return found


def _fields_of(
    call: Call, declared: RecordType, wanted: Mapping[UUID, list[str]]
) -> dict[str, dict[str, Any]]:
    """The fields that are asked for of linked records of one type, by id; one read."""
    record_type = declared.in_workspace(call.reading.workspace)
    names = dict.fromkeys(name for every in wanted.values() for name in every)
    fields = [record_type.field(name) for name in names if name in record_type.by_name]
    if not fields:
        return {}
    columns = list(dict.fromkeys(["id", *(name for one in fields for name in one.columns())]))
    rows = record_type.model.objects.visible_to(call.actor, trashed=None)
    found: dict[str, dict[str, Any]] = {}
    for values in rows.filter(pk__in=list(wanted)).values_list(*columns):
        row = dict(zip(columns, values, strict=True))
        mine = [one for one in fields if one.name in wanted[row["id"]]]
        found[str(row["id"])] = {one.name: field_json(call, one, row) for one in mine}
    return found


def _keys(values: Iterable[Any]) -> Iterable[UUID]:
    """The ids among the JSON of a field."""
    for value in values:
        for one in value if isinstance(value, list) else [value]:
            key = _key(one)
            if key is not None:
                yield key


def _key(value: Any) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None
