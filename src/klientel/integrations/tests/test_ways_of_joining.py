"""How rows and records come together: add, complete, fill, and what repeats in a file become."""

from pathlib import Path

import pytest

from klientel.integrations import engine
from klientel.integrations.actions import run as runs
from klientel.integrations.engine import check
from klientel.integrations.models import ImportRun
from klientel.integrations.tests.files import imported, prepared, write
from klientel.kit.refused import Invalid
from klientel.records import actions
from tests.cast import Firm
from tests.sample_room.models import Boat

pytestmark = pytest.mark.django_db

ROWS = [
    ("Name", "Harbour", "Rig", "Tags"),
    ("Adler", "Kiel", "ketch", "alt"),
    ("Möwe", "Kiel", "", ""),
    ("Adler", "Husum", "", "rot"),
]


def boats(firm: Firm) -> list[tuple[str, str, str]]:
    rows = Boat.objects.visible_to(firm.olga).order_by("name", "harbour")
    return [(one.name, one.harbour, one.rig) for one in rows]


def bring(firm: Firm, folder: Path, **changes: object) -> ImportRun:
    return imported(firm.olga, write(folder, ROWS), **changes)


@pytest.fixture(params=["one chunk", "a chunk for each row"], autouse=True)
def chunks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param != "one chunk":
        monkeypatch.setattr(engine, "CHUNK", 1)


@pytest.mark.parametrize(("careful", "harbour"), [(True, "Kiel"), (False, "Husum")])
def test_rows_of_one_record_are_joined(
    firm: Firm, tmp_path: Path, careful: bool, harbour: str
) -> None:
    """A name alone replaces nothing of the row before, unless names are to be believed."""
    bring(firm, tmp_path, careful=careful)
    assert boats(firm) == [("Adler", harbour, "ketch"), ("Möwe", "Kiel", "")]


def test_only_the_first_row_of_a_record_counts(firm: Firm, tmp_path: Path) -> None:
    run = bring(firm, tmp_path, repeats="skip")
    assert boats(firm) == [("Adler", "Kiel", "ketch"), ("Möwe", "Kiel", "")]
    assert (run.counts["created"], run.counts["skipped"]) == ({"boat": 2}, 1)


def test_only_the_first_row_completes_what_is_there(firm: Firm, tmp_path: Path) -> None:
    actions.create(firm.olga, "boat", {"name": "Adler"})
    bring(firm, tmp_path, repeats="skip")
    assert boats(firm)[0] == ("Adler", "Kiel", "ketch")


def test_each_row_makes_a_record_once(firm: Firm, tmp_path: Path) -> None:
    path = write(tmp_path, ROWS)
    run = prepared(firm.olga, path, repeats="both")
    assert check(run, firm.olga).created == {"boat": 3}
    run = imported(firm.olga, path, repeats="both")
    assert run.counts["created"] == {"boat": 3}
    again = imported(firm.olga, path, repeats="both")
    assert (again.counts["created"], again.counts["skipped"]) == ({}, 3)


def test_what_is_there_is_left_when_only_new_ones_are_added(firm: Firm, tmp_path: Path) -> None:
    actions.create(firm.olga, "boat", {"name": "Adler"})
    run = bring(firm, tmp_path, update_existing=False)
    assert boats(firm) == [("Adler", "", ""), ("Möwe", "Kiel", "")]
    assert run.counts["created"] == {"boat": 1}


@pytest.mark.parametrize(("careful", "harbour"), [(True, "Kiel"), (False, "Husum")])
def test_nothing_is_added_when_only_existing_ones_are_completed(
    firm: Firm, tmp_path: Path, careful: bool, harbour: str
) -> None:
    actions.create(firm.olga, "boat", {"name": "Adler"})
    run = bring(firm, tmp_path, add_new=False, careful=careful)
    assert boats(firm) == [("Adler", harbour, "ketch")]
    assert (run.counts["created"], run.counts["errors"]) == ({}, 1)


def test_only_what_is_empty_is_filled(firm: Firm, tmp_path: Path) -> None:
    values = {"name": "Adler", "harbour": "Bremen", "tags": "neu"}
    actions.create(firm.olga, "boat", values)
    bring(firm, tmp_path, fill_only=True)
    assert boats(firm)[0] == ("Adler", "Bremen", "ketch")
    adler = Boat.objects.visible_to(firm.olga).get(name="Adler")
    assert len(adler.tags) == 3, "tags are added"


def test_a_plan_that_would_do_nothing_is_refused(firm: Firm, tmp_path: Path) -> None:
    with pytest.raises(Invalid) as wrong:
        bring(firm, tmp_path, add_new=False, update_existing=False)
    assert "added, completed, or both" in wrong.value.errors["update"].text()
    run = runs.runs_of(firm.olga).get()
    assert run.next_row == 0


def test_several_columns_can_become_tags(firm: Firm, tmp_path: Path) -> None:
    from klientel.integrations.mapping import ColumnPlan

    columns = {"Name": ColumnPlan("name"), "Rig": ColumnPlan("tags"), "Tags": ColumnPlan("tags")}
    bring(firm, tmp_path, columns=columns)
    adler = Boat.objects.visible_to(firm.olga).get(name="Adler")
    assert len(adler.tags) == 3
