"""One engine takes everything back: set by set, sparing later edits, and itself to be undone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.events import worker
from klientel.events.batches import own_steps
from klientel.events.models import Event, Job
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.kit.refused import Forbidden
from klientel.records import actions
from klientel.records.actions import undo_in_pieces as undoing
from klientel.records.actions.create import Draft
from klientel.records.actions.share import share
from klientel.records.models import RecordGrant
from klientel.workspaces.actor import Actor
from tests.cast import Firm
from tests.sample_room.models import Boat

pytestmark = pytest.mark.django_db


def fleet(firm: Firm, count: int) -> list[Boat]:
    return actions.create_many(
        firm.olga, "boat", [Draft({"name": f"Boat {number}"}) for number in range(count)]
    )


def harbours(firm: Firm) -> list[str]:
    return sorted(one.harbour for one in Boat.objects.visible_to(firm.olga))


def last(firm: Firm) -> Event:
    return Event.objects.in_workspace(firm.workspace.pk).latest("id")


@pytest.mark.parametrize("what", ["change", "trash", "create"])
def test_taking_many_back_costs_what_a_few_cost(firm: Firm, what: str) -> None:
    def queries(count: int) -> int:
        batch = uuid7()
        drafts = [Draft({"name": f"Boat {number}"}) for number in range(count)]
        boats = actions.create_many(
            firm.olga, "boat", drafts, batch=batch if what == "create" else None
        )
        if what == "change":
            values = {boat.pk: {"harbour": "Kiel"} for boat in boats}
            actions.change_many(firm.olga, "boat", values, batch=batch)
        if what == "trash":
            actions.trash_many(firm.olga, "boat", [boat.pk for boat in boats], batch=batch)
        with CaptureQueriesContext(connection) as asked:
            assert actions.undo(firm.olga, batch).count == count
        return len(asked)

    assert queries(40) <= queries(4)


def test_an_undo_is_undone_as_one(firm: Firm) -> None:
    boats = fleet(firm, 3)
    batch = uuid7()
    actions.trash_many(firm.olga, "boat", [boat.pk for boat in boats], batch=batch)
    back = actions.undo(firm.olga, batch)
    assert len(harbours(firm)) == 3
    assert back.batch is not None
    assert actions.undo(firm.olga, back.batch).count == 3
    assert not harbours(firm)


def test_changes_are_undone_one_after_the_other(firm: Firm) -> None:
    (boat,) = fleet(firm, 1)
    events = []
    for harbour in ("Kiel", "Husum"):
        actions.change(firm.olga, "boat", boat.pk, {"harbour": harbour})
        events.append(last(firm))
    for event, left in zip(reversed(events), ["Kiel", ""], strict=True):
        assert not actions.undo(firm.olga, event.pk).skipped
        assert harbours(firm) == [left]


def test_what_somebody_edited_since_stays_and_is_named(firm: Firm) -> None:
    (boat,) = fleet(firm, 1)
    created = last(firm)
    actions.change(firm.olga, "boat", boat.pk, {"harbour": "Kiel"})
    changed = last(firm)
    actions.change(firm.actor("lena"), "boat", boat.pk, {"harbour": "Husum"})
    for event in (created, changed):
        done = actions.undo(firm.olga, event.pk)
        assert (done.count, done.skipped) == (0, ["Boat 0"])
    assert harbours(firm) == ["Husum"]
    assert actions.undo(firm.olga, created.pk, force=True).count == 1
    assert not harbours(firm)


def test_what_the_program_did_in_answer_is_no_edit(firm: Firm) -> None:
    (boat,) = fleet(firm, 1)
    actions.change(firm.olga, "boat", boat.pk, {"harbour": "Kiel"})
    event = last(firm)
    program = Actor.system(firm.workspace.pk, "a rule")
    actions.change(program, "boat", boat.pk, {"harbour": "Sylt"})
    assert actions.undo(firm.olga, event.pk).count == 1
    assert harbours(firm) == [""]


def test_what_one_may_not_do_is_forbidden_and_not_called_changed(firm: Firm) -> None:
    (boat,) = fleet(firm, 1)
    wim = firm.actor("wim")
    actions.change(wim, "boat", boat.pk, {"harbour": "Kiel"})
    event = last(firm)
    firm.members["wim"].role = "bookkeeping"
    firm.members["wim"].save()
    with pytest.raises(Forbidden):
        actions.undo(firm.actor("wim"), event.pk)
    assert harbours(firm) == ["Kiel"]


def test_much_is_taken_back_by_a_job_in_pieces(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undoing, "AT_ONCE", 2)
    batch = uuid7()
    ids = [boat.pk for boat in fleet(firm, 5)]
    actions.change_many(firm.olga, "boat", {pk: {"harbour": "Kiel"} for pk in ids}, batch=batch)
    assert actions.undo(firm.olga, batch).is_later
    assert harbours(firm) == ["Kiel"] * 5
    job = Job.objects.get(member_id=firm.olga.member_id)
    worker.run_until_idle()
    job.refresh_from_db()
    assert harbours(firm) == [""] * 5
    assert (job.state, job.result, job.progress, job.total) == (Job.State.DONE, 5, 5, 5)


def test_what_was_cut_off_is_continued(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undoing, "AT_ONCE", 2)
    batch, back = uuid7(), uuid7()
    ids = [boat.pk for boat in fleet(firm, 5)]
    actions.change_many(firm.olga, "boat", {pk: {"harbour": "Kiel"} for pk in ids}, batch=batch)

    def cut(done: int, total: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        undoing.undo_in_pieces(firm.olga, batch, back, report=cut)
    assert harbours(firm) == ["", "", "Kiel", "Kiel", "Kiel"]
    assert undoing.undo_in_pieces(firm.olga, batch, back).count == 5
    assert harbours(firm) == [""] * 5


def test_who_may_see_a_record_is_taken_back(firm: Firm) -> None:
    (boat,) = fleet(firm, 1)
    web, lena = firm.teams["web"].pk, firm.members["lena"].pk
    share(firm.olga, "boat", boat.pk, privacy="team", team_id=web)
    share(firm.olga, "boat", boat.pk, privacy="named", member_ids=[lena])
    second = last(firm)
    assert second.facts["changes"]["privacy"] == ["team", "named"]
    assert actions.undo(firm.olga, second.pk).count == 1
    found = Boat.objects.visible_to(firm.olga).get(pk=boat.pk)
    assert (found.privacy, found.team_id) == ("team", web)
    assert not RecordGrant.objects.visible_to(firm.olga).filter(record_id=boat.pk).exists()
    assert actions.undo(firm.olga, last(firm).pk).count == 1
    assert RecordGrant.objects.visible_to(firm.olga).filter(record_id=boat.pk).count() == 2


def test_an_undo_that_was_taken_back_lets_the_change_be_taken_back_again(firm: Firm) -> None:
    (boat,) = fleet(firm, 1)
    since, made = clock.now() - timedelta(minutes=1), last(firm)
    actions.change(firm.olga, "boat", boat.pk, {"harbour": "Kiel"})
    change = last(firm)
    assert own_steps(firm.olga, since) == [change.pk, made.pk]
    back = actions.undo(firm.olga, change.pk)
    assert own_steps(firm.olga, since) == [made.pk]
    assert back.batch is not None
    actions.undo(firm.olga, back.batch)
    assert harbours(firm) == ["Kiel"]
    assert own_steps(firm.olga, since) == [change.pk, made.pk]
    page = firm.client().get(f"/{firm.slug}/boats/{boat.pk}").content.decode()
    assert f"/undo/{change.pk}" in page


def test_each_undo_in_the_background_is_a_step_of_its_own(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(undoing, "AT_ONCE", 2)
    batch = uuid7()
    ids = [boat.pk for boat in fleet(firm, 3)]
    actions.change_many(firm.olga, "boat", {pk: {"harbour": "Kiel"} for pk in ids}, batch=batch)
    batches = set()
    for _turn in range(2):
        actions.undo(firm.olga, batch)
        worker.run_until_idle()
        assert harbours(firm) == [""] * 3
        batches.add(last(firm).batch)
        actions.change_many(firm.olga, "boat", {pk: {"harbour": "Kiel"} for pk in ids})
    assert len(batches) == 2
