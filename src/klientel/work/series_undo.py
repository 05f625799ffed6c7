"""How what was done with repeating is taken back (see `Verb.undo`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from klientel.kit.refused import Refused
from klientel.records.actions.catalogue import found
from klientel.records.actions.undoers import each, register
from klientel.records.types import record_types
from klientel.work.actions import series_rows as rows
from klientel.work.actions.series import add_soon
from klientel.work.actions.template import take_back
from klientel.work.models import Series, WorkItem
from klientel.work.verbs import TEMPLATE_BACK
from klientel.work.verbs_of_repeating import SERIES_BACK
from klientel.workspaces.actor import Actor

if TYPE_CHECKING:
    from klientel.events.models import Event


def _back(actor: Actor, event: Event, batch: UUID) -> None:
    """Let a series be what it was before an event, if it still is what that made of it."""
    actor.must(record_types.get("work").permission("edit"))
    facts = event.facts
    gone = facts.get("gone") or {}
    item = found(actor, record_types.get("work"), event.record_id)
    series = rows.held(actor, UUID(facts["series"]))
    now = rows.state_of(series) if series else None
    if series is not None and facts["before"] is None:
        gone = _take_away(actor, item, series, facts["after"])
    elif now != facts["after"]:
        raise Refused("This was changed again since, or work on the next one has begun.")
    else:
        series = series or _anew(actor, item, facts)
        rows.restore(series, facts["before"])
        series.save()
        rows.turn_back(actor, series, gone)
        add_soon(series)
    rows.tell_back(actor, item, UUID(facts["series"]), now, facts["before"], batch, gone)


def _take_away(
    actor: Actor, item: WorkItem, series: Series, after: Mapping[str, Any]
) -> dict[str, Any]:
    """Let an item that has begun to repeat be one that does not; what came of it goes, unless
    somebody has begun it. Returns what went, by id.
    """
    later = rows.later_than(actor, item, series)
    is_same = series.rule == after["rule"] and series.state == after["state"]
    if not is_same or not all(map(rows.is_untouched, later)):
        raise Refused("This was changed again since, or work on the next one has begun.")
    gone = rows.give_way(actor, later)
    items = WorkItem.objects.in_workspace(actor.workspace_id)
    items.filter(pk=item.pk, series=series.pk).update(
        series=None, series_number=None, occurs_on=None
    )
    series.delete()
    return gone


def _anew(actor: Actor, item: WorkItem, facts: Mapping[str, Any]) -> Series:
    series = Series(id=UUID(facts["series"]), workspace_id=actor.workspace_id)
    rows.restore(series, facts["before"])
    series.save(force_insert=True)
    rows.link(actor, item, series)
    return series


def introduce() -> None:
    """Say how each verb is taken back."""
    register(SERIES_BACK, each(_back), right="edit")
    register(TEMPLATE_BACK, each(take_back), right="create")
