"""An import can be taken back; what people did since stays.

Where a boat is recognised by its name alone and yet changed, names are to be believed
(`careful=False`).
"""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from klientel.events.jobs.runner import run_one
from klientel.integrations import kept, storage, undoing
from klientel.integrations.actions import run as runs
from klientel.integrations.models import ImportedRow, ImportRun, KeptThing
from klientel.integrations.tasks import clean_imports
from klientel.integrations.tests.files import FLEET, imported, write
from klientel.kit import clock
from klientel.kit.refused import Forbidden
from klientel.records import actions
from tests.cast import Firm
from tests.sample_room.models import Boat

pytestmark = pytest.mark.django_db


def shown(firm: Firm) -> dict[str, Boat]:
    return {one.name: one for one in Boat.objects.visible_to(firm.olga)}


def test_an_undo_takes_back_what_was_added_and_changed(firm: Firm, tmp_path: Path) -> None:
    actions.create(firm.olga, "boat", {"name": "Möwe", "harbour": "Husum"})
    run = imported(firm.olga, write(tmp_path, FLEET), careful=False)
    assert shown(firm)["Möwe"].harbour == "Kiel"
    undoing.carry_out(run, firm.olga)
    assert set(shown(firm)) == {"Möwe"}
    assert shown(firm)["Möwe"].harbour == "Husum"
    assert run.state == ImportRun.State.UNDONE


def test_a_file_can_be_imported_again_after_an_undo(firm: Firm, tmp_path: Path) -> None:
    path = write(tmp_path, FLEET)
    run = imported(firm.olga, path, match_on=())
    undoing.carry_out(run, firm.olga)
    assert not ImportedRow.objects.in_workspace(firm.workspace.pk).exists()
    imported(firm.olga, path, match_on=())
    assert len(shown(firm)) == 3


def test_later_edits_are_spared(firm: Firm, tmp_path: Path) -> None:
    actions.create(firm.olga, "boat", {"name": "Adler", "harbour": "Husum"})
    run = imported(firm.olga, write(tmp_path, FLEET), careful=False)
    actions.change(firm.olga, "boat", shown(firm)["Möwe"], {"harbour": "Sylt"})
    actions.change(firm.olga, "boat", shown(firm)["Adler"], {"harbour": "Amrum"})
    undoing.carry_out(run, firm.olga)
    assert {name: one.harbour for name, one in shown(firm).items()} == {
        "Möwe": "Sylt",
        "Adler": "Amrum",
    }
    assert run.counts["kept"] == 2


def test_an_undo_that_was_cut_off_is_finished(
    firm: Firm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(undoing, "CHUNK", 2)
    rows = [("Name", "Harbour"), *((f"Boot {n}", "Kiel") for n in range(9))]
    run = imported(firm.olga, write(tmp_path, rows))
    more = write(tmp_path, [("Name", "Harbour"), ("Boot 3", "Husum")], "more.csv")
    imported(firm.olga, more, careful=False)

    def report(done: int, total: int) -> None:
        if done >= 4:
            raise RuntimeError("the lights went out")

    with pytest.raises(RuntimeError):
        undoing.carry_out(run, firm.olga, report)
    undoing.carry_out(run, firm.olga)
    assert set(shown(firm)) == {"Boot 3"}, "a later import counts as an edit"


def undo_by_a_worker(firm: Firm, run: ImportRun) -> None:
    runs.undo(firm.olga, run)
    while run_one():
        pass
    run.refresh_from_db()


@pytest.mark.django_db(transaction=True)
def test_an_undo_that_is_refused_ends_and_may_be_asked_for_again(
    firm: Firm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = imported(firm.olga, write(tmp_path, FLEET))
    with monkeypatch.context() as patch:

        def refuse(*_args: object) -> int:
            raise Forbidden()

        patch.setattr(undoing, "carry_out", refuse)
        undo_by_a_worker(firm, run)
    assert (run.state, run.problem) == (ImportRun.State.PARTLY, Forbidden().text())
    assert run.may_be_undone
    assert not run.may_go_on
    page = firm.client().get(f"/{firm.slug}/import/{run.pk}/run").content.decode()
    assert "Undo import" in page
    assert "Go on" not in page
    undo_by_a_worker(firm, run)
    assert run.state == ImportRun.State.UNDONE
    assert not shown(firm)


@pytest.mark.django_db(transaction=True)
def test_an_undo_that_was_stopped_may_be_asked_for_again(firm: Firm, tmp_path: Path) -> None:
    run = imported(firm.olga, write(tmp_path, FLEET))
    runs.undo(firm.olga, run)
    runs.cancel(firm.olga, run)
    assert not run_one()
    run.refresh_from_db()
    assert run.state == ImportRun.State.PARTLY
    undo_by_a_worker(firm, run)
    assert run.state == ImportRun.State.UNDONE


def test_files_are_deleted_after_thirty_days(firm: Firm, tmp_path: Path) -> None:
    path = write(tmp_path, FLEET)
    run = imported(firm.olga, path)
    kept = storage.path_of(run.stored_as)
    assert kept.read_bytes() == path.read_bytes()
    assert clean_imports.func() == 0
    with clock.travel(timedelta(days=31)):
        assert clean_imports.func() == 1
        run.refresh_from_db()
        assert not run.may_be_undone
    assert run.stored_as == ""
    assert not kept.exists()


def test_of_a_change_only_the_fields_edited_since_are_spared(firm: Firm, tmp_path: Path) -> None:
    actions.create(firm.olga, "boat", {"name": "Adler", "harbour": "Husum", "rig": "yawl"})
    run = imported(firm.olga, write(tmp_path, FLEET), careful=False)
    assert (shown(firm)["Adler"].harbour, shown(firm)["Adler"].rig) == ("Wismar", "ketch")
    actions.change(firm.olga, "boat", shown(firm)["Adler"], {"harbour": "Amrum"})
    undoing.carry_out(run, firm.olga)
    assert (shown(firm)["Adler"].harbour, shown(firm)["Adler"].rig) == ("Amrum", "yawl")
    (one,) = KeptThing.objects.in_workspace(firm.workspace.pk)
    assert (one.title, one.why, one.fields) == ("Adler", "edited", ["harbour"])
    assert run.counts["removed"] == {"boat": 2}
    assert run.counts["restored"] == {"boat": 1}


def test_the_page_of_an_undo_says_what_was_taken_back_and_what_stayed(
    firm: Firm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "_PAGE", 1)
    run = imported(firm.olga, write(tmp_path, FLEET))
    for name in ("Möwe", "Adler"):
        actions.change(firm.olga, "boat", shown(firm)[name], {"harbour": "Sylt"})
    undoing.carry_out(run, firm.olga)
    client = firm.client()
    address = f"/{firm.slug}/import/{run.pk}/run"
    page = client.get(address).content.decode()
    assert "1 Boat removed" in page
    assert "kept: 2." in page
    assert "Edited since: Harbour" in page
    following = re.search(r'href="([^"]*after=[^"]*)"', page)
    assert following is not None
    further = client.get(following[1]).content.decode()
    assert "Edited since" in further
    assert "after=" not in further
    assert ("Möwe" in page) != ("Möwe" in further)
