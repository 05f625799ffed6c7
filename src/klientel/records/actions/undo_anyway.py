"""What an undo would write over: asked before somebody takes something back all the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from klientel.events.batches import edits_since
from klientel.records.actions.taking_back import edited_by, way_back
from klientel.records.actions.undo_in_pieces import AT_ONCE, batches, meant
from klientel.workspaces.actor import Actor

if TYPE_CHECKING:
    from klientel.events.models import Event

#: of a large batch nobody reads more
MOST = 50
#: later events that are looked through for them
_MOST_LATER = 10_000


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

    What is so much that a job undoes it asks nobody; of that the newest is looked at. Raises
    `NotFound` and `Forbidden` as `undo` does.
    """
    _token, events = meant(actor, token, AT_ONCE)
    own = [*batches(events)]
    later = edits_since(events, own, _MOST_LATER)
    edited = edited_by([event for event in events if way_back(event) is not None], later)
    found: dict[tuple[UUID, str], Overwritten] = {}
    for event in events:
        if event.record_id is None or event.pk not in edited:
            continue
        for name in sorted(edited[event.pk]):
            # of several of one record the oldest counts, as in the undo itself: also where it says
            # that the undo of all would change nothing
            place = event.record_id, name
            one = _of_field(event, event.record_id, name, later.get(event.record_id, ()))
            if one is None:
                found.pop(place, None)
            else:
                found[place] = one
    return list(found.values())[:MOST]


def _of_field(
    event: Event, record_id: UUID, name: str, since: Sequence[Event]
) -> Overwritten | None:
    mine = event.facts.get("changes") or {}
    last = next((one for one in reversed(since) if name in _changes(one)), None)
    if last is None:
        return None
    now, back = _changes(last)[name][1], mine[name][0] if name in mine else None
    if mine and now == back:
        # an undo of the rest of the batch, or somebody by hand, has put it back already
        return None
    return Overwritten(
        record_type=event.record_type,
        record_id=record_id,
        field=name,
        now=now,
        back=back,
        later=last,
        goes=not mine,
    )


def _changes(event: Event) -> dict[str, Any]:
    return (event.facts or {}).get("changes") or {}
