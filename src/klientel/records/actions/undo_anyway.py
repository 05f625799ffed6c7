"""What an undo would write over: asked before somebody takes something back all the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from klientel.events.batches import edits_since
from klientel.records.actions.taking_back import edited_since, way_back
from klientel.records.actions.undo_in_pieces import batches, meant
from klientel.workspaces.actor import Actor

if TYPE_CHECKING:
    from klientel.events.models import Event

#: of a large batch nobody reads more
MOST = 50


@dataclass(frozen=True)
class Overwritten:
    """One field of a record that was changed since: to what, by which event, and what an undo
    would make of it.

    `back` is None where the whole record would go, since it was added by what is taken back.
    Values are in their `api` form.
    """

    record_type: str
    record_id: UUID
    field: str
    now: Any
    back: Any
    later: Event
    goes: bool = False


def overwritten_by(actor: Actor, token: UUID) -> list[Overwritten]:
    """What stands in the way of an undo, the newest first, `MOST` at most; empty for nothing.

    Raises `NotFound` and `Forbidden` as `undo` does.
    """
    _token, events = meant(actor, token)
    own = [*batches(events)]
    edited = edited_since([event for event in events if way_back(event) is not None], own)
    edited_events = [event for event in events if event.pk in edited]
    later = edits_since(edited_events, own)
    found: dict[tuple[UUID, str], Overwritten] = {}
    for event in edited_events:
        for one in _of_event(event, edited[event.pk], later.get(event.record_id or event.pk, ())):
            # of several of one record the oldest counts, as in the undo itself
            found[one.record_id, one.field] = one
    return list(found.values())[:MOST]


def _of_event(event: Event, fields: set[str], since: Any) -> Iterator[Overwritten]:
    if event.record_id is None:
        return
    mine = event.facts.get("changes") or {}
    for name in sorted(fields):
        last = next((one for one in reversed(since) if name in _changes(one)), None)
        if last is None:
            continue
        now, back = _changes(last)[name][1], mine[name][0] if name in mine else None
        if mine and now == back:
            # an undo of the rest of the batch, or somebody by hand, has put it back already
            continue
        yield Overwritten(
            record_type=event.record_type,
            record_id=event.record_id,
            field=name,
            now=now,
            back=back,
            later=last,
            goes=not mine,
        )


def _changes(event: Event) -> dict[str, Any]:
    return (event.facts or {}).get("changes") or {}
