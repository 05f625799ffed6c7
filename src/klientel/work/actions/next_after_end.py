"""What counts from its end: the next one comes when the last is finished, and goes again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from klientel.kit import clock
from klientel.work.actions import series_rows as rows
from klientel.work.actions.series import add_soon
from klientel.work.models import Series, WorkItem
from klientel.work.series_plan import plan, plan_after, rule_of
from klientel.workspaces.actor import Actor

State = Series.State


def follow_finished(actor: Actor, items: Iterable[WorkItem]) -> None:
    """Let what counts from its end follow: the next comes once the last is finished, and goes
    again, unless somebody has begun it, where the last one is taken up again.
    """
    mine = [(item, item.series_id) for item in items if item.series_id is not None]
    held = rows.held_many(actor, (series_id for _item, series_id in mine))
    for item, series_id in mine:
        series = held.get(series_id)
        if series is None or series.state == State.PAUSED or not rule_of(series).from_done:
            continue
        if item.is_finished:
            _come(item, series)
        else:
            _go_again(actor, item, series)


def _come(item: WorkItem, series: Series) -> None:
    if item.series_number != series.number or series.next_on is not None or series.is_over:
        return
    plan_after(series, clock.local(item.done_at or clock.now(), series.time_zone).date())
    series.save()
    add_soon(series)


def _go_again(actor: Actor, item: WorkItem, series: Series) -> None:
    later: list[Any] = rows.later_than(actor, item, series)
    if item.series_number == series.number:
        pass
    elif len(later) == 1 and rows.is_untouched(later[0]):
        rows.give_way(actor, later)
        series.number -= 1
        series.reached_on = item.occurs_on or series.reached_on
    else:
        return
    series.state = State.RUNNING
    plan(series)
    series.save()
