"""What rooms above add to work: what must be settled before an item ends, the way to end it, and
what they keep under it, which the next one of its sort takes along.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from klientel.work.models import WorkItem
from klientel.workspaces.actor import Actor


@dataclass(frozen=True)
class Ending:
    """Another way to finish an item than by its status: what it is called and where it is asked."""

    label: str
    href: str
    icon: str
    key: str = ""


@dataclass(frozen=True)
class Keeper:
    """What a room keeps under items, as a blueprint takes it along.

    Both ways go for many items at once: `read` gives JSON by item, for those that have anything;
    `write` puts that under new items. What happened to the originals is none of it.
    """

    name: str
    read: Callable[[Actor, Collection[UUID]], Mapping[UUID, Any]]
    write: Callable[[Actor, Mapping[UUID, Any]], None]


@dataclass(frozen=True)
class OpenEnd:
    """What may be left open on items that are finished: found by item, only where there is any.

    `of_one` says it of one item with so many open, `of_many` of so many items. What is below
    an item (`is_of_parts`) is told at any depth before it is finished.
    """

    found: Callable[[Actor, Sequence[WorkItem]], Mapping[UUID, int]]
    of_one: Callable[[int], str]
    of_many: Callable[[int], str]
    is_of_parts: bool = False


#: each tells, by item, how many of what it keeps are still open, as `OpenEnd` says it in words
open_ends: list[OpenEnd] = []
#: each raises `Refused` for items that may not get the status they are about to get
guards: list[Callable[[Actor, Sequence[WorkItem]], None]] = []
#: each is asked with a request and an item; the first that answers is how the page finishes it
endings: list[Callable[[Any, WorkItem], Ending | None]] = []
#: what a copy, the next one of a series and a new one from a template take along
keepers: list[Keeper] = []


def must_be_settled(actor: Actor, items: Sequence[WorkItem]) -> None:
    """Refuse items that end, or are dropped, before what hangs on them is settled."""
    moved = [
        item
        for item in items
        if not item._state.adding and "category" in item.changed_columns() and item.is_finished
    ]
    if moved:
        for guard in guards:
            guard(actor, moved)


def ending_of(request: Any, item: WorkItem) -> Ending | None:
    """How the page of an item finishes it; None for the usual way."""
    return next((found for ask in endings if (found := ask(request, item))), None)


def asked_elsewhere(request: Any, item: WorkItem) -> str:
    """The address where an item's own ending is asked for; empty for the usual way."""
    ending = ending_of(request, item)
    return ending.href if ending else ""
