"""What jobs promise: run at least once, in order, with retries, leases, keys and a way to stop."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django_tasks.exceptions import TaskResultDoesNotExist

from klientel.events import jobs
from klientel.events.jobs import runner
from klientel.events.jobs.heartbeat import LEASE, heartbeat
from klientel.events.models import Job
from klientel.events.tests import tasks
from klientel.events.tests.conftest import Cast
from klientel.events.worker import run_until_idle
from klientel.kit import clock

pytestmark = pytest.mark.django_db
State = Job.State


@pytest.fixture(autouse=True)
def _fresh(stopped: Any) -> Iterator[None]:
    yield
    tasks.calls.clear()
    tasks.during.clear()


def test_a_job_runs_once_and_keeps_its_result(cast: Cast) -> None:
    job = jobs.enqueue(tasks.note, actor=cast.anna, label="Note", word="hello")
    assert run_until_idle()["jobs"] == 1
    job.refresh_from_db()
    assert (job.state, job.result, tasks.calls) == (State.DONE, "HELLO", ["hello"])
    assert (job.workspace_id, job.member_id) == (cast.workspace.pk, cast.anna.member_id)


def test_a_job_of_a_rolled_back_transaction_never_was() -> None:
    with transaction.atomic():
        jobs.enqueue(tasks.note)
        transaction.set_rollback(True)
    assert not Job.objects.exists()


def test_arguments_are_checked_when_work_is_asked_for() -> None:
    with pytest.raises(TypeError):
        jobs.enqueue(tasks.note, wrong=1)
    with pytest.raises(TypeError):
        jobs.enqueue(tasks.note, word=uuid4())


def test_the_api_of_django_tasks_works() -> None:
    result = tasks.note.enqueue("positional")
    run_until_idle()
    result.refresh()
    assert result.return_value == "POSITIONAL"
    with pytest.raises(TaskResultDoesNotExist):
        tasks.note.get_result(str(uuid4()))


def test_urgent_work_comes_first_and_later_work_waits() -> None:
    jobs.enqueue(tasks.note, word="later", run_at=clock.now() + timedelta(minutes=1))
    jobs.enqueue(tasks.note, word="now")
    jobs.enqueue(tasks.urgent)
    run_until_idle()
    assert tasks.calls == ["urgent", "now"]
    with clock.travel(timedelta(minutes=2)):
        run_until_idle()
    assert tasks.calls[-1] == "later"


def test_what_is_asked_for_while_it_runs_is_done_once_more_and_after_it() -> None:
    first = jobs.enqueue(tasks.note, dedupe_key="same", word="1")
    running = runner.claim()
    assert running is not None
    second = jobs.enqueue(tasks.note, dedupe_key="same", word="2")
    assert jobs.enqueue(tasks.note, dedupe_key="same", word="3").pk == second.pk
    assert runner.claim() is None
    runner.run(running)
    run_until_idle()
    assert tasks.calls == ["1", "2"]
    assert first.pk != second.pk


def test_a_job_that_fails_while_the_same_work_waits_leaves_it_to_that() -> None:
    failed = jobs.enqueue(tasks.fail, dedupe_key="same")
    running = runner.claim()
    assert running is not None
    jobs.enqueue(tasks.note, dedupe_key="same", word="2")
    runner.run(running)
    failed.refresh_from_db()
    assert failed.state == State.CANCELLED
    run_until_idle()
    assert tasks.calls[-1] == "2"


def test_the_same_key_is_one_job_while_it_waits() -> None:
    first = jobs.enqueue(tasks.note, dedupe_key="same", word="1")
    assert jobs.enqueue(tasks.note, dedupe_key="same", word="2").pk == first.pk
    run_until_idle()
    assert jobs.enqueue(tasks.note, dedupe_key="same", word="3").pk != first.pk
    run_until_idle()
    assert tasks.calls == ["1", "3"]


def test_many_calls_of_a_task_are_asked_for_in_few_statements_and_each_once(cast: Cast) -> None:
    def ask(*words: str) -> tuple[list[Job], int]:
        wanted = [jobs.Wanted(f"say {word}", clock.now(), {"word": word}) for word in words]
        with CaptureQueriesContext(connection) as queries:
            made = jobs.enqueue_many(tasks.note, wanted, workspace_id=cast.workspace.pk)
        return made, len(queries)

    first, one = ask("a")
    many, more = ask("c", "a", "b", "b")
    assert one == more
    assert [job.args["word"] for job in many] == ["c", "a", "b", "b"], "in the order of the asking"
    assert many[1].pk == first[0].pk
    assert many[2].pk == many[3].pk
    assert {job.workspace_id for job in many} == {cast.workspace.pk}
    running = runner.claim()
    assert running is not None
    again, _asked = ask(running.args["word"])
    assert again[0].pk != running.pk, "what begins anew waits until the one at work has ended"
    runner.run(running)
    run_until_idle()
    assert sorted(tasks.calls) == sorted(["a", "b", "c", running.args["word"]])
    assert jobs.enqueue_many(tasks.note, []) == []


def test_a_failing_job_is_tried_again_and_then_given_up(cast: Cast) -> None:
    job = jobs.enqueue(tasks.fail, actor=cast.anna, max_attempts=2)
    run_until_idle()
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error) == (State.READY, 1, "ValueError: no such thing")
    assert timedelta(seconds=20) <= job.run_at - clock.now() <= timedelta(seconds=24)
    with clock.travel(timedelta(minutes=1)):
        run_until_idle()
    (dead,) = jobs.dead_jobs(cast.workspace.pk)
    assert dead.attempts == 2
    assert jobs.requeue_dead(dead.workspace_id, [dead.pk]) == 1
    job.refresh_from_db()
    assert (job.state, job.attempts) == (State.READY, 0)


def test_a_refused_job_is_not_tried_again() -> None:
    job = jobs.enqueue(tasks.refuse)
    run_until_idle()
    job.refresh_from_db()
    assert (job.state, job.error) == (State.DEAD, "The file is empty.")


def test_a_dead_job_whose_work_is_being_done_stays_dead() -> None:
    dead = jobs.enqueue(tasks.refuse, dedupe_key="same")
    run_until_idle()
    jobs.enqueue(tasks.note, dedupe_key="same")
    assert jobs.requeue_dead(dead.workspace_id, [dead.pk]) == 0


def test_a_task_that_is_gone_is_an_error_of_the_job_only() -> None:
    job = jobs.enqueue(tasks.note, max_attempts=1)
    Job.objects.update(name="klientel.events.tests.tasks.calls")
    run_until_idle()
    job.refresh_from_db()
    assert job.state == State.DEAD


def test_the_job_of_a_dead_worker_is_returned_when_its_lease_ends() -> None:
    job = jobs.enqueue(tasks.note, word="again")
    assert runner.claim() is not None
    assert runner.claim() is None
    assert runner.return_expired() == 0
    with clock.travel(LEASE + timedelta(seconds=1)):
        assert runner.return_expired() == 1
        run_until_idle()
    job.refresh_from_db()
    assert (job.state, job.attempts, tasks.calls) == (State.DONE, 2, ["again"])


def test_a_job_that_kills_its_workers_is_given_up() -> None:
    job = jobs.enqueue(tasks.note, max_attempts=1)
    runner.claim()
    with clock.travel(LEASE + timedelta(seconds=1)):
        runner.return_expired()
    job.refresh_from_db()
    assert job.state == State.DEAD


@pytest.mark.parametrize("beside", [None, "no_such_column"], ids=["alone", "one that fails"])
def test_the_heartbeat_keeps_the_lease_whatever_is_renewed_beside_it(beside: str | None) -> None:
    job = jobs.enqueue(tasks.count_to, total=1)
    other = heartbeat.holding(Job.objects.filter(pk=job.pk), beside) if beside else nullcontext()

    def much_later() -> None:
        with clock.travel(LEASE - timedelta(seconds=1)), other:
            heartbeat.beat()
        with clock.travel(LEASE * 1.5):
            assert runner.return_expired() == 0

    tasks.during.append(much_later)
    run_until_idle()
    job.refresh_from_db()
    assert (job.state, job.progress, job.total) == (State.DONE, 1, 1)


def test_a_run_that_was_taken_over_writes_nothing() -> None:
    job = jobs.enqueue(tasks.count_to, total=3)
    tasks.during.append(lambda: Job.objects.update(worker="another"))
    run_until_idle()
    job.refresh_from_db()
    assert (job.state, job.worker, tasks.calls) == (State.RUNNING, "another", [1])


def test_progress_is_written_twice_a_second_at_most(django_assert_num_queries: Any) -> None:
    job = jobs.enqueue(tasks.count_to, total=100)
    seen: set[int] = set()
    tasks.during.append(lambda: seen.add(Job.objects.get().progress))
    run_until_idle()
    job.refresh_from_db()
    assert seen == {0, 1}
    assert (job.progress, job.total) == (100, 100)


def test_a_waiting_job_is_cancelled_at_once() -> None:
    job = jobs.enqueue(tasks.note)
    assert jobs.cancel(job.pk)
    assert run_until_idle()["jobs"] == 0
    assert not jobs.cancel(job.pk)


def test_a_running_job_stops_at_its_next_report() -> None:
    job = jobs.enqueue(tasks.count_to, total=5)
    tasks.during.append(lambda: jobs.cancel(job.pk) and None)
    run_until_idle()
    job.refresh_from_db()
    assert (job.state, tasks.calls) == (State.CANCELLED, [1])


def test_a_stopping_worker_gives_its_job_back() -> None:
    job = jobs.enqueue(tasks.count_to, total=5)
    tasks.during.append(heartbeat.stop_runs)
    assert runner.run_one()
    job.refresh_from_db()
    assert (job.state, job.attempts, tasks.calls) == (State.READY, 0, [1])


def test_a_job_acts_with_the_rights_of_who_asked(cast: Cast) -> None:
    job = jobs.enqueue(tasks.who, actor=cast.anna)
    runner.run_one()
    job.refresh_from_db()
    assert job.result == "Anna"


def test_a_job_of_somebody_who_left_is_refused(cast: Cast) -> None:
    from klientel.workspaces.models import Member

    job = jobs.enqueue(tasks.who, actor=cast.anna)
    Member.objects.in_workspace(cast.workspace.pk).update(is_active=False)
    runner.run_one()
    job.refresh_from_db()
    assert job.state == State.DEAD
