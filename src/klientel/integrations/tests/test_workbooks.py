"""Excel files and pasted cells go through the same import as any CSV."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from klientel.integrations import storage
from klientel.integrations.actions import run as runs
from klientel.integrations.models import ImportRun
from klientel.integrations.problems import problems_of
from klientel.integrations.sources import source_from_json
from klientel.integrations.tests.files import imported, prepared
from klientel.kit.refused import Refused
from klientel.kit.tables import Told
from klientel.kit.tests import workbooks as make
from klientel.records.reading import reading_of
from tests.cast import Firm
from tests.sample_room.models import Boat

pytestmark = pytest.mark.django_db

HEADER = make.texts("Name", "Harbour", "Rig", "Length", "Launched on", "Tags")


def boat(name: str, harbour: str, length: str, launched: int) -> str:
    return make.row(
        make.text(name),
        make.text(harbour),
        make.text("sloop"),
        make.number(length),
        make.number(launched, make.DAY),
    )


FLEET = [HEADER, boat("Möwe", "Kiel", "1.234", 44158), boat("Adler", "Wismar", "9.5", 36162)]


def fleet(folder: Path, sheets: dict[str, list[str]] | None = None, **more: object) -> Path:
    made = {name: make.sheet(rows) for name, rows in (sheets or {"Boote": FLEET}).items()}
    return make.workbook(folder / "fleet.xlsx", made, **more)  # type: ignore[arg-type]


def remarks(run: ImportRun) -> list[str]:
    return [one.text() for one in source_from_json(run.source).remarks]


def boats(firm: Firm) -> dict[str, Boat]:
    return {one.name: one for one in Boat.objects.visible_to(firm.olga)}


def test_a_workbook_is_imported_with_its_days_and_numbers(firm: Firm, tmp_path: Path) -> None:
    run = imported(firm.olga, fleet(tmp_path))
    assert run.counts["created"] == {"boat": 2}
    assert boats(firm)["Möwe"].length == Decimal("1.23"), "not one thousand"
    assert boats(firm)["Möwe"].launched_on == date(2020, 11, 23)
    assert boats(firm)["Adler"].launched_on == date(1999, 1, 2)


def test_a_second_import_of_the_workbook_adds_nothing(firm: Firm, tmp_path: Path) -> None:
    imported(firm.olga, fleet(tmp_path), match_on=())
    again = imported(firm.olga, fleet(tmp_path), match_on=())
    assert (again.counts["created"], again.counts["skipped"]) == ({}, 2)


def test_what_stands_above_the_table_is_left_out_and_said(firm: Firm, tmp_path: Path) -> None:
    rows = [make.texts("Flotte 2026"), make.row(), make.texts("Stand", "heute"), *FLEET]
    run = prepared(firm.olga, fleet(tmp_path, {"Boote": rows}))
    assert run.dialect["columns"][:2] == ["Name", "Harbour"]
    assert run.rows_total == 2
    assert remarks(run) == ["The table begins in row 4; what stands above is left out."]


def test_errors_name_the_row_of_the_sheet(firm: Firm, tmp_path: Path) -> None:
    rows = [make.texts("Boote"), *FLEET, make.texts("Falke", "", "", "lang")]
    run = imported(firm.olga, fleet(tmp_path, {"Boote": rows}))
    assert [one.line for one in problems_of(run, is_dry=False)] == [5]


def test_the_first_visible_sheet_with_rows_is_taken_and_another_can_be(
    firm: Firm, tmp_path: Path
) -> None:
    sheets = {"Leer": [], "Alt": [HEADER, boat("Wrack", "", "1", 1)], "Boote": FLEET}
    path = fleet(tmp_path, sheets, states={"Alt": "hidden"})
    run = runs.take_in_file(firm.olga, "boat", path)
    first = run.stored_as
    assert run.source["sheet"] == "Boote"
    assert remarks(run) == ["This workbook also has hidden sheets: Alt."]
    runs.read_anew(firm.olga, run, Told(sheet="Alt"))
    assert run.source["sheet"] == "Alt"
    assert run.stored_as != first
    assert not (storage.folder() / first).exists(), "the table of the other sheet is forgotten"
    with pytest.raises(Refused, match="no sheet"):
        runs.read_anew(firm.olga, run, Told(sheet="Neu"))
    with pytest.raises(Refused, match="is empty"):
        runs.read_anew(firm.olga, run, Told(sheet="Leer"))
    assert run.source["sheet"] == "Alt"


def test_a_deleted_import_leaves_no_file(firm: Firm, tmp_path: Path) -> None:
    before = set(storage.folder().iterdir())
    run = runs.take_in_file(firm.olga, "boat", fleet(tmp_path))
    assert len(set(storage.folder().iterdir()) - before) == 2
    runs.throw_away(firm.olga, run)
    assert set(storage.folder().iterdir()) == before


def test_the_wizard_shows_sheet_and_row_instead_of_encodings(firm: Firm, tmp_path: Path) -> None:
    client = firm.client()
    path = fleet(tmp_path, {"Boote": FLEET, "Mehr": [HEADER, boat("Ilse", "Kiel", "3", 44158)]})
    sent = SimpleUploadedFile("fleet.xlsx", path.read_bytes())
    answer = client.post(f"/{firm.slug}/import/new", {"recipe": "boat", "file": sent})
    page = client.get(answer["Location"]).content.decode()
    assert 'name="sheet"' in page
    assert 'name="encoding"' not in page
    form = {"sheet": "Mehr", "begins": "1", "header": "yes", "do": "reread"}
    assert "Ilse" in client.post(answer["Location"], form).content.decode()
    wrong = client.post(answer["Location"], {**form, "begins": "0x"})
    assert wrong.status_code == 422
    assert "is a number from 1" in wrong.content.decode()


PASTED = 'Name\tHarbour\tTags\r\n"Möwe\nII"\tKiel\trot\r\nAdler\t"Wis""mar"\t\r\n'


def test_cells_are_pasted_from_a_spreadsheet(firm: Firm) -> None:
    client = firm.client()
    address = f"/{firm.slug}/import/new"
    answer = client.post(address, {"recipe": "boat", "pasted": PASTED})
    page = client.get(answer["Location"]).content.decode()
    assert "Adler" in page
    run = ImportRun.objects.in_workspace(firm.workspace.pk).get()
    assert run.dialect["separator"] == "\t"
    assert run.dialect["columns"] == ["Name", "Harbour", "Tags"]
    runs.choose(firm.olga, run, runs.suggest_plan(run, reading_of(firm.olga)))
    assert run.rows_total == 2
    nothing = client.post(address, {"recipe": "boat", "pasted": " \n"})
    assert nothing.status_code == 422
    assert "Please choose a file, or paste cells." in nothing.content.decode()
    alone = client.post(address, {"recipe": "boat", "pasted": "Name\n"})
    assert alone.status_code == 422
    assert ">Name\n</textarea>" in alone.content.decode(), "nothing typed is lost"


def test_more_than_fits_into_a_form_is_said(firm: Firm, settings: object) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000  # type: ignore[attr-defined]
    data = {"recipe": "boat", "pasted": "Name\n" * 1_000}
    answer = firm.client().post(f"/{firm.slug}/import/new", data)
    assert answer.status_code == 413
    assert "as a file instead" in answer.content.decode()


def test_true_days_and_days_typed_as_text_stand_in_one_column(firm: Firm, tmp_path: Path) -> None:
    typed = make.row(*map(make.text, ("Falke", "Kiel", "", "3", "02.01.1999")))
    told = [make.text("Reiher"), make.text("Kiel"), make.text(""), make.number(3)]
    moment = make.row(*told, make.number(36162.5, make.MOMENT))
    imported(firm.olga, fleet(tmp_path, {"Boote": [*FLEET, typed, moment]}))
    assert boats(firm)["Reiher"].launched_on == date(1999, 1, 2)
    assert boats(firm)["Falke"].launched_on == date(1999, 1, 2)
    assert boats(firm)["Möwe"].launched_on == date(2020, 11, 23)
