"""Which records somebody may know of: asked here, answered by the rooms above that keep records.

The log stands below the records and cannot judge by itself, so nothing is visible until a room
has registered a filter; only the system sees everything.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from uuid import UUID

from klientel.workspaces.actor import Actor

VisibleFilter = Callable[[Actor, list[UUID]], set[UUID]]

_filters: list[VisibleFilter] = []


def visible_filter(answer: VisibleFilter) -> VisibleFilter:
    """Register (also as a decorator) who answers which of some record ids an actor may know of.

    With several filters a record is visible when any of them knows it and says so.
    """
    if answer not in _filters:
        _filters.append(answer)
    return answer


def remove_filter(answer: VisibleFilter) -> None:
    """Take a filter back (tests)."""
    if answer in _filters:
        _filters.remove(answer)


def visible(actor: Actor, record_ids: Collection[UUID]) -> set[UUID]:
    """Those of the records that the actor may know of."""
    asked = sorted(set(record_ids))
    if actor.is_system or not asked:
        return set(asked)
    seen: set[UUID] = set()
    for answer in _filters:
        seen |= answer(actor, asked)
    return seen.intersection(asked)
