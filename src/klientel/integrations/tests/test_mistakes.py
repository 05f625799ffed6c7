"""A row that cannot be imported says where, what stands there, and what would do instead."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from klientel.crm.models import Account
from klientel.integrations.actions import run as runs
from klientel.integrations.catalogue import recipe_named
from klientel.integrations.engine import carry_out
from klientel.integrations.mistakes import Mistake, mistakes_of
from klientel.integrations.models import ImportRun
from klientel.integrations.problems import problems_of
from klientel.integrations.tests.files import imported, prepared, write
from klientel.records import actions
from klientel.records.reading import reading_of
from tests.cast import Firm

pytestmark = pytest.mark.django_db

HEAD = ("Name", "Telefon", "E-Mail", "Kunde seit", "Webseite")
GOOD = [(f"Firma {n}", f"0421 12345{n}", f"a{n}@b.example", f"1{n}.02.2020", "") for n in range(9)]


def checked(firm: Firm, path: Path, recipe: str = "account") -> ImportRun:
    return runs.check(firm.olga, prepared(firm.olga, path, recipe))


def told(firm: Firm, run: ImportRun, *, is_dry: bool = True) -> list[Mistake]:
    reading = reading_of(firm.olga)
    recipe = recipe_named(run.recipe, firm.workspace)
    return mistakes_of(problems_of(run, is_dry=is_dry), run, recipe, reading)


@pytest.mark.parametrize(
    ("place", "value", "accepted"),
    [
        (1, "keins", "+49 171 2345678"),
        (1, "12", "+49 171 2345678"),
        (2, "ina(at)aal", "name@example.org"),
        (3, "31.02.2020", "23.11.2026"),
        (3, "bald", "23.11.2026"),
        (4, "keine", "www.example.org"),
        # nothing stands there that could be mended
        (0, "", ""),
    ],
)
def test_each_names_its_column_its_value_and_what_would_do(
    firm: Firm, tmp_path: Path, place: int, value: str, accepted: str
) -> None:
    row = ["Nord GmbH", "0421 98765", "", "", ""]
    row[place] = value
    run = checked(firm, write(tmp_path, [HEAD, *GOOD, row]))
    (one,) = told(firm, run)
    assert (one.line, one.column) == (11, HEAD[place])
    assert value in one.value
    assert bool(one.accepted) == bool(accepted)
    assert accepted in one.accepted


def test_every_mistake_of_a_row_stands_for_itself(firm: Firm, tmp_path: Path) -> None:
    row = ("Nord GmbH", "keins", "", "bald", "")
    run = checked(firm, write(tmp_path, [HEAD, *GOOD, row]))
    assert [(one.column, one.value) for one in told(firm, run)] == [
        ("Telefon", "keins"),
        ("Kunde seit", "bald"),
    ]
    text = firm.client().get(f"/{firm.slug}/import/{run.pk}/check").content.decode()
    assert "Such as 0171 2345678" in text
    assert "Such as 23.11.2026" in text


def test_numbers_are_shown_with_the_mark_of_their_column(firm: Firm, tmp_path: Path) -> None:
    for mark in (",", "."):
        rows = [("Name", "Length"), *((f"Boot {n}", f"{n}{mark}5") for n in range(9))]
        run = checked(firm, write(tmp_path, [*rows, ("X", "zehn")], "boats.csv"), "boat")
        (one,) = told(firm, run)
        assert one.accepted == f"1234{mark}50"


def test_a_remark_of_an_address_book_names_its_column_too(firm: Firm, tmp_path: Path) -> None:
    rows = [("Firma", "Nachname", "Telefon"), ("Nord", "Aal", "keins")]
    run = checked(firm, write(tmp_path, rows), "address_book")
    (one,) = told(firm, run)
    assert (one.column, one.value, one.was_imported) == ("Telefon", "keins", True)
    assert "+49" in one.accepted
    text = firm.client().get(f"/{firm.slug}/import/{run.pk}/check").content.decode()
    assert "The row will be imported." in text


def test_what_a_rule_refuses_names_its_column_without_a_false_example(
    firm: Firm, tmp_path: Path
) -> None:
    rows = [("Kundennummer", "Datum", "Betrag"), ("7", "2090-01-01", "9.50"),
            ("8", "2024-01-01", "9.50")]  # fmt: skip
    run = checked(firm, write(tmp_path, rows), "purchases")
    (one,) = told(firm, run)
    assert (one.column, one.value, one.accepted) == ("Datum", "2090-01-01", "")


def download(firm: Firm, run: ImportRun, which: str = "") -> str:
    answer = firm.client().get(f"/{firm.slug}/import/{run.pk}/errors.csv?which={which}")
    return answer.getvalue().decode("utf-8-sig")


def test_the_rows_to_mend_are_brought_again_without_a_double(firm: Firm, tmp_path: Path) -> None:
    actions.create(firm.olga, "account", {"name": "Firma 3", "email": "a3@b.example"})
    path = write(tmp_path, [HEAD, *GOOD, ("Nord GmbH", "keins", "", "bald", "")])
    client = firm.client()
    run = prepared(firm.olga, path, "account")
    runs.check(firm.olga, run)
    client.post(f"/{firm.slug}/import/{run.pk}/start")
    run = ImportRun.objects.in_workspace(firm.workspace.pk).get()
    carry_out(run, firm.olga)
    text = download(firm, run)
    assert text.count("\r\n") == 2
    mended = text.replace("keins", "0421 9876").replace(";bald;", ";23.11.2020;")
    file = SimpleUploadedFile("mended.csv", mended.encode())
    answer = client.post(f"/{firm.slug}/import/new", {"recipe": "account", "file": file})
    page = client.get(answer["Location"]).content.decode()
    assert "they were for “fleet.csv”" in page, "known by its headings"
    again = ImportRun.objects.in_workspace(firm.workspace.pk).exclude(pk=run.pk).get()
    form = {}
    for place, options in re.findall(r'name="target-(\d+)"(.*?)</select>', page, re.DOTALL):
        if chosen := re.search(r'<option value="(\w+)" selected>', options):
            form[f"target-{place}"] = chosen[1]
    assert set(form.values()) >= {"name", "phone", "email"}
    client.post(answer["Location"], {**form, "match": ["email", "name"], "do": "check"})
    again.refresh_from_db()
    carry_out(again, firm.olga)
    assert again.counts["created"] == {"account": 1}
    assert Account.objects.visible_to(firm.olga).filter(name="Nord GmbH").count() == 1


def test_rows_with_a_remark_are_a_file_of_their_own(firm: Firm, tmp_path: Path) -> None:
    rows = [
        ("Firma", "Nachname", "Telefon", "Ort"),
        ("Nord", "Aal", "keins", ""),
        ("", "", "", "Kiel"),
    ]
    run = imported(firm.olga, write(tmp_path, rows), "address_book")
    assert (run.counts["errors"], run.counts["notes"]) == (1, 1)
    assert "Aal" not in download(firm, run)
    assert "names neither" in download(firm, run)
    remarks = download(firm, run, "remarks")
    assert "Aal" in remarks
    assert "names neither" not in remarks
