"""The tools that read: search, find, read, timeline and describe, made of what the API answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from klientel.events.feed import named_in
from klientel.events.outward import event_json
from klientel.integrations.agents import words
from klientel.integrations.agents.tool import (
    Asked,
    Schema,
    names,
    takes,
    text,
    tool,
    truth,
    whole,
)
from klientel.integrations.api.about import action_json, get_me, get_type, type_json
from klientel.integrations.api.calls import MOST, Call, wrong
from klientel.integrations.api.lists import (
    get_record,
    list_records,
    search_records,
    timeline_of,
)
from klientel.integrations.api.record_parts import page_of
from klientel.kit.refused import Invalid, NotFound, Refused
from klientel.records.actions import actions
from klientel.records.fields.programs import must_be
from klientel.records.keys import named_by
from klientel.records.models import RecordRef
from klientel.records.parts import parts
from klientel.records.reading import learn
from klientel.records.telling import in_words, told_through
from klientel.records.types import RecordType, record_types

#: what a page holds where nothing is said: a model pays for each word it reads
_USUAL = 20
_ALL = "*"


def known_types(call: Call) -> list[RecordType]:
    """The record types that the caller may know of."""
    return [one for one in record_types if call.actor.knows(one.name)]


def a_type(call: Call, description: Any = words.TYPE) -> Schema:
    """The schema of a record type's name."""
    known = known_types(call)
    meant = ", ".join(f"{one.name} = {one.called_many(call.reading)}" for one in known)
    return text(f"{description} {meant}", enum=[one.name for one in known])


def type_named(call: Call, name: str) -> RecordType:
    """The type of that name as the firm has it; refused, and not told from one out of sight."""
    if name not in record_types or not call.actor.knows(name):
        raise wrong("type", gettext_noop("There is no record type “{type}”."), type=name[:60])
    return call.record_type(record_types.get(name).slug)


def type_of(call: Call, key: str, name: str | None = None) -> RecordType:
    """The type of the record that a number or an id names; `NotFound` for none in sight."""
    if name is not None:
        return type_named(call, name)
    rows = RecordRef.objects.visible_to(call.actor, trashed=None)
    found = rows.filter(_named(call, key)).values_list("type", flat=True)[:9]
    fitting = sorted({one for one in found if one in record_types and call.actor.knows(one)})
    if not fitting:
        raise NotFound
    if len(fitting) > 1:
        several = gettext_noop("This could be several: say the type ({types}).")
        raise Invalid({"record": Refused(several, types=", ".join(fitting))})
    return type_named(call, fitting[0])


def _named(call: Call, key: str) -> Q:
    try:
        return Q(pk=UUID(key))
    except ValueError:
        meant = Q(pk__in=())
    for record_type in known_types(call):
        try:
            meant |= Q(type=record_type.name, **named_by(record_type, key))
        except NotFound:
            continue
    return meant


def _asking(call: Call, query: Mapping[str, Any]) -> Call:
    """The call with a query as an address would hold it; what is None stands in none."""
    given = QueryDict(mutable=True)
    for name, value in query.items():
        if value is not None:
            given[name] = _written(value)
    return replace(call, query=given)


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ",".join(map(_written, value))
    return str(value)


def _page(most: int) -> dict[str, Schema]:
    return {"limit": whole(words.LIMIT, most), "cursor": text(words.CURSOR)}


def _search_takes(call: Call) -> Schema:
    kinds = names(_("Only these record types."))
    kinds["items"] = {"type": "string", "enum": [one.name for one in known_types(call)]}
    return takes("text", text=text(words.TEXT), types=kinds, limit=whole(words.LIMIT, 50))


@tool(
    "search", label=_("Search"), text=words.SEARCH, takes=_search_takes, only_reads=True,
)  # fmt: skip
def search(call: Call, given: Mapping[str, Any]) -> Any:
    """The best hits among all that the token may see."""
    asked = Asked.of(given, _search_takes(call))
    types = [type_named(call, one).name for one in asked.get("types", [])]
    query = {"q": asked.get("text"), "types": types or None, "limit": asked.get("limit")}
    return search_records(_asking(call, query)).body


def _find_takes(call: Call) -> Schema:
    return takes(
        "type",
        type=a_type(call),
        filters={"type": "object", "description": str(words.FILTERS)},
        where={"type": "array", "description": str(words.WHERE)},
        text=text(_("Only what the search finds.")),
        sort=text(words.SORT),
        fields=names(words.FIELDS),
        expand=names(words.EXPAND),
        linked_fields=_linked_takes(),
        trash=truth(words.TRASH),
        total=truth(words.TOTAL),
        **_page(MOST),
    )


@tool("find", label=_("List records"), text=words.FIND, takes=_find_takes, only_reads=True)
def find(call: Call, given: Mapping[str, Any]) -> Any:
    """One page of the records of a type."""
    asked = Asked.of(given, _find_takes(call))
    record_type = type_named(call, asked.get("type"))
    query = {
        **_filters(record_type, asked.get("filters", {})),
        "where": _nested(asked.get("where")),
        "q": asked.get("text"),
        "sort": asked.get("sort"),
        "fields": _chosen(asked.get("fields"), record_type),
        "expand": asked.get("expand"),
        **_of_linked(asked),
        "trash": asked.get("trash"),
        "total": asked.get("total"),
        "limit": asked.get("limit", _USUAL),
        "cursor": asked.get("cursor"),
    }
    return list_records(_asking(call, query), record_type.slug).body


def _linked_takes() -> Schema:
    return {"type": "object", "description": str(words.LINKED_FIELDS)}


def _of_linked(asked: Asked) -> dict[str, Any]:
    """The fields of linked records, as an address asks for them."""
    given = asked.get("linked_fields", {})
    for name, fields in given.items():
        try:
            must_be(fields, names(""), name)
        except Refused as refusal:
            raise Invalid({"linked_fields": refusal}) from None
    return {f"fields[{name}]": fields for name, fields in given.items()}


def _filters(record_type: RecordType, given: Mapping[str, Any]) -> dict[str, Any]:
    """The filters, none of which may pass for another word of an address."""
    for name, value in given.items():
        if name.partition(".")[0] not in record_type.by_name:
            raise wrong("filters", gettext_noop("There is no field “{name}”."), name=name[:60])
        if isinstance(value, dict) or value is None:
            raise wrong("filters", gettext_noop("“{name}” needs a value."), name=name[:60])
    return dict(given)


def _nested(where: Any) -> str | None:
    return None if where is None else json.dumps(where, default=str)


def _chosen(fields: list[str] | None, record_type: RecordType) -> list[str] | None:
    if fields is None:
        usual = [record_type.title, *record_type.default_columns]
        return [one for one in dict.fromkeys(usual) if one in record_type.by_name]
    return None if _ALL in fields else fields


def _read_takes(call: Call) -> Schema:
    return takes(
        "record",
        record=text(words.KEY),
        type=a_type(call, words.KEY_TYPE),
        fields=names(words.FIELDS),
        expand=names(words.EXPAND),
        linked_fields=_linked_takes(),
        parts=names(words.PARTS),
        **_page(MOST),
    )


@tool("read", label=_("Read a record"), text=words.READ, takes=_read_takes, only_reads=True)
def read(call: Call, given: Mapping[str, Any]) -> Any:
    """One record with all of its fields, or some."""
    asked = Asked.of(given, _read_takes(call))
    record_type = type_of(call, asked.get("record"), asked.get("type"))
    fields = asked.get("fields")
    wanted = None if fields and _ALL in fields else fields
    query = {"fields": wanted, "expand": asked.get("expand"), **_of_linked(asked)}
    told = get_record(_asking(call, query), record_type.slug, asked.get("record")).body
    return told | _parts_of(call, record_type, told["id"], asked)


def _parts_of(call: Call, record_type: RecordType, pk: str, asked: Asked) -> dict[str, Any]:
    """Pages of what hangs on a record; a cursor goes on in the one part that it is of."""
    wanted = asked.get("parts", [])
    cursor = asked.get("cursor")
    if cursor is not None and len(wanted) != 1:
        raise wrong("cursor", gettext_noop("A cursor goes on in one part: name it alone."))
    known = {one.name: one for one in parts.on(record_type.name)}
    for name in wanted:
        if name not in known:
            raise wrong("parts", gettext_noop("There is no part “{name}”."), name=name[:60])
    asking = _asking(call, {"cursor": cursor})
    size = asked.get("limit", _USUAL)
    pages = {name: page_of(asking, known[name], pk, size) for name in wanted}
    return {"parts": pages} if wanted else {}


def _timeline_takes(call: Call) -> Schema:
    return takes(
        "record", record=text(words.KEY), type=a_type(call, words.KEY_TYPE), **_page(MOST)
    )  # fmt: skip


@tool(
    "timeline", label=_("What happened to a record"), text=words.TIMELINE, takes=_timeline_takes,
    only_reads=True,
)  # fmt: skip
def timeline(call: Call, given: Mapping[str, Any]) -> Any:
    """A page of what happened to a record, each event with its sentence."""
    asked = Asked.of(given, _timeline_takes(call))
    record_type = type_of(call, asked.get("record"), asked.get("type"))
    query = {"limit": asked.get("limit", _USUAL), "cursor": asked.get("cursor")}
    events, more = timeline_of(_asking(call, query), record_type.slug, asked.get("record"))
    told = in_sentences(call, events)
    through = told_through(call.actor, call.reading.workspace.slug, events)
    data = [
        {
            "text": told[one.pk],
            "through": through[one.pk].text if one.pk in through else None,
            **event_json(one),
        }
        for one in events
    ]
    return {"data": data, "next_cursor": more}


def in_sentences(call: Call, events: list[Any]) -> dict[UUID, str]:
    """Events in words, by their ids; what they name is read at once."""
    reading = call.reading
    about = {one for event in events for one in (event.record_id, event.account_id) if one}
    learn(call.actor, reading, (about | named_in(events)) - reading.directory.members.keys())
    known: dict[Any, str] = {pk: one.title for pk, one in reading.linked.items()}
    known |= reading.directory.members
    return {event.pk: in_words(event, reading, known) for event in events}


def _describe_takes(call: Call) -> Schema:
    return takes(type=a_type(call), action=text(words.ACTION))


@tool(
    "describe", label=_("What there is, and what can be done"), text=words.DESCRIBE,
    takes=_describe_takes, only_reads=True,
)  # fmt: skip
def describe(call: Call, given: Mapping[str, Any]) -> Any:
    """The firm, a record type or an action."""
    asked = Asked.of(given, _describe_takes(call))
    allowed = [one for one in actions if one.right.holds(call.actor)]
    if name := asked.get("action"):
        found = [one for one in allowed if one.name == name]
        if not found:
            raise wrong("action", gettext_noop("There is no action “{name}” for you."), name=name)
        return action_json(found[0], call.reading)
    if name := asked.get("type"):
        told = dict(get_type(call, type_named(call, name).slug).body)
        told["actions"] = [one for one in told["actions"] if _is_among(one, allowed)]
        return told
    return {
        **get_me(call).body,
        "types": [type_json(one, call.reading) for one in known_types(call)],
        "actions": [
            {"name": one.name, "label": call.reading.say(one.label), "on": one.on or None}
            for one in allowed
        ],
    }


def _is_among(told: Mapping[str, Any], allowed: list[Any]) -> bool:
    return any(one.name == told["name"] for one in allowed)
