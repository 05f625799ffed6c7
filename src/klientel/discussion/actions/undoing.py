"""Taking back what was done with files: each verb names its way."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from klientel.discussion.actions.file import changeable, make_current, move, put_name
from klientel.discussion.actions.holding import held_record
from klientel.discussion.verbs import AWAY, BACK, NAME, TURN
from klientel.kit.ids import id_needed
from klientel.kit.refused import NotFound
from klientel.records.actions.undoers import each, register
from klientel.workspaces.actor import Actor

if TYPE_CHECKING:
    from klientel.events.models import Event


def _away(actor: Actor, event: Event, batch: UUID) -> None:
    _moved(actor, event, batch, into=True)


def _back(actor: Actor, event: Event, batch: UUID) -> None:
    _moved(actor, event, batch, into=False)


def _moved(actor: Actor, event: Event, batch: UUID, *, into: bool) -> None:
    if event.record_id is None:
        raise NotFound()
    record = held_record(actor, event.record_id, "edit")
    keys = [UUID(key) for key in event.facts.get("files", ())]
    if not move(actor, record, keys, into=into, batch=batch):
        raise NotFound()


def _turned(actor: Actor, event: Event, batch: UUID) -> None:
    """The version that was valid before, valid again."""
    one, record = changeable(actor, id_needed(event.facts.get("former")))
    make_current(actor, one, record, batch)


def _named(actor: Actor, event: Event, batch: UUID) -> None:
    one, record = changeable(actor, id_needed(event.facts.get("file")))
    former = event.facts.get("former")
    if not former:
        raise NotFound()
    put_name(actor, one, record, former, batch)


def introduce() -> None:
    """Tell the engine of undo how the verbs of files are taken back."""
    ways = {AWAY: _away, BACK: _back, TURN: _turned, NAME: _named}
    for name, way in ways.items():
        register(name, each(way), right="edit")
