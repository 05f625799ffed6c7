"""How what was done with own fields is taken back (see `Verb.undo`)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from klientel.kit.refused import Refused
from klientel.records.actions.own_field import (
    MANAGE,
    describe_again,
    described,
    found_field,
    give_back,
    locked,
    put_away,
    put_in_order,
)
from klientel.records.actions.undoers import each, register
from klientel.records.models import FieldDefinition
from klientel.workspaces.actor import Actor

if TYPE_CHECKING:
    from klientel.events.models import Event


def _trash(actor: Actor, event: Event, batch: UUID) -> None:
    _held(actor)
    put_away(actor, event.facts["field"], batch)


def _restore(actor: Actor, event: Event, batch: UUID) -> None:
    _held(actor)
    give_back(actor, event.facts["field"], batch)


def _back(actor: Actor, event: Event, batch: UUID) -> None:
    _held(actor)
    field = found_field(actor, event.facts["field"])
    now = described(field)
    if any(now[name] != value for name, value in event.facts["after"].items()):
        raise Refused("This was changed again since; the later change stays.")
    describe_again(actor, field, event.facts["before"], batch)


def _order_back(actor: Actor, event: Event, batch: UUID) -> None:
    _held(actor)
    facts = event.facts
    fields = FieldDefinition.objects.visible_to(actor)
    fields = fields.filter(type=facts["type"], trashed_at__isnull=True).order_by("place", "id")
    now = list(fields.values_list("name", flat=True))
    # fields that came or went since are no other order of those that stayed
    stayed = [name for name in facts["after"] if name in now]
    if [name for name in now if name in stayed] != stayed:
        raise Refused("This was changed again since; the later change stays.")
    put_in_order(actor, facts["type"], facts["before"], batch)


def _held(actor: Actor) -> None:
    """Ask for the right that the actions ask for, and let nobody else change fields meanwhile."""
    actor.must(MANAGE)
    locked(actor)


def introduce() -> None:
    """Say how each verb is taken back."""
    ways = {
        "field_trash": _trash,
        "field_restore": _restore,
        "field_back": _back,
        "field_order_back": _order_back,
    }
    for name, one in ways.items():
        register(name, each(one), right=None)
