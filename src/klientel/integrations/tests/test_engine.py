"""An import is carried out whole, goes on after a crash, and adds nothing the second time."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from klientel.events.models import Event
from klientel.integrations import engine
from klientel.integrations.actions import run as runs
from klientel.integrations.engine import carry_out, check
from klientel.integrations.models import ImportedRow, ImportRun
from klientel.integrations.tests.files import FLEET, imported, prepared, write
from klientel.integrations.tests.lots import boats, lots
from klientel.kit.refused import Conflict, Refused
from klientel.records.models import SearchDoc
from klientel.records.recipes import Recipe
from tests.cast import Firm
from tests.sample_room.models import Boat

pytestmark = pytest.mark.django_db


def test_a_german_file_becomes_records(firm: Firm, tmp_path: Path) -> None:
    run = imported(firm.olga, write(tmp_path, FLEET))
    found = boats(firm)
    assert set(found) == {"Möwe", "Adler", "Schwan"}
    gull = found["Möwe"]
    assert gull.length == Decimal("1234.50")
    assert gull.launched_on == date(2020, 11, 23)
    assert (gull.rig, gull.is_afloat, len(gull.tags)) == ("sloop", True, 2)
    assert found["Adler"].is_afloat is False
    assert found["Schwan"].is_afloat is True
    assert run.state == ImportRun.State.DONE
    assert run.counts["created"] == {"boat": 3}
    docs = SearchDoc.objects.in_workspace(firm.workspace.pk)
    assert docs.filter(title__startswith="mowe").exists()


def test_a_second_import_of_the_same_file_adds_nothing(firm: Firm, tmp_path: Path) -> None:
    path = write(tmp_path, FLEET)
    imported(firm.olga, path)
    of_boats = Event.objects.in_workspace(firm.workspace.pk).filter(record_type="boat")
    events = of_boats.count()
    again = imported(firm.olga, path)
    assert again.counts["created"] == again.counts["updated"] == {}
    assert again.counts["skipped"] == 3
    assert of_boats.count() == events


def test_rows_without_a_match_are_known_by_their_content(firm: Firm, tmp_path: Path) -> None:
    rows = [("Name", "Harbour"), ("Ente", "Kiel"), ("Ente", "Kiel"), ("Gans", "Kiel")]
    path = write(tmp_path, rows)
    first = imported(firm.olga, path, match_on=())
    assert first.counts["created"] == {"boat": 3}, "true repeats stay"
    longer = write(tmp_path, [*rows, ("Ente", "Kiel")], "longer.csv")
    second = imported(firm.olga, longer, match_on=())
    assert second.counts["created"] == {"boat": 1}
    assert second.counts["skipped"] == 3
    assert ImportedRow.objects.in_workspace(firm.workspace.pk).count() == 4


def test_a_row_replaces_what_the_record_it_means_held(firm: Firm, tmp_path: Path) -> None:
    """As whoever believes names says; a careful import only fills gaps."""
    imported(firm.olga, write(tmp_path, FLEET))
    rows = [("Name", "Harbour", "Tags"), ("MÖWE", "Husum", "neu"), ("Schwan", "", "")]
    run = imported(firm.olga, write(tmp_path, rows, "more.csv"), careful=False)
    assert run.counts["updated"] == {"boat": 1}
    assert run.counts["skipped"] == 1
    gull = boats(firm)["MÖWE"]
    assert (gull.harbour, len(gull.tags), gull.rig) == ("Husum", 3, "sloop")
    assert boats(firm)["Schwan"].harbour == "Kiel", "an empty cell erases nothing"


def test_a_row_fills_the_gaps_of_the_record_that_has_its_name(firm: Firm, tmp_path: Path) -> None:
    imported(firm.olga, write(tmp_path, FLEET))
    rows = [("Name", "Harbour", "Rig", "Tags"), ("SCHWAN", "Husum", "yawl", "neu")]
    run = imported(firm.olga, write(tmp_path, rows, "more.csv"))
    assert run.counts["updated"] == {"boat": 1}
    swan = boats(firm)["Schwan"]
    assert (swan.harbour, swan.rig, len(swan.tags)) == ("Kiel", "yawl", 2)


def test_existing_records_can_be_left_alone(firm: Firm, tmp_path: Path) -> None:
    imported(firm.olga, write(tmp_path, FLEET))
    rows = [("Name", "Harbour"), ("Möwe", "Husum"), ("Storch", "Husum")]
    path = write(tmp_path, rows, "more.csv")
    run = imported(firm.olga, path, update_existing=False)
    assert (run.counts["created"], run.counts["skipped"]) == ({"boat": 1}, 1)
    assert boats(firm)["Möwe"].harbour == "Kiel"


def test_rows_of_one_file_that_mean_one_record_make_one(firm: Firm, tmp_path: Path) -> None:
    rows = [("Name", "Harbour"), ("Ente", "Kiel"), ("ente", "Wismar"), ("Ente", "Wismar")]
    run = imported(firm.olga, write(tmp_path, rows), careful=False)
    assert run.counts["created"] == {"boat": 1}
    assert [one.harbour for one in boats(firm).values()] == ["Wismar"]


def test_a_row_that_fits_several_records_is_refused(firm: Firm, tmp_path: Path) -> None:
    rows = [("Name", "Harbour"), ("Ente", "Kiel"), ("Ente", "Wismar")]
    imported(firm.olga, write(tmp_path, rows), match_on=())
    run = imported(firm.olga, write(tmp_path, [("Name", "Harbour"), ("Ente", "Husum")], "b.csv"))
    assert run.counts["errors"] == 1
    assert len(Boat.objects.in_workspace(firm.workspace.pk)) == 2


def test_the_check_counts_and_writes_nothing(firm: Firm, tmp_path: Path) -> None:
    imported(firm.olga, write(tmp_path, FLEET[:2]))
    rows = [*FLEET, ("Bach", "Kiel", "Floß", "x", "", "", "")]
    run = prepared(firm.olga, write(tmp_path, rows, "more.csv"))
    counts = check(run, firm.olga)
    assert counts.created == {"boat": 2}
    assert (counts.skipped, counts.errors) == (1, 1)
    assert set(boats(firm)) == {"Möwe"}


def test_a_crash_in_the_third_chunk_is_made_up_for(
    firm: Firm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "CHUNK", 10)
    run = prepared(firm.olga, write(tmp_path, lots(45)), match_on=())
    calls = 0
    real = engine.keep_problems

    def crashing(*args: object, **kwargs: object) -> int:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise RuntimeError("the lights went out")
        return real(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(engine, "keep_problems", crashing)
    with pytest.raises(RuntimeError):
        carry_out(run, firm.olga)
    run = ImportRun.objects.in_workspace(firm.workspace.pk).get()
    assert run.next_row == 20
    assert len(boats(firm)) == 20, "the third chunk was written whole or not at all"
    carry_out(run, firm.olga)
    assert run.next_row == 45
    assert run.counts["created"] == {"boat": 45}
    assert len(boats(firm)) == 45
    events = Event.objects.in_workspace(firm.workspace.pk).filter(verb="boat.created")
    assert events.count() == 45


def test_two_that_import_one_run_do_not_write_a_chunk_twice(
    firm: Firm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "CHUNK", 10)
    run = prepared(firm.olga, write(tmp_path, lots(30)), match_on=())
    other = ImportRun.objects.in_workspace(firm.workspace.pk).get()

    def report(done: int, total: int) -> None:
        if done == 10:
            carry_out(other, firm.olga)

    with pytest.raises(Conflict):
        carry_out(run, firm.olga, report)
    assert len(boats(firm)) == 30


def test_a_rule_of_the_type_refuses_its_row_only(
    firm: Firm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.sample_room.record_types import BOAT

    def derive(record: Boat, changed: frozenset[str], actor: object) -> None:
        if record.name == "Boot 7":
            raise Refused("Boats are not called so.")

    monkeypatch.setattr(BOAT, "derive", derive)
    run = imported(firm.olga, write(tmp_path, lots(20)))
    assert (run.counts["created"], run.counts["errors"]) == ({"boat": 19}, 1)


def test_whoever_may_not_import_does_not(firm: Firm, tmp_path: Path) -> None:
    with pytest.raises(Refused):
        runs.take_in_file(firm.actor("sam"), "boat", write(tmp_path, FLEET))
    run = prepared(firm.olga, write(tmp_path, FLEET))
    with pytest.raises(Refused):
        carry_out(run, firm.actor("bodo"))


def test_a_long_import_notices_that_its_member_left(firm: Firm, tmp_path: Path) -> None:
    run = prepared(firm.actor("wim"), write(tmp_path, lots(5)))
    actor = firm.actor("wim")
    wim = firm.members["wim"]
    wim.is_active = False
    wim.save()
    with pytest.raises(Refused):
        carry_out(run, actor)
    assert not boats(firm)


def test_every_type_has_a_recipe() -> None:
    from klientel.integrations.catalogue import recipe_named

    assert isinstance(recipe_named("boats"), Recipe)


def test_a_column_named_for_a_day_keeps_its_place_when_a_cell_is_none(
    firm: Firm, tmp_path: Path
) -> None:
    rows = [("Name", "Launched on"), ("Adler", "23.11.2020"), ("Falke", "32.11.2020")]
    run = imported(firm.actor(), write(tmp_path, rows))
    assert run.counts["created"] == {"boat": 1}
    assert run.counts["errors"] == 1
    assert Boat.objects.visible_to(firm.actor()).get().launched_on == date(2020, 11, 23)
