"""The row of a series and the items that name it: found under a lock, linked, told of, put back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, time
from typing import Any
from uuid import UUID

from django.db import connection

from klientel.kit import clock
from klientel.kit.refused import Refused
from klientel.records.actions.trash import restore_many, trash_many
from klientel.work.actions.telling import tell_of
from klientel.work.models import Series, WorkItem
from klientel.work.models.status import Category
from klientel.work.series_plan import plan, plan_after, rule_of, today_of
from klientel.workspaces.actor import Actor

#: what an undo puts back
_DAYS = ("begins_on", "reached_on", "taken_on", "next_on", "next_day", "make_on")
_PLAIN = ("rule", "time_zone", "ahead", "state", "number")


def program(workspace_id: UUID) -> Actor:
    """Who adds what repeats: the program, since what a firm repeats outlasts who set it up."""
    return replace(Actor.system(workspace_id, "it repeats"), name="Klientel")


def series_rows(actor: Actor) -> Any:
    """The series of the firm."""
    return Series.objects.in_workspace(actor.workspace_id)


def _items(actor: Actor) -> Any:
    return WorkItem.objects.in_workspace(actor.workspace_id)


def held(actor: Actor, series_id: UUID) -> Series | None:
    """A series, held until the transaction ends; None for none."""
    rows = series_rows(actor).filter(pk=series_id)
    if connection.vendor == "postgresql":
        rows = rows.select_for_update(of=("self",))
    found: Series | None = rows.first()
    return found


def held_many(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, Series]:
    """Series by their id, held until the transaction ends; all in one order, so none waits for
    another.
    """
    found = series_rows(actor).filter(pk__in=set(ids)).order_by("pk")
    if connection.vendor == "postgresql":
        found = found.select_for_update(of=("self",))
    return {one.pk: one for one in found}


def of_item(actor: Actor, item: WorkItem) -> Series | None:
    """The series that an item is of, held until the transaction ends; None for none."""
    return held(actor, item.series_id) if item.series_id else None


def newest_of(actor: Actor, series: Series) -> WorkItem | None:
    """The last item of a series that is not deleted; None where all are."""
    mine = _items(actor).filter(series_id=series.pk, trashed_at=None)
    found: WorkItem | None = mine.order_by("-series_number").first()
    return found


def link(actor: Actor, item: WorkItem, series: Series) -> None:
    """Let an item be the first of a series."""
    item.series_id, item.series_number, item.occurs_on = series.pk, 1, series.reached_on
    _items(actor).filter(pk=item.pk).update(
        series=series.pk, series_number=1, occurs_on=series.reached_on
    )


def later_than(actor: Actor, item: WorkItem, series: Series) -> list[WorkItem]:
    """The items of a series behind one, that are not deleted."""
    mine = _items(actor).filter(series_id=series.pk, trashed_at=None)
    return list(mine.filter(series_number__gt=item.series_number or 0).order_by("series_number"))


def is_untouched(item: WorkItem) -> bool:
    """Whether nobody has begun an item: it may give way to another."""
    counts = (item.tracked_minutes, item.parts_minutes, item.parts_done, item.steps_done)
    return item.category == Category.OPEN and not any(counts)


def give_way(actor: Actor, items: Sequence[WorkItem]) -> dict[str, Any]:
    """Put items of a series into the trash and out of it; returns, by id, what they were in it.

    The program does it, as it added them: whoever may set a rule need not see what comes of it,
    nor be one who deletes. So it is in no batch; `turn_back` lets them come again.
    """
    if not items:
        return {}
    gone = trash_many(program(actor.workspace_id), "work", [one.pk for one in items])
    left = _items(actor).filter(pk__in=[one.pk for one in gone])
    left.update(series=None, series_number=None, occurs_on=None)
    return {
        str(one.pk): [one.series_number, one.occurs_on and one.occurs_on.isoformat()]
        for one in gone
    }


def let_go_of_deleted(actor: Actor, series: Series) -> None:
    """Let no deleted item keep the number that the next one gets."""
    deleted = _items(actor).filter(series_id=series.pk, trashed_at__isnull=False)
    mine = deleted.filter(series_number__gte=series.number)
    mine.update(series=None, series_number=None, occurs_on=None)


def turn_back(actor: Actor, series: Series, gone: Mapping[str, Any]) -> None:
    """Let items that gave way be of their series again; those that are so already give way anew.

    Raises `Refused` where somebody has begun one of these.
    """
    if not gone:
        return
    back: list[UUID] = []
    mine = _items(actor).filter(pk__in=list(gone))
    there = list(mine.filter(series_id=series.pk, trashed_at=None))
    if not all(map(is_untouched, there)):
        raise Refused("This was changed again since, or work on the next one has begun.")
    give_way(actor, there)
    away = gone.keys() - {str(one.pk) for one in there}
    for key in sorted(away):
        number, occurs_on = gone[key]
        if mine.filter(pk=UUID(key), series=None).update(
            series=series.pk, series_number=number, occurs_on=occurs_on
        ):
            back.append(UUID(key))
    if back:
        restore_many(program(actor.workspace_id), "work", back)


def plan_anew(actor: Actor, series: Series) -> None:
    """Set what comes next from today on, as after a rest."""
    plan(series, today_of(series))
    if series.state != Series.State.RUNNING or not rule_of(series).from_done:
        return
    newest = newest_of(actor, series)
    if newest is not None and newest.is_finished and newest.done_at is not None:
        plan_after(series, clock.local(newest.done_at, series.time_zone).date())


def state_of(series: Series) -> dict[str, Any]:
    """All that a series holds, as the log keeps it."""
    state = {name: getattr(series, name) for name in _PLAIN}
    for name in _DAYS:
        day = getattr(series, name)
        state[name] = day.isoformat() if day else None
    state["at"] = series.at.isoformat() if series.at else None
    return state


def restore(series: Series, state: Mapping[str, Any]) -> None:
    """Set on a series what `state_of` gave."""
    for name in _PLAIN:
        setattr(series, name, state[name])
    for name in _DAYS:
        setattr(series, name, date.fromisoformat(state[name]) if state[name] else None)
    series.at = time.fromisoformat(state["at"]) if state["at"] else None


def tell(
    actor: Actor,
    item: WorkItem,
    series: Series,
    verb: str,
    before: Mapping[str, Any] | None,
    batch: UUID | None = None,
    **facts: Any,
) -> None:
    """Write the event of a change of a series: its subject is the item it was made on."""
    facts |= {"series": str(series.pk), "before": before, "after": state_of(series)}
    tell_of(actor, verb, item, batch, **facts)


def tell_back(
    actor: Actor,
    item: WorkItem,
    series_id: UUID,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    batch: UUID,
    gone: Mapping[str, Any],
) -> None:
    """Write the event of a change that was taken back, so that it can be made again.

    `gone` are the items that gave way or came back with it.
    """
    facts = {"series": str(series_id), "before": before, "after": after, "gone": gone}
    tell_of(actor, "work.repeat_restored", item, batch, **facts)
