"""The conditions that a firm gives a field of its own: read, checked, and what they ask for."""

from __future__ import annotations

import json
from typing import Any

from klientel.kit.refused import Refused
from klientel.records.conditions import NOTHING, Condition, Group, from_json, settled, to_json
from klientel.records.fields.base import Field, Reading
from klientel.records.models import FieldDefinition
from klientel.records.own_fields.defined import OWN_KINDS
from klientel.records.own_fields.field import OwnField
from klientel.records.own_fields.kinds.formula import way_back
from klientel.records.own_fields.standing import LOCKED, REQUIRED, SHOWN
from klientel.records.types import RecordType

#: conditions of one field for one purpose
MOST_CONDITIONS = 5


def purposes_of(said: FieldDefinition) -> tuple[str, ...]:
    """What conditions of a field can be for: nobody types what the program makes, and a tick that
    must be set says nothing.
    """
    kind = OWN_KINDS[said.kind]
    if kind.is_made:
        return (SHOWN,)
    return (SHOWN, REQUIRED, LOCKED) if kind.is_missed else (SHOWN, LOCKED)


def may_ask(one: Field, said: FieldDefinition) -> bool:
    """Whether conditions of a field can ask for another one."""
    return one.filterable and bool(one.operators()) and not one.is_given_late and (
        one.name != said.name
    )  # fmt: skip


def fields_asked(said: FieldDefinition) -> set[str]:
    """The names of the fields that the conditions of a field ask for."""
    groups = map(from_json, said.conditions.values())
    return {one.field for group in groups for one in group.conditions()}


def kept(
    record_type: RecordType, said: FieldDefinition, purpose: str, text: str, reading: Reading
) -> Any:
    """What is kept of conditions in the form of `where=`; None for none. Raises `Refused`."""
    if purpose not in purposes_of(said):
        raise Refused("This field cannot have such a condition.", "conditions")
    group = _read(text)
    if len(group.parts) > MOST_CONDITIONS:
        raise Refused("At most {most} conditions are possible.", "conditions",
                      most=MOST_CONDITIONS)  # fmt: skip
    parts = []
    for one in group.parts:
        asked = record_type.by_name.get(getattr(one, "field", ""))
        if not isinstance(one, Condition) or asked is None:
            raise Refused("A field that a condition asks for is not there any more.", "conditions")
        if asked.name == said.name:
            raise Refused("A field cannot have a condition on itself.", "conditions")
        if not may_ask(asked, said):
            raise Refused("No condition can ask for “{name}”.", "conditions",
                          name=reading.say(asked.label))  # fmt: skip
        try:
            parts.append(settled(record_type, one, reading))
        except Refused as refusal:
            raise refusal.at("conditions") from None
    return to_json(Group(group.joined, tuple(dict.fromkeys(parts)))) if parts else None


def _read(text: str) -> Group:
    if not text.strip():
        return NOTHING
    try:
        group = from_json(json.loads(text))
    except (ValueError, RecursionError):
        group = NOTHING
    if not group:
        raise Refused("The conditions cannot be read.", "conditions")
    return group


def must_lead_somewhere(record_type: RecordType, said: FieldDefinition, reading: Reading) -> None:
    """Refuse conditions by which fields would be shown only when each other is; it names the way.

    Asked before the field counts as one of its type again, too.
    """
    shown = {
        one.name: _asked(one.conditions.get(SHOWN, NOTHING))
        for one in record_type.added
        if isinstance(one, OwnField)
    }
    shown[said.name] = _asked(from_json(said.conditions.get(SHOWN)))
    way = way_back(said.name, shown)
    if way is not None:
        names = [reading.say(record_type.field(name).label) for name in way]
        raise Refused(
            "These fields would only be shown when each other is: {way}.",
            "conditions",
            way=" → ".join([said.label, *names, said.label]),
        )


def _asked(group: Group) -> tuple[str, ...]:
    return tuple(one.field for one in group.conditions())
