"""What there is to call: who the token is, the record types with their fields, and the actions."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from klientel.integrations.api import words
from klientel.integrations.api.calls import Answer, Call
from klientel.integrations.api.endpoints import endpoint
from klientel.records.actions import actions
from klientel.records.actions.catalogue import Action
from klientel.records.fields.base import Field, Reading
from klientel.records.fields.choice import ChoiceField
from klientel.records.parts import Part, parts
from klientel.records.types import RecordType, record_types


@endpoint(
    "GET", "me", name="me", group="more", label=_("Who the token is"), text=words.ME, gives="Me"
)
def get_me(call: Call) -> Answer:
    """The member, the firm and the token."""
    bearer, workspace = call.bearer, call.reading.workspace
    token = bearer.token
    return Answer(
        {
            "member": {
                "id": str(bearer.member.pk),
                "name": bearer.member.name,
                "role": bearer.member.role,
            },
            "workspace": {
                "slug": workspace.slug,
                "name": workspace.name,
                "language": workspace.language,
                "time_zone": workspace.time_zone,
                "country": workspace.country,
                "currency": workspace.currency,
            },
            "token": {
                "name": token.name,
                "is_read_only": token.is_read_only,
                "types": list(token.types),
                "expires_at": token.expires_at.isoformat() if token.expires_at else None,
            },
        }
    )


@endpoint(
    "GET", "types", name="types", group="more", label=_("The record types"), text=words.TYPES,
    gives="Types",
)  # fmt: skip
def get_types(call: Call) -> Answer:
    """All types that the token may know of."""
    known = [one for one in record_types if call.actor.knows(one.name)]
    return Answer({"data": [type_json(one, call.reading) for one in known]})


@endpoint(
    "GET", "types/<slug:kind>", name="type", group="more", label=_("One record type"),
    text=words.TYPE, gives="RecordType",
)  # fmt: skip
def get_type(call: Call, kind: str) -> Answer:
    """A type with its fields, those that the firm added included, and its actions."""
    record_type = call.record_type(kind)
    fields = [_field(one, call.reading) for one in record_type.fields]
    on = [action_json(one, call.reading) for one in actions.on(record_type.name)]
    told = [_part(one, call.reading) for one in parts.on(record_type.name)]
    more = {"fields": fields, "actions": on, "parts": told}
    return Answer({**type_json(record_type, call.reading), **more})


@endpoint(
    "GET", "actions", name="actions", group="actions", label=_("The actions"), text=words.ACTIONS,
    gives="Actions",
)  # fmt: skip
def get_actions(call: Call) -> Answer:
    """All actions that the token may use."""
    allowed = [one for one in actions if one.right.holds(call.actor)]
    return Answer({"data": [action_json(one, call.reading) for one in allowed]})


def type_json(one: RecordType, reading: Reading) -> dict[str, Any]:
    """A record type by its names."""
    return {
        "name": one.name,
        "path": one.slug,
        "label": reading.say(one.label),
        "label_plural": reading.say(one.label_plural),
        "has_refs": one.has_refs,
        "title_field": one.title,
    }


def _field(one: Field, reading: Reading) -> dict[str, Any]:
    operators = one.operators() if one.filterable else ()
    choices = one.choices(reading) if isinstance(one, ChoiceField) else ()
    return {
        "name": one.name,
        "label": reading.say(one.label),
        "kind": one.kind,
        "is_writable": one.editable,
        "is_lasting": one.lasting,
        "is_required": one.is_asked,
        "is_sortable": one.sortable and not one.is_side,
        "schema": dict(one.schema(reading)),
        "operators": [
            {"name": op.name, "label": reading.say(op.label), "takes": op.takes} for op in operators
        ],
        "choices": [{"value": c.value, "label": reading.say(c.label)} for c in choices],
    }


def _part(one: Part, reading: Reading) -> dict[str, Any]:
    fields = [
        {
            "name": field.name,
            "label": reading.say(field.label),
            "kind": field.kind,
            "schema": dict(field.schema(reading)),
        }
        for field in one.fields
    ]
    return {"name": one.name, "label": reading.say(one.label), "fields": fields}


def action_json(one: Action, reading: Reading) -> dict[str, Any]:
    """An action with its inputs."""
    return {
        "name": one.name,
        "label": reading.say(one.label),
        "on": one.on or None,
        "inputs": [
            {
                "name": field.name,
                "label": reading.say(field.label),
                "kind": field.kind,
                "is_required": field.is_needed,
                "schema": dict(field.taken(reading)),
            }
            for field in one.inputs_in(reading.workspace)
        ],
    }
