"""What pages of the room ask; each is scoped to what the actor may see, and bounded."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet

from klientel.kit import clock
from klientel.records.compiled import record_named
from klientel.records.models import RecordGrant
from klientel.records.types import record_types
from klientel.work.actions.tree import MOST_LEVELS
from klientel.work.models import Dependency, Series, Step, TimeEntry, WorkItem
from klientel.work.models.status import UNFINISHED, Category
from klientel.workspaces.actor import Actor
from klientel.workspaces.policy import Privacy
from klientel.workspaces.prepared import Prepared, PreparedForEach

#: parts of an item on one page
PARTS = 50
#: open items on the tab of an account
BESIDE = 30
ENTRIES = 8
_MOST_WAITS = 200
#: lines of one sort in the day of whoever leads: the list has the rest
IN_NEED = 30


def parts_of(actor: Actor, item: WorkItem, after: str = "") -> list[WorkItem]:
    """The next parts directly below an item in the order they were added, one more than a page."""
    if not after:
        return _first_parts.of(actor).objects(WorkItem, item=item.pk)
    rows = _parts_of(actor, item.pk).filter(pk__gt=UUID(after))
    return list(rows[: PARTS + 1])


def _parts_of(actor: Actor, item: UUID) -> QuerySet[WorkItem]:
    rows: QuerySet[WorkItem] = WorkItem.objects.visible_to(actor)
    return rows.filter(parent_id=item).order_by("pk")


# What the page of every item asks is put together once.
_first_parts = PreparedForEach(
    lambda actor, item: _parts_of(actor, item)[: PARTS + 1], item=UUID(int=1)
)


def line_of(actor: Actor, item: WorkItem) -> list[WorkItem]:
    """What an item is part of, the outermost first, as far as the actor sees it."""
    found: list[WorkItem] = []
    current = item.parent_id
    while current is not None and len(found) < MOST_LEVELS:
        above = record_named(record_types.get("work"), actor, "pk", current, trashed=False)
        if above is None:
            break
        found.insert(0, above)
        current = above.parent_id
    return found


def steps_of(actor: Actor, item: WorkItem) -> list[Step]:
    """The checklist of an item, in order."""
    return _steps.objects(Step, workspace=actor.workspace_id, item=item.pk)


_OF_AN_ITEM = {"workspace": UUID(int=1), "item": UUID(int=2)}
_steps = Prepared(
    lambda workspace, item: (
        Step.objects.in_workspace(workspace).filter(item_id=item).order_by("position", "pk")
    ),
    **_OF_AN_ITEM,
)


@dataclass(frozen=True)
class Waits:
    """What an item waits for, and what waits for it."""

    for_others: list[WorkItem]
    others: list[WorkItem]


def waits_of(actor: Actor, item: WorkItem) -> Waits:
    """Both sides of an item's dependencies, as far as the actor sees them; two queries, and one
    where there are none.
    """
    found = _pairs.rows(workspace=actor.workspace_id, item=item.pk)
    if not found:
        return Waits([], [])
    ids = {key for pair in found for key in pair if key != item.pk}
    seen = {one.pk: one for one in WorkItem.objects.visible_to(actor).filter(pk__in=ids)}
    return Waits(
        [seen[other] for mine, other in found if mine == item.pk and other in seen],
        [seen[mine] for mine, other in found if other == item.pk and mine in seen],
    )


_pairs = Prepared(
    lambda workspace, item: (
        Dependency.objects.in_workspace(workspace)
        .filter(Q(item_id=item) | Q(waits_for_id=item))
        .values_list("item_id", "waits_for_id")[:_MOST_WAITS]
    ),
    **_OF_AN_ITEM,
)


def entries_of(actor: Actor, item: WorkItem) -> list[TimeEntry]:
    """The last times that were noted on an item, a running timer first."""
    return _entries.objects(TimeEntry, workspace=actor.workspace_id, item=item.pk)


_entries = Prepared(
    lambda workspace, item: (
        TimeEntry.objects.in_workspace(workspace)
        .filter(item_id=item)
        .order_by(F("minutes").asc(nulls_first=True), "-started_at")[:ENTRIES]
    ),
    **_OF_AN_ITEM,
)


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
    rows = WorkItem.objects.visible_to(actor).filter(account_id=account_id, category__in=UNFINISHED)
    rows = rows.exclude(parent__account_id=account_id, parent__category__in=UNFINISHED)
    return list(rows.order_by(F("due_at").asc(nulls_last=True), "pk")[: BESIDE + 1])


def in_need(
    actor: Actor, promised: Collection[str], members: Collection[UUID], today: datetime
) -> list[WorkItem]:
    """Unfinished work that whoever leads should know of, as far as they see it; two queries.

    That is what is late of the `promised` kinds and neither these members' own, the newest first,
    and what has neither a person nor a team: of those kinds all, of others what is late.
    """
    rows = WorkItem.objects.visible_to(actor).filter(category__in=UNFINISHED)
    whole = Q(due_is_day=True, due_at__lt=today)
    is_late = whole | Q(due_is_day=False, due_at__lt=clock.now())
    late = rows.filter(is_late, kind__in=promised, account_id__isnull=False)
    late = late.exclude(owner_id__in=members)
    nobodys = rows.filter(is_late | Q(kind__in=promised), owner_id=None, team_id=None)
    others = late.order_by("-due_at", "pk")[:IN_NEED]
    found = [one for one in others if not set(one.everybody).intersection(members)]
    found += nobodys.order_by(F("due_at").asc(nulls_last=True), "pk")[:IN_NEED]
    return list({one.pk: one for one in found}.values())


def series_of(actor: Actor, item: WorkItem) -> Series | None:
    """The series that an item is of; None, and no query, where it does not repeat."""
    if item.series_id is None:
        return None
    found: Series | None = (
        Series.objects.in_workspace(actor.workspace_id).filter(pk=item.series_id).first()
    )
    return found


def beside_in_series(actor: Actor, item: WorkItem) -> tuple[WorkItem | None, WorkItem | None]:
    """The items of a series before and after one, as far as the actor sees them; one query."""
    number = item.series_number or 0
    rows = WorkItem.objects.visible_to(actor).filter(
        series_id=item.series_id, series_number__in=(number - 1, number + 1)
    )
    found = {one.series_number: one for one in rows}
    return found.get(number - 1), found.get(number + 1)


def later_open_in_series(actor: Actor, item: WorkItem) -> int:
    """How many items of a series behind one nobody has begun."""
    rows = WorkItem.objects.in_workspace(actor.workspace_id).filter(
        series_id=item.series_id,
        series_number__gt=item.series_number or 0,
        trashed_at=None,
        category=Category.OPEN,
        tracked_minutes=0,
        parts_minutes=0,
        parts_done=0,
        steps_done=0,
    )
    return int(rows.count())


def last_region(actor: Actor) -> str:
    """The place whose holidays the firm chose last; empty where it never did."""
    rows = Series.objects.in_workspace(actor.workspace_id).order_by("-pk")
    chosen = (rule.get("region", "") for rule in rows.values_list("rule", flat=True)[:20])
    return next((region for region in chosen if region), "")
