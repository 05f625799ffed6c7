"""Schedules: one job for each due time, whatever the number of workers and the clocks' changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from klientel.events.jobs import schedule, schedules
from klientel.events.jobs.schedules import next_after
from klientel.events.models import Job, Schedule
from klientel.events.tests import tasks
from klientel.kit import clock

BERLIN = "Europe/Berlin"


@pytest.fixture
def every_morning(db: Any, stopped: datetime) -> Iterator[Schedule]:
    schedule("test.morning", tasks.note, "30 6 * * *", BERLIN, word="hello")
    schedules.sync()
    yield Schedule.objects.get(name="test.morning")
    schedules.forget("test.morning")


def mine() -> Any:
    return Job.objects.filter(label="test.morning")


def test_a_due_time_becomes_one_job(every_morning: Schedule) -> None:
    schedules.run_due()
    assert not mine().exists()
    with clock.travel(timedelta(days=1)):
        schedules.run_due()
        schedules.run_due()
        job = mine().get()
        assert job.args == {"word": "hello"}
        assert job.schedule_id == every_morning.pk
    with clock.travel(timedelta(days=2)):
        schedules.run_due()
    assert mine().count() == 2


def test_two_claimers_make_one_job(every_morning: Schedule) -> None:
    with clock.travel(timedelta(days=1)):
        # Both have read the due row before either claimed it.
        rows = [Schedule.objects.get(pk=every_morning.pk) for _ in range(2)]
        made = [schedules._run(row, clock.now()) for row in rows]
    assert made == [True, False]
    assert mine().count() == 1


def test_missed_times_are_made_up_for_by_one_job(every_morning: Schedule) -> None:
    with clock.travel(timedelta(days=10)):
        schedules.run_due()
        schedules.run_due()
    assert mine().count() == 1


def test_another_time_is_taken_over_and_a_gone_schedule_rests(every_morning: Schedule) -> None:
    schedules.forget("test.morning")
    schedules.sync()
    every_morning.refresh_from_db()
    assert not every_morning.is_active
    schedule("test.morning", tasks.note, "0 13 * * *", BERLIN)
    schedules.sync()
    every_morning.refresh_from_db()
    assert every_morning.is_active
    assert every_morning.next_at == datetime(2026, 3, 3, 12, tzinfo=UTC)


@pytest.mark.parametrize("cron", ["* * * *", "61 * * * *", "nonsense", "* * * * * *"])
def test_a_wrong_expression_is_refused_where_it_is_declared(cron: str) -> None:
    with pytest.raises(ValueError, match="cron"):
        schedule("test.wrong", tasks.note, cron)


def runs(cron: str, start: datetime, hours: int) -> list[str]:
    found = []
    at = start
    while (at := next_after(cron, BERLIN, at)) < start + timedelta(hours=hours):
        found.append(f"{at:%H:%M}")
    return found


def test_a_skipped_hour_loses_no_run() -> None:
    # 29 March 2026: 02:00 becomes 03:00 in Berlin.
    start = datetime(2026, 3, 28, 22, tzinfo=UTC)
    assert runs("30 2 * * *", start, 12) == ["01:30"]
    assert (
        runs("*/30 * * * *", start, 6)
        == [f"{hour:02}:{minute}" for hour in (22, 23, 0, 1, 2, 3) for minute in ("00", "30")][1:]
    )


def test_a_repeated_hour_doubles_no_run() -> None:
    # 25 October 2026: 03:00 becomes 02:00 in Berlin.
    start = datetime(2026, 10, 24, 22, tzinfo=UTC)
    assert runs("30 2 * * *", start, 12) == ["00:30"]
    assert len(runs("0 * * * *", start, 6)) == 5


def test_a_leap_day_comes() -> None:
    assert next_after("0 9 29 2 *", BERLIN, datetime(2027, 1, 1, tzinfo=UTC)) == datetime(
        2028, 2, 29, 8, tzinfo=UTC
    )
