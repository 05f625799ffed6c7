"""Adding the next item of a series, once, whoever asks and whatever breaks in between.

The row of the series says what comes next. Claiming that, making the item and moving the series on
are one transaction; that an item's number in its series is there once, the database says.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import F
from django.utils import translation

from klientel.events.log import record
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.kit.refused import Refused
from klientel.records.actions.catalogue import current_reading
from klientel.records.actions.together import written_together
from klientel.work.actions import series_rows as rows
from klientel.work.actions.from_blueprint import build
from klientel.work.blueprint import blueprint_of
from klientel.work.models import Series, WorkItem
from klientel.work.series_plan import due_moment, plan, today_of
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Workspace

State = Series.State


def add_next(workspace_id: UUID, series_id: UUID) -> WorkItem | None:
    """Add the next item of a series whose time has come; None where there is none to add.

    It is like the last one as that is now. Where the program may not make it, the series rests,
    and its last item tells why.
    """
    actor = rows.program(workspace_id)
    language = Workspace.objects.values_list("language", flat=True).get(pk=workspace_id)
    with translation.override(language):
        try:
            return written_together(lambda: _add(actor, series_id))
        except Refused as refusal:
            reason = refusal.text()
            written_together(lambda: _rest(actor, series_id, reason))
            return None


def _due(actor: Actor, series_id: UUID) -> Series | None:
    series = rows.held(actor, series_id)
    if series is None or series.state != State.RUNNING or series.make_on is None:
        return None
    return series if series.make_on <= today_of(series) else None


def _add(actor: Actor, series_id: UUID) -> WorkItem | None:
    series = _due(actor, series_id)
    if series is None or series.next_on is None or series.next_day is None:
        return None
    mine = rows.series_rows(actor).filter(
        pk=series.pk, number=series.number, next_on=series.next_on, state=State.RUNNING
    )
    if not mine.update(number=F("number") + 1):
        return None
    series.number += 1
    rows.let_go_of_deleted(actor, series)
    last = rows.newest_of(actor, series)
    if last is None:
        _end(series)
        return None
    made = _like(actor, last, series)
    series.reached_on, series.taken_on = series.next_on, series.next_day
    plan(series)
    series.save()
    record(
        actor, "work.repeated", record_type="work", record_id=made.pk, account_id=made.account_id,
        facts={"other": str(last.pk), "number": series.number},
    )  # fmt: skip
    return made


def _like(actor: Actor, last: WorkItem, series: Series) -> WorkItem:
    """An item like the last one, for the date that comes next."""
    zone = current_reading(actor).workspace.time_zone
    day = clock.local(last.due_at, zone).date() if last.due_at else series.taken_on
    assert series.next_day is not None  # noqa: S101 - asked by `_add`
    if series.at is None:
        # a whole day is one of the firm, wherever that is by now
        series.time_zone = zone
    return build(
        actor,
        blueprint_of(actor, last, day),
        series.next_day,
        values={"due": due_moment(series, series.next_day)},
        columns={
            "series_id": series.pk,
            "series_number": series.number,
            "occurs_on": series.next_on,
        },
        batch=uuid7(),
    )


def _end(series: Series) -> None:
    series.state = State.ENDED
    plan(series)
    series.save()


def _rest(actor: Actor, series_id: UUID, reason: str) -> None:
    """Let a series rest whose next item cannot be made, and say so on its last one."""
    series = rows.held(actor, series_id)
    last = rows.newest_of(actor, series) if series else None
    if series is None or last is None or series.state != State.RUNNING:
        return
    before = rows.state_of(series)
    series.state = State.PAUSED
    plan(series)
    series.save()
    rows.tell(actor, last, series, "work.repeat_stopped", before, reason=reason)
