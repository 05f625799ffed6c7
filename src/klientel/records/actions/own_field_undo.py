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
    order_fields,
    restore_field,
    trash_field,
)
from klientel.records.actions.undoers import each, undoers
from klientel.workspaces.actor import Actor

if TYPE_CHECKING:
    from klientel.events.models import Event


def _trash(actor: Actor, event: Event, batch: UUID) -> None:
    trash_field(actor, field=event.facts["field"])


def _restore(actor: Actor, event: Event, batch: UUID) -> None:
    restore_field(actor, field=event.facts["field"])


def _back(actor: Actor, event: Event, batch: UUID) -> None:
    actor.must(MANAGE)
    field = found_field(actor, event.facts["field"])
    now = described(field)
    if any(now[name] != value for name, value in event.facts["after"].items()):
        raise Refused("This was changed again since; the later change stays.")
    describe_again(actor, field, event.facts["before"], batch)


def _order_back(actor: Actor, event: Event, batch: UUID) -> None:
    order_fields(actor, type=event.facts["type"], order=",".join(event.facts["before"]))


def introduce() -> None:
    """Say how each verb is taken back."""
    ways = {
        "field_trash": _trash,
        "field_restore": _restore,
        "field_back": _back,
        "field_order_back": _order_back,
    }
    undoers.update({name: each(one) for name, one in ways.items()})
