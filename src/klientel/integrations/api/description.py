"""OpenAPI 3.1 of the API as one token meets it, made of the registries: types, fields, actions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import klientel
from klientel.integrations.api import words
from klientel.integrations.api.calls import Answer, Call
from klientel.integrations.api.endpoints import Endpoint, Parameter, endpoint, endpoints
from klientel.integrations.api.nouns import NOUNS
from klientel.integrations.api.refusals import CODES, MEDIA_TYPE
from klientel.integrations.api.schemas import SCHEMAS, Schema, page, part_page, record, ref, whole
from klientel.integrations.api.uploads import FORM
from klientel.records.actions import actions
from klientel.records.actions.catalogue import Action
from klientel.records.fields.base import Field, Reading
from klientel.records.parts import Part, parts
from klientel.records.types import RecordType, record_types
from klientel.workspaces.actor import Actor

#: what any call may be answered
USUAL = (400, 401, 403, 404, 422, 429)
WRITING = (409, 413, 415)
_PART = re.compile(r"<(?:\w+):(\w+)>")
_JSON = "application/json"
_BYTES: Schema = {"type": "string", "format": "binary"}
_FILE_SENT: Mapping[str, Schema] = {
    "application/octet-stream": {"schema": _BYTES},
    FORM: {"schema": whole({"file": _BYTES})},
}
_PARTS = {"key": words.KEY, "file": words.FILE_KEY}


@dataclass(frozen=True)
class Operation:
    """One operation as it is described: an endpoint, for the type and the action it is about."""

    endpoint: Endpoint
    record_type: RecordType | None = None
    action: Action | None = None
    part: Part | None = None

    @property
    def path(self) -> str:
        """The address with its parts in braces, type and action filled in."""
        known = {}
        if self.record_type is not None and self.endpoint.is_of_type:
            known["kind"] = self.record_type.slug
        if self.action is not None:
            known["name"] = self.action.name
        if self.part is not None:
            known["part"] = self.part.name
        return "/" + _PART.sub(lambda m: known.get(m[1], f"{{{m[1]}}}"), self.endpoint.path)

    @property
    def name(self) -> str:
        called = [self.endpoint.name]
        called += [self.record_type.name] if self.record_type else []
        called += [self.action.name.replace(".", "_")] if self.action else []
        called += [self.part.name.replace("-", "_")] if self.part else []
        return "_".join(called)


def operations(actor: Actor, types: Sequence[RecordType]) -> Iterator[Operation]:
    """Every operation that the actor may meet, of these types."""
    for one in endpoints():
        if one.name == "act_alone":
            alone = (each for each in actions if not each.on and each.right.holds(actor))
            yield from (Operation(one, None, each) for each in alone)
        elif not one.is_of_type:
            yield Operation(one)
        else:
            for record_type in types:
                yield from _of_type(one, actor, record_type)


def _of_type(one: Endpoint, actor: Actor, record_type: RecordType) -> Iterator[Operation]:
    if one.name == "part":
        yield from (Operation(one, record_type, part=each) for each in parts.on(record_type.name))
        return
    if one.name != "act":
        yield Operation(one, record_type)
        return
    for action in actions.on(record_type.name):
        if action.right.holds(actor):
            yield Operation(one, record_type, action)


def types_of(actor: Actor, reading: Reading) -> list[RecordType]:
    """The record types that an actor may know of, as the firm has them."""
    return [one.in_workspace(reading.workspace) for one in record_types if actor.knows(one.name)]


@endpoint(
    "GET",
    "openapi.json",
    name="openapi",
    group="more",
    label=gettext_lazy("This description"),
    text=words.OPENAPI,
    gives="Description",
)
def get_openapi(call: Call) -> Answer:
    """The description of what this token can call."""
    return Answer(describe(call.actor, call.reading))


def describe(actor: Actor, reading: Reading) -> dict[str, Any]:
    """The whole description, in the active language."""
    types = types_of(actor, reading)
    schemas: dict[str, Schema] = dict(SCHEMAS)
    for record_type in types:
        schemas |= _schemas_of(record_type, reading)
        schemas |= {
            _part_name(one): _part_schema(one, reading) for one in parts.on(record_type.name)
        }
    paths: dict[str, dict[str, Any]] = {}
    for one in operations(actor, types):
        paths.setdefault(one.path, {})[one.endpoint.method.lower()] = _described(one, reading)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"Klientel · {reading.workspace.name}",
            "version": klientel.__version__,
            "description": _("Everything that can be seen and done in this workspace."),
        },
        "servers": [{"url": f"{settings.BASE_URL}/api/v1"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "responses": {f"Problem{code}": _problem(code) for code in CODES},
        },
    }


def type_name(record_type: RecordType) -> str:
    """What the schemas of a type are called."""
    return "".join(part.title() for part in record_type.name.split("_"))


def fields_schema(fields: Sequence[Field], reading: Reading) -> Schema:
    """What a program sends for some fields."""
    return {
        "type": "object",
        "properties": {one.name: _labelled(one, one.taken(reading), reading) for one in fields},
        "additionalProperties": False,
    }


def _schemas_of(record_type: RecordType, reading: Reading) -> dict[str, Schema]:
    name = type_name(record_type)
    fields = record_type.fields
    read = {one.name: _labelled(one, one.schema(reading), reading) for one in fields}
    new = fields_schema([one for one in fields if one.editable], reading)
    if needed := [one.name for one in fields if one.is_asked and one.editable]:
        new["required"] = needed
    changed = fields_schema([one for one in fields if one.is_changeable], reading)
    own_id: Schema = {"type": "string", "format": "uuid"}
    made = whole({"id": own_id, "fields": new}, "id")
    if record_type.sample(1):
        made["example"] = {"fields": sample(record_type, reading)}
    return {
        name: record(record_type.name, read),
        f"{name}Page": page(name),
        f"New{name}": made,
        f"Changed{name}": whole({"fields": changed}),
    }


def _part_name(part: Part) -> str:
    return "".join(word.title() for word in part.name.split("-")) + "Page"


def _part_schema(part: Part, reading: Reading) -> Schema:
    fields = {one.name: _labelled(one, one.schema(reading), reading) for one in part.fields}
    return part_page(fields)


def sample(record_type: RecordType, reading: Reading) -> dict[str, Any]:
    """Values that a record of the type can be added with, as JSON."""
    given = record_type.sample(1)
    fields = [one for one in record_type.fields if one.name in given and not one.is_side]
    return {one.name: one.outward(one.clean(given[one.name], reading), reading) for one in fields}


def _labelled(one: Field, schema: Mapping[str, Any], reading: Reading) -> Schema:
    return {**schema, "title": reading.say(one.label)}


def _described(one: Operation, reading: Reading) -> dict[str, Any]:
    told: dict[str, Any] = {
        "operationId": one.name,
        "tags": [one.record_type.slug if one.record_type else one.endpoint.group],
        "summary": _summary(one, reading),
        "description": str(one.endpoint.text),
        "parameters": [*_path_parameters(one), *_query(one), *_headers(one.endpoint)],
        "responses": _responses(one),
    }
    if one.endpoint.takes_file:
        told["requestBody"] = {"required": True, "content": dict(_FILE_SENT)}
    if one.endpoint.takes:
        told["requestBody"] = {
            "required": one.endpoint.takes != "Inputs",
            "content": {_JSON: {"schema": _taken(one, reading)}},
        }
    return told


def _summary(one: Operation, reading: Reading) -> str:
    label = str(one.endpoint.label)
    if one.action is not None:
        return action_named(one.action, reading)
    about = one.record_type and one.record_type.called_many(reading)
    if one.part is not None:
        return f"{about}: {reading.say(one.part.label)}"
    return f"{label}: {about}" if about else label


def action_named(action: Action, reading: Reading) -> str:
    """An action with what it acts on: “Add” alone could be anything."""
    label, noun = reading.say(action.label), action.on or action.name.partition(".")[0]
    if noun in record_types:
        return f"{record_types.get(noun).called(reading)}: {label}"
    called = reading.say(NOUNS[noun]) if noun in NOUNS else label
    return label if called == label else f"{called}: {label}"


def _taken(one: Operation, reading: Reading) -> Schema:
    if one.action is None:
        return ref(_filled(one.endpoint.takes, one.record_type))
    inputs = one.action.inputs_in(reading.workspace)
    schema = fields_schema(inputs, reading)
    if needed := [each.name for each in inputs if each.is_needed]:
        schema["required"] = needed
    return whole({"inputs": schema}, *(() if needed else ("inputs",)))


def _path_parameters(one: Operation) -> Iterator[Schema]:
    for name in re.findall(r"\{(\w+)\}", one.path):
        text = _PARTS.get(name, words.KIND)
        yield {
            "name": name,
            "in": "path",
            "required": True,
            "description": str(text),
            "schema": {"type": "string", "minLength": 1, "pattern": r"^[^/?#]+$"},
        }


def _query(operation: Operation) -> Iterator[Schema]:
    one = operation.endpoint
    for parameter in [*one.parameters, *of_linked(operation)]:
        yield {
            "name": parameter.name,
            "in": "query",
            "description": str(parameter.text),
            "schema": dict(parameter.schema),
        }
    if one.filters:
        yield {
            "name": "filters",
            "in": "query",
            "style": "form",
            "explode": True,
            "description": str(words.FILTERS),
            "schema": {"type": "object", "additionalProperties": {"type": "string"}},
        }


def of_linked(one: Operation) -> Iterator[Parameter]:
    """The parts of the query that ask for fields of what each field links to."""
    about = one.part or one.record_type
    if one.endpoint.expands and about is not None:
        for field in about.fields:
            if field.is_link:
                yield Parameter(f"fields[{field.name}]", words.FIELDS_OF)


def _headers(one: Endpoint) -> Iterator[Schema]:
    named = [("If-Match", words.IF_MATCH)] if one.matches else []
    named += [("Idempotency-Key", words.IDEMPOTENCY)] if one.writes else []
    if one.gives_bytes:
        named += [("Range", words.PART_OF_BYTES), ("If-None-Match", words.KNOWN_BYTES)]
    for name, text in named:
        yield {
            "name": name,
            "in": "header",
            "description": str(text),
            "schema": {"type": "string"},
        }


def _responses(one: Operation) -> dict[str, Any]:
    found = one.endpoint
    statuses = sorted({*USUAL, *found.refuses, *(WRITING if found.writes else ())})
    told: dict[str, Any] = {}
    for status in (found.status, *statuses):
        if status == 204:
            told["204"] = {"description": _("Done, and out of the token's sight.")}
        elif status >= 400:
            told[str(status)] = {"$ref": f"#/components/responses/Problem{status}"}
        elif status == 304:
            told["304"] = {"description": _("Nothing changed.")}
        elif found.gives_bytes:
            content = {"application/octet-stream": {"schema": _BYTES}}
            told[str(status)] = {"description": str(found.label), "content": content}
        else:
            gives = _part_name(one.part) if one.part else _filled(found.gives, one.record_type)
            schema = ref(gives)
            content = {_JSON: {"schema": schema}}
            told[str(status)] = {"description": str(found.label), "content": content}
    return told


def _problem(code: int) -> Schema:
    return {
        "description": _(CODES[code][1]),
        "content": {MEDIA_TYPE: {"schema": ref("Problem")}},
    }


def _filled(schema: str, record_type: RecordType | None) -> str:
    return schema.replace("{Type}", type_name(record_type)) if record_type else schema
