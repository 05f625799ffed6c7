"""Keeping what work is part of a tree: no circles, no deeper than people can follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from klientel.kit.refused import Refused
from klientel.work.actions.holding import hold_firm
from klientel.work.models import WorkItem
from klientel.workspaces.actor import Actor

#: how many items deep work may be nested
MOST_LEVELS = 20

#: what items are part of, by item
Above = Mapping[UUID, UUID | None]


def must_stay_a_tree(actor: Actor, items: Sequence[WorkItem]) -> None:
    """Raise `Refused` for items, before they are written, that would be part of themselves, or lie
    too deep: those that are added, moved, and put back by an undo.

    Only one such write goes on at a time in a workspace: two that are harmless alone could close a
    circle together.
    """
    moved = {one.pk: one.parent_id for one in items if one.parent_id and _is_moved(one)}
    if not moved:
        return
    hold_firm(actor.workspace_id)
    above = _above(actor, moved)
    below = _levels_below(actor, [one.pk for one in items if one.pk in moved and not _is_new(one)])
    for pk in moved:
        chain = _chain(pk, above)
        if pk in chain:
            raise Refused("An item cannot be part of itself.", "parent")
        if len(chain) + below >= MOST_LEVELS:
            raise Refused("Work can be nested {most} levels deep.", "parent", most=MOST_LEVELS)


def _is_new(item: WorkItem) -> bool:
    return bool(item._state.adding)


def _is_moved(item: WorkItem) -> bool:
    return _is_new(item) or item.loaded_values().get("parent_id") != item.parent_id


def _rows(actor: Actor) -> Any:
    return WorkItem.objects.in_workspace(actor.workspace_id)


def _above(actor: Actor, moved: Above) -> dict[UUID, UUID | None]:
    """What items and all above them will be part of; one read for each level."""
    known = dict(moved)
    wanted = set(moved.values()) - known.keys() - {None}
    for _level in range(MOST_LEVELS + 1):
        if not wanted:
            break
        found = dict(_rows(actor).filter(pk__in=wanted).values_list("pk", "parent_id"))
        known |= found
        wanted = set(found.values()) - known.keys() - {None}
    return known


def _chain(pk: UUID, above: Above) -> list[UUID]:
    """What an item is part of, the nearest first, until it ends or comes round."""
    found: list[UUID] = []
    parent = above.get(pk)
    while parent is not None and parent not in found:
        found.append(parent)
        parent = above.get(parent)
    return found


def _levels_below(actor: Actor, ids: Sequence[UUID]) -> int:
    """How many levels are below some items, counted up to as many as are allowed."""
    level, count = list(ids), 0
    while level and count < MOST_LEVELS:
        level = list(_rows(actor).filter(parent_id__in=level).values_list("pk", flat=True))
        count += bool(level)
    return count
