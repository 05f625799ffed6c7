"""Events of records as sentences: which fields a change touched is told by their labels."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from klientel.events.feed import sentence
from klientel.records.fields.base import Reading
from klientel.records.types import record_types
from klientel.workspaces.actor import Actor


@dataclass(frozen=True, slots=True)
class Through:
    """What somebody acted through, in words after their name, and where that is told of."""

    text: str
    href: str = ""


#: asked with a reader, the workspace's slug and events, gives what each was done through, by its id
Teller = Callable[[Actor, str, Sequence[Any]], Mapping[UUID, Through]]

#: by the door (`Actor.via`) that a room tells of; it adds itself when it opens
tellers: dict[str, Teller] = {}

#: by the door, what is said where no event is at hand: of the token's name, which may be empty
named: dict[str, Callable[[str], str]] = {}


def told_of_door(door: str) -> str:
    """What something was made through (`events.feed.made_through`), empty where a person did it."""
    via, _space, token = door.partition(" ")
    return named[via](token) if via in named else ""


def told_through(actor: Actor, slug: str, events: Sequence[Any]) -> dict[UUID, Through]:
    """What some events were done through, by their ids; nothing is asked where a person acted."""
    found: dict[UUID, Through] = {}
    for via, teller in tellers.items():
        some = [event for event in events if event.via == via]
        if some:
            found |= teller(actor, slug, some)
    return found


def in_words(event: Any, reading: Reading, names: Mapping[Any, str]) -> str:
    """The event as a sentence for a reader; `names` are those of records and members."""
    fields = fields_changed(event, reading)
    return sentence(event, reading.words, names, {"fields": fields} if fields else {})


def fields_changed(event: Any, reading: Reading) -> str:
    """The labels of the fields that an event changed, empty for none that its type still has."""
    if event.record_type not in record_types:
        return ""
    known = record_types.get(event.record_type).in_workspace(reading.workspace).by_name
    changed = (event.facts or {}).get("changes") or {}
    return ", ".join(reading.say(known[name].label) for name in changed if name in known)
