"""Series as tests begin them, and the days on which they go on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from klientel.events.feed import history_of
from klientel.events.jobs import schedules
from klientel.events.worker import run_until_idle
from klientel.kit import clock
from klientel.records import actions
from klientel.work.actions import series as repeating
from klientel.work.models import Series, WorkItem
from tests.cast import Firm

DUE = "2026-12-01"


def monthly(firm: Firm, item: WorkItem, **said: Any) -> Series:
    given = {"unit": "month", "every": "1", "on": "date", "ahead": "0", **said}
    return repeating.repeat(firm.olga, item, **given)


def on(day: str) -> Any:
    """Let it be noon of a day, and the worker do what is due then."""
    at = datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=UTC)
    return clock.fixed(at)


def work_until(day: str) -> None:
    with on(day):
        schedules.sync()
        from klientel.work.tasks import look_for_due

        look_for_due.call()
        run_until_idle()


def of_series(firm: Firm, series: Series) -> list[WorkItem]:
    rows = WorkItem.objects.in_workspace(firm.workspace.pk).filter(series_id=series.pk)
    return list(rows.filter(trashed_at=None).order_by("series_number"))


def due(item: WorkItem) -> str:
    assert item.due_at is not None
    return str(clock.local(item.due_at, "Europe/Berlin").date())


def undo_last(firm: Firm, item: WorkItem) -> None:
    event = history_of(firm.olga, item.pk, limit=1).rows[0]
    actions.undo(firm.olga, event.batch or event.pk)


def now_of(series: Series) -> Series:
    return Series.objects.in_workspace(series.workspace_id).get(pk=series.pk)
