"""Boats with own fields that are shown, required or locked."""

from __future__ import annotations

import json
from typing import Any

from klientel.records import actions
from klientel.records.actions.own_field import (
    add_field,
)
from klientel.records.actions.own_field_conditions import set_conditions
from klientel.records.models import FieldDefinition
from tests.cast import Firm

KETCH = ["and", ["rig", "any", "ketch"]]


def own(firm: Firm, label: str, kind: str = "text", **said: Any) -> FieldDefinition:
    asked = {"places": "1", "choices": "North\nSouth", "to": "boat", "formula": "{Length}*2"}
    return add_field(firm.olga, type="boat", kind=kind, label=label, **{**asked, **said})


def given(firm: Firm, field: FieldDefinition, purpose: str, conditions: Any) -> FieldDefinition:
    text = json.dumps(conditions) if conditions else ""
    return set_conditions(firm.olga, field=str(field.pk), purpose=purpose, conditions=text)


def a_boat(firm: Firm, name: str = "Adler", **values: Any) -> Any:
    return actions.create(firm.olga, "boat", {"name": name, "rig": "sloop", **values})


def again(firm: Firm, boat: Any) -> Any:
    return type(boat).objects.visible_to(firm.olga).get(pk=boat.pk)
