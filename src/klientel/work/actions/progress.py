"""Numbers that items keep of what hangs on them: parts below, steps, what they wait for, time.

Each is reckoned from the rows it counts, under the lock of the item that keeps it, so that two
people who finish two parts at once are both counted.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Case, Count, Q, Sum, Value, When

from klientel.events.log import Line, record_many
from klientel.records.own_fields.reckoning import reckon_kept
from klientel.work.actions.tree import MOST_LEVELS
from klientel.work.models import Dependency, Step, TimeEntry, WorkItem
from klientel.work.models.status import UNFINISHED, Category
from klientel.workspaces.actor import Actor
from klientel.workspaces.bulk import unsaved, update_rows

#: what an item keeps of its parts
_OF_PARTS = ("parts", "parts_done", "parts_minutes")


def _rows(actor: Actor) -> Any:
    return WorkItem.objects.in_workspace(actor.workspace_id)


def _held(actor: Actor, ids: Collection[UUID]) -> list[Any]:
    """Rows in the order of their ids, locked where more than one can write."""
    rows = _rows(actor).filter(pk__in=list(ids)).order_by("pk")
    if connection.vendor == "postgresql":
        rows = rows.select_for_update(no_key=True, of=("self",))
    return list(rows.values_list("pk", "parent_id"))


def follow(actor: Actor, parents: Collection[UUID]) -> None:
    """Count anew what is below these items, and below all that they are part of."""
    level = set(parents)
    for _level in range(MOST_LEVELS):
        if not level:
            return
        held = _held(actor, level)
        _count_parts(actor, [key for key, _above in held])
        level = {above for _key, above in held if above is not None}


def _count_parts(actor: Actor, ids: Sequence[UUID]) -> None:
    """Two reads for all of a level, and one statement for those whose numbers differ."""
    below = _rows(actor).filter(parent_id__in=ids, trashed_at=None)
    # what was called off is no part to be done; time that it took was spent all the same
    counts = Q(category__in=(*UNFINISHED, Category.DONE))
    one = Case(When(counts, then=Value(1)), default=Value(0))
    done = Case(When(category=Category.DONE, then=Value(1)), default=Value(0))
    sums = below.order_by().values("parent_id").annotate(
        whole=Sum(one) + Sum(Case(When(counts, then="parts"), default=Value(0))),
        finished=Sum(done) + Sum(Case(When(counts, then="parts_done"), default=Value(0))),
        minutes=Sum("tracked_minutes") + Sum("parts_minutes"),
    )  # fmt: skip
    names = ("whole", "finished", "minutes")
    found = {row["parent_id"]: tuple(row[name] for name in names) for row in sums}
    kept = list(_rows(actor).filter(pk__in=ids).values_list("pk", *_OF_PARTS))
    wrong = [key for key, *numbers in kept if found.get(key, (0, 0, 0)) != tuple(numbers)]
    complete = [
        key
        for key, whole, done, _minutes in kept
        if _became_all(whole, done, *found.get(key, (0, 0, 0))[:2])
    ]
    rows = [
        unsaved(
            WorkItem, id=key, workspace_id=actor.workspace_id,
            **dict(zip(_OF_PARTS, found.get(key, (0, 0, 0)), strict=True)),
        )
        for key in wrong
    ]  # fmt: skip
    update_rows(WorkItem, rows, _OF_PARTS)
    reckon_kept(actor.workspace_id, "work", wrong)
    _tell(actor, "work.parts_done", complete)


def _became_all(whole: int, done: int, whole_now: int, done_now: int) -> bool:
    """Whether all is done of what was not, or was nothing, before."""
    return 0 < whole_now == done_now and not 0 < whole == done


def _tell(actor: Actor, verb: str, ids: Collection[UUID]) -> None:
    """Tell of items what became of their numbers."""
    if not ids:
        return
    items = _rows(actor).filter(pk__in=ids, trashed_at=None).order_by("pk")
    lines = [
        Line(verb, "work", key, account_id, {})
        for key, account_id in items.values_list("pk", "account_id")
    ]
    record_many(actor, lines)


def count_steps(actor: Actor, ids: Collection[UUID]) -> None:
    """Count anew the steps of these items' checklists."""
    keys = [key for key, _above in _held(actor, ids)]
    kept = list(_rows(actor).filter(pk__in=keys).values_list("pk", "steps", "steps_done"))
    steps = Step.objects.in_workspace(actor.workspace_id).filter(item_id__in=keys)
    sums = steps.order_by().values("item_id").annotate(
        whole=Count("pk"), ticked=Count("pk", filter=Q(done_at__isnull=False))
    )  # fmt: skip
    found = {row["item_id"]: (row["whole"], row["ticked"]) for row in sums}
    for numbers in {found.get(key, (0, 0)) for key in keys}:
        mine = [key for key in keys if found.get(key, (0, 0)) == numbers]
        _rows(actor).filter(pk__in=mine).update(steps=numbers[0], steps_done=numbers[1])
    reckon_kept(actor.workspace_id, "work", keys)
    complete = [
        key for key, whole, done in kept if _became_all(whole, done, *found.get(key, (0, 0)))
    ]
    _tell(actor, "work.steps_done", complete)


def count_time(actor: Actor, item_id: UUID) -> None:
    """Add up anew the minutes that were spent on an item."""
    held = _held(actor, [item_id])
    entries = TimeEntry.objects.in_workspace(actor.workspace_id).filter(item_id=item_id)
    total = entries.aggregate(total=Sum("minutes"))["total"] or 0
    _rows(actor).filter(pk=item_id).update(tracked_minutes=total)
    reckon_kept(actor.workspace_id, "work", [item_id])
    follow(actor, {above for _key, above in held if above is not None})


def count_waiting(actor: Actor, ids: Collection[UUID]) -> None:
    """Count anew for how many unfinished items these wait."""
    keys = [key for key, _above in _held(actor, ids)]
    waited = set(_rows(actor).filter(pk__in=keys, waits_for__gt=0).values_list("pk", flat=True))
    waits = Dependency.objects.in_workspace(actor.workspace_id).filter(
        item_id__in=keys,
        waits_for__trashed_at=None,
        waits_for__category__in=UNFINISHED,
    )
    found = dict(waits.order_by().values_list("item_id").annotate(count=Count("pk")))
    for number in {found.get(key, 0) for key in keys}:
        mine = [key for key in keys if found.get(key, 0) == number]
        _rows(actor).filter(pk__in=mine).update(waits_for=number)
    reckon_kept(actor.workspace_id, "work", keys)
    free = _rows(actor).filter(pk__in=waited - found.keys(), category__in=UNFINISHED)
    _tell(actor, "work.unblocked", list(free.values_list("pk", flat=True)) if waited else [])


def free_waiting(actor: Actor, ids: Collection[UUID]) -> None:
    """Let those who wait for these items know how many they still wait for."""
    waits = Dependency.objects.in_workspace(actor.workspace_id).filter(waits_for_id__in=list(ids))
    waiting = set(waits.values_list("item_id", flat=True))
    if waiting:
        count_waiting(actor, waiting)
