"""The people of a sample firm do what its rules gave them; a day holds what is left of it."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from klientel.crm.demo import Stage
from klientel.events.ids_in_time import floor_id
from klientel.events.reading_back import told_back_from
from klientel.records.actions.catalogue import run
from klientel.work.models import WorkItem
from klientel.work.models.status import UNFINISHED

#: the hour at which they are at it
AT_WORK = 16
#: of what is not due yet, as much is done on the day after it came
_DONE_EARLY = 0.6


def work_off(stage: Stage, day: date) -> int:
    """Complete what rules asked for that is due by a day, and much of what came the day before.

    Whoever answers for it does so, in the afternoon. Safe to repeat; returns how many.
    """
    people = {actor.member_id: actor for actor in stage.actors.values()}
    done = 0
    with stage.on(day, AT_WORK) as now:
        made = _made_by_rules(stage, day)
        rows = WorkItem.objects.in_workspace(stage.workspace.pk).filter(
            pk__in=made, trashed_at=None, category__in=UNFINISHED
        )
        for item in rows.order_by("pk"):
            is_early = made[item.pk] < day and stage.random.random() < _DONE_EARLY
            is_due = item.due_at is not None and item.due_at <= now
            actor = people.get(item.owner_id)
            if actor is not None and (is_due or is_early):
                run(actor, "work.complete", item.pk, along=False)
                done += 1
    return done


def _made_by_rules(stage: Stage, day: date) -> dict[UUID, date]:
    """The work that rules made lately, by id, with the day of it."""
    since = stage.moment(day - timedelta(days=30), 0)
    until = floor_id(stage.moment(day + timedelta(days=1), 0))
    told = told_back_from(stage.workspace.pk, {"work.created"}, since, until)
    return {
        event.record_id: event.recorded_at.date()
        for some in told
        for event in some
        if event.via == "automation" and event.record_id is not None
    }
