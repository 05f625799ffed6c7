"""Two workers, or one that dies: still one item for each date, and none left out."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from klientel.events import jobs
from klientel.events.tests.processes import environment
from klientel.kit import clock
from klientel.work.actions import item as verbs
from klientel.work.actions import series as repeating
from klientel.work.actions.next_one import add_next
from klientel.work.models import Series, WorkItem
from klientel.work.tasks import add_what_is_due
from klientel.work.tests.items import add
from tests.at_once import both_at_once
from tests.cast import Firm

pytestmark = [pytest.mark.django_db(transaction=True)]

SERIES, DAYS, KILLS = 2, 14, 1

WORKER = """
import django
django.setup()
from datetime import timedelta
from klientel.events.jobs import heartbeat, runner
heartbeat.LEASE = runner.LEASE = timedelta(seconds=1)
heartbeat.INTERVAL = 0.1
from klientel.events.worker import Worker
Worker(threads=2).run_forever()
"""


def behind(firm: Firm, days: int) -> Series:
    """A daily series whose last item is of so many days ago, as after a server stood still."""
    begin = clock.today("Europe/Berlin") - timedelta(days=days)
    item = add(firm, "Daily", due=str(begin))
    series = repeating.repeat(firm.olga, item, unit="day", every="1", ahead="0")
    next_on = begin + timedelta(days=1)
    rows = Series.objects.in_workspace(firm.workspace.pk).filter(pk=series.pk)
    rows.update(next_on=next_on, next_day=next_on, make_on=next_on)
    return series


def days_of(firm: Firm, series: Series) -> list[date]:
    rows = WorkItem.objects.in_workspace(firm.workspace.pk).filter(series_id=series.pk)
    return list(rows.order_by("series_number").values_list("occurs_on", flat=True))


@pytest.mark.slow
def test_killed_workers_add_each_date_once_and_leave_none_out(firm: Firm) -> None:
    all_series = [behind(firm, DAYS) for _n in range(SERIES)]
    jobs.enqueue(
        add_what_is_due, workspace_id=firm.workspace.pk, dedupe_key="test", max_attempts=50,
        workspace=str(firm.workspace.pk),
    )  # fmt: skip
    made = WorkItem.objects.in_workspace(firm.workspace.pk)
    wanted = SERIES * (DAYS + 1)
    for killed in range(KILLS + 1):
        workers = [
            subprocess.Popen([sys.executable, "-c", WORKER], env=environment()) for _two in range(2)
        ]
        before, ends = made.count(), time.monotonic() + 60
        while time.monotonic() < ends and made.count() < wanted:
            if killed < KILLS and made.count() > before + 4:
                break
            time.sleep(0.01)
        for worker in workers:
            worker.kill() if killed < KILLS else worker.terminate()
        for worker in workers:
            worker.wait(20)
    for series in all_series:
        days = days_of(firm, series)
        assert Counter(days).most_common(1)[0][1] == 1
        assert days == [days[0] + timedelta(days=n) for n in range(DAYS + 1)]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one transaction write")
def test_two_workers_at_once_add_the_next_one_once(firm: Firm) -> None:
    series = behind(firm, 1)
    both_at_once(*[lambda: add_next(firm.workspace.pk, series.pk)] * 2)
    assert len(days_of(firm, series)) == 2


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one transaction write")
def test_finishing_the_last_while_the_next_is_added_loses_neither(firm: Firm) -> None:
    series = behind(firm, 1)
    last = WorkItem.objects.in_workspace(firm.workspace.pk).get(series_id=series.pk)
    both_at_once(
        lambda: verbs.complete(firm.olga, last.pk),
        lambda: add_next(firm.workspace.pk, series.pk),
    )
    rows = WorkItem.objects.in_workspace(firm.workspace.pk).filter(series_id=series.pk)
    found = list(rows.order_by("series_number").values_list("category", flat=True))
    assert found == ["done", "open"]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one transaction write")
def test_two_who_set_it_up_at_once_leave_one_series(firm: Firm) -> None:
    item = add(firm, "Report", due=str(datetime(2027, 1, 1, tzinfo=UTC).date()))
    olga, lena = firm.olga, firm.actor("lena")
    both_at_once(
        lambda: repeating.repeat(olga, item.pk, unit="month", every="1"),
        lambda: repeating.repeat(lena, item.pk, unit="week", every="1"),
    )
    assert Series.objects.in_workspace(firm.workspace.pk).count() == 1
