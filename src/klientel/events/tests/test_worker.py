"""Workers with real threads: nothing twice among several, prompt after a commit, gone when told."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from django.db import connections, transaction

from klientel.events import jobs, wakeup
from klientel.events.delivery import deliver
from klientel.events.dispatch import dispatch
from klientel.events.jobs import runner, schedules
from klientel.events.log import Line, record_many
from klientel.events.models import Delivery, Event, Job, Schedule
from klientel.events.pulse import Pulse
from klientel.events.tests import tasks
from klientel.events.tests.conftest import Cast, happen
from klientel.events.worker import Worker
from klientel.kit import clock

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 10.0


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    yield
    tasks.calls.clear()


def together(act: Callable[[], Any], count: int = 4) -> None:
    """Run the same in several threads at once, and raise what any of them raised."""
    start = threading.Barrier(count)
    errors: list[BaseException] = []

    def one() -> None:
        try:
            start.wait(PATIENCE)
            act()
        except BaseException as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def test_several_workers_tell_each_event_once(cast: Cast, subscribed: Any) -> None:
    told: Counter[tuple[str, UUID, str]] = Counter()
    lock = threading.Lock()

    def ears(name: str) -> Callable[[list[Event]], None]:
        def handle(events: list[Event]) -> None:
            with lock:
                told.update((name, event.pk, event.target) for event in events)

        return handle

    subscribed("one", ears("one"))
    subscribed("two", ears("two"), targets=lambda event: ["a", "b"], in_transaction=False)
    with transaction.atomic():
        record_many(cast.anna, [Line("thing.done")] * 300)

    def work() -> None:
        while dispatch(limit=20) + deliver(limit=30):
            pass

    together(work)
    work()
    assert len(told) == 900
    assert set(told.values()) == {1}
    assert Delivery.objects.filter(state=Delivery.State.DONE).count() == 900


def test_several_workers_run_each_job_once() -> None:
    for number in range(40):
        jobs.enqueue(tasks.note, word=str(number))

    def work() -> None:
        while runner.run_one():
            pass

    together(work)
    work()
    assert sorted(map(int, tasks.calls)) == list(range(40))


def test_the_same_key_asked_for_at_once_is_one_job() -> None:
    together(lambda: jobs.enqueue(tasks.note, dedupe_key="same"))
    assert Job.objects.count() == 1


def test_several_workers_make_one_job_of_a_due_time() -> None:
    jobs.schedule("test.often", tasks.note, "* * * * *")
    try:
        together(schedules.sync)
        Schedule.objects.filter(name="test.often").update(next_at=clock.now())
        together(schedules.run_due)
        assert Job.objects.filter(label="test.often").count() == 1
    finally:
        schedules.forget("test.often")


def test_a_worker_acts_after_a_commit_and_ends_when_told(cast: Cast, subscribed: Any) -> None:
    told = threading.Event()
    subscribed("ears", lambda events: told.set())
    worker = Worker(threads=1).start()
    try:
        happen(cast.anna)
        job = jobs.enqueue(tasks.note, word="done")
        assert told.wait(PATIENCE)
    finally:
        assert worker.stop()
    # The job may have begun just before the end; then it ended before the worker did.
    while runner.run_one():
        pass
    job.refresh_from_db()
    assert job.state == Job.State.DONE


def test_a_failing_step_does_not_end_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("klientel.events.worker._AFTER_FAILURE", 0.01)
    called = threading.Semaphore(0)

    def broken(*_args: object) -> int:
        called.release()
        raise ValueError("the database is away")

    monkeypatch.setattr("klientel.events.worker.pass_on", broken)
    worker = Worker(threads=1).start()
    try:
        assert called.acquire(timeout=PATIENCE)
        assert called.acquire(timeout=PATIENCE)
    finally:
        assert worker.stop()


def test_a_pulse_notices_the_commits_of_others(cast: Cast) -> None:
    noticed = threading.Event()
    beginning = threading.Semaphore(0)

    def on_change() -> None:
        noticed.set()
        beginning.release()

    pulse = Pulse(on_change).start()
    try:
        assert beginning.acquire(timeout=PATIENCE)
        noticed.clear()
        happen(cast.anna)
        assert noticed.wait(PATIENCE)
    finally:
        pulse.stop()


def test_a_signal_between_the_look_and_the_sleep_is_not_lost() -> None:
    seen = wakeup.work.count
    wakeup.work.set()
    assert wakeup.work.wait(seen, 0)
    assert not wakeup.work.wait(wakeup.work.count, 0)
