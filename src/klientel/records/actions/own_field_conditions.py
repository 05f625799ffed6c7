"""Saying when an own field is shown, must be filled, and is locked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from klientel.records.actions.catalogue import action, current_reading
from klientel.records.actions.own_field import (
    FIELD,
    MANAGE,
    described,
    found_field,
    locked,
    put_anew,
)
from klientel.records.fields import ChoiceField, LongTextField, Option
from klientel.records.models import FieldDefinition
from klientel.records.own_fields import terms
from klientel.records.own_fields.standing import PURPOSES
from klientel.records.types import record_types
from klientel.workspaces.actor import Actor

_PURPOSE = ChoiceField(
    name="purpose",
    label=_("What for"),
    options=[Option(name, label) for name, label in PURPOSES.items()],
    required=True,
)
_CONDITIONS = LongTextField(name="conditions", label=_("Conditions"), max_length=8_000)


@action(
    "field.set_conditions",
    label=_("Change conditions"),
    permission=MANAGE,
    on="",
    inputs=[FIELD, _PURPOSE, _CONDITIONS],
)
def set_conditions(actor: Actor, *, field: str, purpose: str, conditions: str) -> FieldDefinition:
    """Say when a field is shown, required or locked, in the form of `where=`; empty for no matter.

    Raises `Refused` for conditions that cannot be, and for fields that would show each other.
    """
    workspace = locked(actor)
    found = found_field(actor, field)
    before = described(found)
    record_type = record_types.get(found.type).in_workspace(workspace)
    kept = terms.kept(record_type, found, purpose, conditions, current_reading(actor))
    others = {name: one for name, one in found.conditions.items() if name != purpose}
    found.conditions = {**others, **({purpose: kept} if kept else {})}
    terms.must_lead_somewhere(record_type, found, current_reading(actor))
    return put_anew(actor, found, before)
