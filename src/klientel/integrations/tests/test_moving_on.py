"""Stop, go on and undo in any order: each move counts, and a dying job undoes none of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from klientel.events.jobs.runner import run_one
from klientel.events.models import Event, Job
from klientel.integrations import engine, tasks
from klientel.integrations.actions import run as runs
from klientel.integrations.models import ImportRun
from klientel.integrations.tests.files import FLEET, prepared, write
from klientel.integrations.tests.lots import boats, lots
from klientel.kit.refused import Conflict
from tests.cast import Firm

pytestmark = pytest.mark.django_db(transaction=True)
State = ImportRun.State


def as_it_is(run: ImportRun) -> ImportRun:
    return ImportRun.objects.in_workspace(run.workspace_id).get(pk=run.pk)


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(engine, "CHUNK", 5)
    return


def while_it_runs(monkeypatch: pytest.MonkeyPatch, do: object) -> None:
    """Have something happen once, in the midst of the first job's work."""
    real, happened = tasks.progress.set, []

    def report(done: int, total: int) -> None:
        if done and not happened:
            happened.append(done)
            do()  # type: ignore[operator]
        real(done, total)

    monkeypatch.setattr(tasks.progress, "set", report)


def test_an_undo_right_after_a_stop_is_not_swallowed_by_the_dying_import(
    firm: Firm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small_chunks: None
) -> None:
    run = runs.start(firm.olga, prepared(firm.olga, write(tmp_path, lots(20))))

    def stop_and_undo() -> None:
        runs.cancel(firm.olga, as_it_is(run))
        runs.undo(firm.olga, as_it_is(run))

    while_it_runs(monkeypatch, stop_and_undo)
    assert run_one()
    assert as_it_is(run).state == State.UNDOING
    while run_one():
        pass
    assert as_it_is(run).state == State.UNDONE
    assert all(boat.trashed_at for boat in boats(firm).values())


def test_going_on_right_after_a_stop_takes_a_new_job(
    firm: Firm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small_chunks: None
) -> None:
    run = runs.start(firm.olga, prepared(firm.olga, write(tmp_path, lots(20))))

    def stop_and_go_on() -> None:
        runs.cancel(firm.olga, as_it_is(run))
        runs.start(firm.olga, as_it_is(run))

    while_it_runs(monkeypatch, stop_and_go_on)
    while run_one():
        pass
    done = as_it_is(run)
    assert (done.state, done.next_row, len(boats(firm))) == (State.DONE, 20, 20)
    assert done.job_id != run.job_id


def test_a_check_that_was_overtaken_does_not_say_that_it_is_checked(
    firm: Firm, tmp_path: Path
) -> None:
    run = prepared(firm.olga, write(tmp_path, FLEET))
    seen_before = as_it_is(run)
    runs.start(firm.olga, run)
    with pytest.raises(Conflict):
        runs.check(firm.olga, seen_before)
    assert as_it_is(run).state == State.RUNNING


def test_a_second_start_of_the_same_page_asks_for_no_second_job(firm: Firm, tmp_path: Path) -> None:
    run = prepared(firm.olga, write(tmp_path, FLEET))
    seen_before = as_it_is(run)
    runs.start(firm.olga, run)
    with pytest.raises(Conflict):
        runs.start(firm.olga, seen_before)
    assert Job.objects.filter(workspace_id=firm.workspace.pk, state=Job.State.READY).count() == 1


def test_a_job_that_breaks_down_for_good_leaves_a_reason(
    firm: Firm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = runs.start(firm.olga, prepared(firm.olga, write(tmp_path, FLEET)))
    Job.objects.filter(pk=run.job_id).update(max_attempts=1)

    def broken(*_args: object) -> None:
        raise RuntimeError("the lights went out")

    monkeypatch.setattr(tasks, "carry_out", broken)
    with translation.override("en"):
        assert run_one()
    failed = as_it_is(run)
    assert failed.state == State.FAILED
    assert "could not go on" in failed.problem
    assert "could not go on" in firm.client().get(f"/{firm.slug}/import/{run.pk}/run").text


def test_the_log_tells_the_story_of_an_import(firm: Firm, tmp_path: Path) -> None:
    run = runs.start(firm.olga, prepared(firm.olga, write(tmp_path, FLEET)))
    runs.cancel(firm.olga, as_it_is(run))
    runs.start(firm.olga, as_it_is(run))
    while run_one():
        pass
    runs.undo(firm.olga, as_it_is(run))
    while run_one():
        pass
    runs.throw_away(firm.olga, prepared(firm.olga, write(tmp_path, FLEET, "other.csv")))
    events = Event.objects.in_workspace(firm.workspace.pk).filter(verb__startswith="import.")
    assert [one.verb.partition(".")[2] for one in events.order_by("id")] == [
        "started", "stopped", "started", "finished", "undone", "thrown_away",
    ]  # fmt: skip
    page = firm.client().get(f"/{firm.slug}/settings/log?what=import").text
    assert "Olga imported fleet.csv (rows: 3)" in page
    assert "Olga undid the import of fleet.csv" in page
    assert "Olga deleted the file other.csv without importing it" in page
