"""Letting work wait for other work."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from klientel.kit.refused import Refused
from klientel.records import writer
from klientel.records.actions import action
from klientel.records.fields import RecordLinkField
from klientel.records.types import record_types
from klientel.work.actions import progress
from klientel.work.actions.holding import hold_firm
from klientel.work.actions.telling import tell_of
from klientel.work.models import Dependency, WorkItem
from klientel.workspaces.actor import Actor

MOST_WAITS = 50
#: so many items are looked at for a circle; who builds longer chains is told so
_MOST_LOOKED_AT = 2_000
_OTHER = RecordLinkField(name="other", label=_("Waits for"), to=("work",), required=True)


@action(
    "work.wait_for",
    label=_("Add a dependency"),
    icon="link",
    order=43,
    inputs=(_OTHER,),
)
def wait_for(actor: Actor, item: WorkItem, *, other: UUID) -> WorkItem:
    """Say that an item can only be finished once another one is.

    Raises `Refused` where that one waits for this one already, however indirectly.
    """
    return let_wait(actor, item, other)


def let_wait(actor: Actor, item: WorkItem, other: UUID, batch: UUID | None = None) -> WorkItem:
    """As `wait_for`, in the caller's transaction."""
    if other == item.pk:
        raise Refused("An item cannot wait for itself.", "other")
    writer.check_links(actor, record_types.get("work"), [{"parent": other}])
    hold_firm(actor.workspace_id)
    rows = _rows(actor)
    if rows.filter(item_id=item.pk, waits_for_id=other).exists():
        return item
    if rows.filter(item_id=item.pk).count() >= MOST_WAITS:
        raise Refused("An item depends on {most} others at most.", "other", most=MOST_WAITS)
    _must_not_wait(actor, other, item.pk)
    row = Dependency(workspace_id=actor.workspace_id, item_id=item.pk, waits_for_id=other)
    Dependency.objects.bulk_create([row], ignore_conflicts=True)
    _told(actor, item, "work.waiting_added", other, batch)
    return item


@action(
    "work.wait_no_longer",
    label=_("Remove a dependency"),
    hidden=True,
    inputs=(_OTHER,),
)
def wait_no_longer(actor: Actor, item: WorkItem, *, other: UUID) -> WorkItem:
    """Say that an item need not wait for another one any more."""
    return let_go(actor, item, other)


def let_go(actor: Actor, item: WorkItem, other: UUID, batch: UUID | None = None) -> WorkItem:
    """As `wait_no_longer`, in the caller's transaction."""
    if _rows(actor).filter(item_id=item.pk, waits_for_id=other).delete()[0]:
        _told(actor, item, "work.waiting_removed", other, batch)
    return item


def _rows(actor: Actor) -> Any:
    return Dependency.objects.in_workspace(actor.workspace_id)


def _told(actor: Actor, item: WorkItem, verb: str, other: UUID, batch: UUID | None = None) -> None:
    progress.count_waiting(actor, [item.pk])
    # by its id: who may not see the other one must not read here what it is called
    tell_of(actor, verb, item, batch, other=str(other))


def _must_not_wait(actor: Actor, first: UUID, for_this: UUID) -> None:
    """Raise `Refused` where the first waits for the other, or for something that does."""
    level, seen = {first}, {first}
    while level:
        if for_this in level:
            raise Refused("The other one depends on this one already.", "other")
        if len(seen) > _MOST_LOOKED_AT:
            raise Refused("Too much hangs together here to add more.", "other")
        waits = _rows(actor).filter(item_id__in=level)
        level = set(waits.values_list("waits_for_id", flat=True)) - seen
        seen |= level
