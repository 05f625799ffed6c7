"""What a change of a work item is called: finished is finished, through whichever door."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from klientel.records.fields.base import Reading
from klientel.records.types import Named
from klientel.work.kinds import kinds_of
from klientel.work.models import WorkItem
from klientel.work.models.status import Category

#: what gives a change its name when nothing else was changed, and the name
_ALONE = {
    frozenset({"parent"}): "work.moved",
}
#: who works on it: people, teams, and the first of each
_WHO = {"assignees", "owner", "teams", "team"}


def meaning_of(item: WorkItem, changes: Mapping[str, Any], reading: Reading) -> Named | None:
    """The verb of a change and what is told with it; None for one that has no name of its own.

    Another kind or status gives it its name whatever else was changed along; a place or people
    only where nothing else was.
    """
    kinds = kinds_of(reading.workspace)
    if "kind" in changes:
        return "work.converted", {"kind": reading.say(kinds.kind(item.kind).label)}
    if "status" in changes:
        return _of_status(item, reading)
    if "is_archived" in changes:
        return ("work.archived" if item.is_archived else "work.unarchived"), {}
    verb = "work.assigned" if changes and changes.keys() <= _WHO else None
    verb = verb or _ALONE.get(frozenset(changes))
    return (verb, {}) if verb else None


def _of_status(item: WorkItem, reading: Reading) -> Named:
    was = item.loaded_values().get("category")
    if item.category == Category.DONE and was != Category.DONE:
        return "work.completed", {"kind": item.kind}
    if was in (Category.DONE, Category.CANCELLED) and not item.is_finished:
        return "work.reopened", {}
    shown = kinds_of(reading.workspace).status(item.status)
    return "work.status_set", {"status": reading.say(shown.label) if shown else item.status}
