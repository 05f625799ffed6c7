"""Fields with two ends, each a field of its own type: made, deleted and restored together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from klientel.kit.refused import Refused
from klientel.kit.text import fold
from klientel.records.actions.own_field_names import must_be_free, place
from klientel.records.models import FieldDefinition
from klientel.records.own_fields import asked
from klientel.records.own_fields.defined import OWN_KINDS
from klientel.workspaces.actor import Actor


def other_end(
    actor: Actor, field: FieldDefinition, said: Mapping[str, Any]
) -> FieldDefinition | None:
    """The unsaved field at the other end of a new one, each with the other's name; None for one
    that has but one end.

    Raises `Refused` for a name that is taken there.
    """
    made = OWN_KINDS[field.kind].other_end
    if made is None:
        return None
    other = made(field, said)
    there = FieldDefinition.objects.visible_to(actor).filter(type=other.type)
    place(other, other.label, list(there), taken=field.name)
    try:
        must_be_free(actor, other)
        if other.type == field.type and fold(other.label) == fold(field.label):
            raise Refused("Both ends need a name of their own.")
    except Refused as refusal:
        raise refusal.at(asked.BACK_LABEL.name) from None
    field.options = {**field.options, "back": other.name}
    other.options = {**other.options, "back": field.name}
    return other


def ends_of(actor: Actor, field: FieldDefinition) -> list[FieldDefinition]:
    """A field, and the one at its other end if that lies where it lies, in the trash or not.

    Whoever changes fields holds the workspace meanwhile.
    """
    back = field.options.get("back")
    if back is None:
        return [field]
    rows = FieldDefinition.objects.visible_to(actor)
    is_live = field.trashed_at is None
    mine = rows.filter(type=field.options["to"], name=back, trashed_at__isnull=is_live)
    return [field, *mine]
