"""Taking events back, whatever they are of, unless somebody has edited since what they wrote.

A verb names how it is taken back (`Verb.undo`); all events of a verb are taken back at once, so
that a hundred records cost what one does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection

from klientel.events.batches import edits_since
from klientel.events.verbs import verbs
from klientel.records.actions.catalogue import found_many
from klientel.records.actions.undoers import undoers
from klientel.records.types import RecordType, record_types
from klientel.records.using import in_use
from klientel.workspaces.actor import Actor

if TYPE_CHECKING:
    from klientel.events.models import Event


@dataclass
class Spared:
    """What an undo left as it is: the edited fields by event, and the events of what is in use."""

    fields: dict[UUID, set[str]] = field(default_factory=dict)
    used: set[UUID] = field(default_factory=set)


def take_back(
    actor: Actor,
    events: Sequence[Event],
    batch: UUID,
    *,
    own_batches: Iterable[UUID] = (),
    force: bool = False,
    spared: Spared | None = None,
    for_edits: set[UUID] | None = None,
) -> list[Event]:
    """Take back events (newest first) inside the caller's transaction; returns those that stay.

    An event stays when a person has edited since what it wrote, or when its record is no longer
    there. Changes in `own_batches` and in `batch` are no such edits. What is back already counts
    as taken back. `for_edits` is told of those that stay for an edit. Raises `Forbidden` for a verb
    the actor may not take back.

    With `spared` it is gentler, as for an import of long ago: of a change only the edited fields
    stay, and an added record stays that others hang on; `spared` is told of what stayed and why.
    """
    mine = [event for event in events if way_back(event) is not None]
    _hold(actor, mine)
    edited = {} if force else edited_since(mine, [*own_batches, batch])
    if for_edits is not None:
        for_edits.update(edited)
    done: set[UUID] = set()
    for verb, group in groupby(mine, key=lambda event: event.verb):
        some = _to_take_back(list(group), edited, spared)
        how = verbs.get(verb).undo
        if some and how == "trash" and spared is not None:
            some = _unused(actor, some, spared)
        if some and how is not None:
            done.update(event.pk for event in undoers[how](actor, some, batch))
    return [event for event in mine if event.pk not in done]


def _to_take_back(
    events: Sequence[Event], edited: dict[UUID, set[str]], spared: Spared | None
) -> list[Event]:
    """The events that nobody's edit stands in the way of, or what is left of them."""
    some = []
    for event in events:
        fields = edited.get(event.pk)
        if fields is None:
            some.append(event)
            continue
        if spared is None:
            continue
        spared.fields[event.pk] = fields
        changes = event.facts.get("changes") or {}
        rest = {name: pair for name, pair in changes.items() if name not in fields}
        if rest and way_back(event) == "change_back":
            left = copy(event)
            left.facts = {**event.facts, "changes": rest}
            some.append(left)
    return some


def _unused(actor: Actor, events: Sequence[Event], spared: Spared) -> list[Event]:
    """The events of added records that nothing hangs on; asked when their turn comes."""
    used: set[UUID] = set()
    for record_type, ids in _by_type(events):
        used |= in_use(actor.workspace_id, record_type, ids)
    spared.used.update(event.pk for event in events if event.record_id in used)
    return [event for event in events if event.record_id not in used]


def way_back(event: Event) -> str | None:
    """How an event is taken back, as its verb says; None where it cannot be."""
    return verbs.get(event.verb).undo if event.verb in verbs else None


def _hold(actor: Actor, events: Sequence[Event]) -> None:
    """Lock the records before asking what became of them: no edit slips in between."""
    if connection.vendor != "postgresql":
        return
    for record_type, ids in _by_type(events):
        found_many(actor, record_type, ids, trashed=None)


def _by_type(events: Sequence[Event]) -> Iterator[tuple[RecordType, set[UUID]]]:
    ids: dict[str, set[UUID]] = {}
    for event in events:
        if event.record_id is not None and event.record_type in record_types:
            ids.setdefault(event.record_type, set()).add(event.record_id)
    for name in sorted(ids):
        yield record_types.get(name), ids[name]


def edited_since(events: Sequence[Event], own_batches: Sequence[UUID]) -> dict[UUID, set[str]]:
    """The events after which a person edited what they wrote, with the fields: of a new record all.

    What the program did by itself in answer is no edit, and neither is an edit that was undone: a
    field counts when it ended up as something else than it was when the editing began.
    """
    return edited_by(events, edits_since(events, own_batches)) if events else {}


def edited_by(
    events: Sequence[Event], later: Mapping[UUID, Sequence[Event]]
) -> dict[UUID, set[str]]:
    """The same, of what was read already: the later events by record id, oldest first."""
    edited: dict[UUID, set[str]] = {}
    for event in events:
        since = [one for one in later.get(event.record_id or event.pk, ()) if one.pk > event.pk]
        fields = _moved(since)
        changed = event.facts.get("changes") or {}
        if changed:
            fields &= changed.keys()
        elif way_back(event) != "trash":
            continue
        if fields:
            edited[event.pk] = fields
    return edited


def _moved(events: Iterable[Event]) -> set[str]:
    """The fields that events, in the order of time, left otherwise than they found them."""
    began: dict[str, Any] = {}
    ended: dict[str, Any] = {}
    for event in events:
        for name, (before, after) in (event.facts.get("changes") or {}).items():
            began.setdefault(name, before)
            ended[name] = after
    return {name for name, before in began.items() if before != ended[name]}
