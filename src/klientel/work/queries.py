"""What pages of the room ask; each is scoped to what the actor may see, and bounded."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Q

from klientel.records.models import RecordGrant
from klientel.work.actions.tree import MOST_LEVELS
from klientel.work.models import Dependency, Step, TimeEntry, WorkItem
from klientel.workspaces.actor import Actor
from klientel.workspaces.policy import Privacy

#: parts of an item on one page
PARTS = 50
#: open items on the tab of an account
BESIDE = 30
ENTRIES = 8
_UNFINISHED = ("open", "active")


def parts_of(actor: Actor, item: WorkItem, after: str = "") -> list[WorkItem]:
    """The next parts directly below an item in the order they were added, one more than a page."""
    rows = WorkItem.objects.visible_to(actor).filter(parent_id=item.pk).order_by("pk")
    if after:
        rows = rows.filter(pk__gt=UUID(after))
    return list(rows[: PARTS + 1])


def line_of(actor: Actor, item: WorkItem) -> list[WorkItem]:
    """What an item is part of, the outermost first, as far as the actor sees it."""
    found: list[WorkItem] = []
    current = item.parent_id
    rows = WorkItem.objects.visible_to(actor)
    while current is not None and len(found) < MOST_LEVELS:
        above = rows.filter(pk=current).first()
        if above is None:
            break
        found.insert(0, above)
        current = above.parent_id
    return found


def steps_of(actor: Actor, item: WorkItem) -> list[Step]:
    """The checklist of an item, in order."""
    rows = Step.objects.in_workspace(actor.workspace_id).filter(item_id=item.pk)
    return list(rows.order_by("position", "pk"))


@dataclass(frozen=True)
class Waits:
    """What an item waits for, and what waits for it."""

    for_others: list[WorkItem]
    others: list[WorkItem]


def waits_of(actor: Actor, item: WorkItem) -> Waits:
    """Both sides of an item's dependencies, as far as the actor sees them; two queries."""
    pairs = Dependency.objects.in_workspace(actor.workspace_id).filter(
        Q(item_id=item.pk) | Q(waits_for_id=item.pk)
    )
    found = list(pairs.values_list("item_id", "waits_for_id")[:200])
    ids = {key for pair in found for key in pair if key != item.pk}
    seen = {one.pk: one for one in WorkItem.objects.visible_to(actor).filter(pk__in=ids)}
    return Waits(
        [seen[other] for mine, other in found if mine == item.pk and other in seen],
        [seen[mine] for mine, other in found if other == item.pk and mine in seen],
    )


def entries_of(actor: Actor, item: WorkItem) -> list[TimeEntry]:
    """The last times that were noted on an item, a running timer first."""
    rows = TimeEntry.objects.in_workspace(actor.workspace_id).filter(item_id=item.pk)
    return list(rows.order_by(F("minutes").asc(nulls_first=True), "-started_at")[:ENTRIES])


def named_on(actor: Actor, item: WorkItem) -> list[UUID]:
    """The members by name who see an item that is kept to some; nobody where it is not."""
    if item.privacy == Privacy.EVERYONE:
        return []
    grants = RecordGrant.objects.in_workspace(actor.workspace_id).filter(record_id=item.pk)
    return list(grants.values_list("member_id", flat=True))


def open_work_of(actor: Actor, account_id: UUID) -> list[WorkItem]:
    """What is unfinished for an account, what is due first; one more than its tab shows.

    Parts stand with what they are part of, not beside it, as long as that is unfinished itself.
    """
    rows = WorkItem.objects.visible_to(actor).filter(
        account_id=account_id, category__in=_UNFINISHED
    )
    rows = rows.exclude(parent__account_id=account_id, parent__category__in=_UNFINISHED)
    return list(rows.order_by(F("due_at").asc(nulls_last=True), "pk")[: BESIDE + 1])
