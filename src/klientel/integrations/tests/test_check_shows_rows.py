"""The check shows whom it means: the first rows of each fate, with what they would change."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.integrations.actions import run as runs
from klientel.integrations.engine import carry_out
from klientel.integrations.models import ImportRun
from klientel.integrations.tests.files import prepared, write
from klientel.records import actions
from klientel.records.examples import MOST_EXAMPLES
from tests.cast import Firm

pytestmark = pytest.mark.django_db

HEAD = ("Kundennummer", "Name", "Ort", "Branche", "Kunde seit", "Tags")
ROWS = [
    HEAD,
    ("1", "Nord GmbH", "Kiel", "Werft", "2020-02-01", "neu"),
    ("2", "Süd AG", "", "Handel", "", ""),
    ("3", "Ost KG", "Jena", "", "", ""),
    ("4", "West OHG", "Trier", "", "", ""),
    ("4", "West OHG", "Trier", "Wein", "", ""),
]


def checked(firm: Firm, path: Path, recipe: str = "account") -> ImportRun:
    return runs.check(firm.olga, prepared(firm.olga, path, recipe))


def page(firm: Firm, run: ImportRun, rows: str = "") -> str:
    address = f"/{firm.slug}/import/{run.pk}/check?rows={rows}"
    text = firm.client().get(address).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


@pytest.fixture
def known(firm: Firm) -> None:
    for number, name, city in (
        ("1", "Nord", "Flensburg"),
        ("2", "Süd AG", "Ulm"),
        ("3", "Ost KG", "Jena"),
    ):
        values = {"external_number": number, "name": name, "city": city}
        actions.create(firm.olga, "account", values)


@pytest.mark.usefixtures("known")
def test_each_fate_shows_its_rows_with_old_and_new_values(firm: Firm, tmp_path: Path) -> None:
    run = checked(firm, write(tmp_path, ROWS))
    new = page(firm, run)
    assert "Line 5 West OHG" in new
    assert "City Trier" in new
    assert "Nord" not in new
    replaced = page(firm, run, "changed")
    assert "Line 2 Nord" in replaced
    assert "before: Flensburg Kiel" in replaced
    assert "before: Nord Nord GmbH" in replaced
    assert "Süd" not in replaced
    filled = page(firm, run, "filled")
    assert "Line 3 Süd AG" in filled
    assert "Handel" in filled
    assert "before:" not in filled
    assert "Line 6 West OHG" in page(firm, run, "joined")
    assert "Line 4 Ost KG" in page(firm, run, "known")


@pytest.mark.usefixtures("known")
def test_a_record_is_a_link_for_who_sees_it(firm: Firm, tmp_path: Path) -> None:
    run = checked(firm, write(tmp_path, ROWS))
    address = f"/{firm.slug}/import/{run.pk}/check?rows=changed"
    text = firm.client().get(address).content.decode()
    assert re.search(
        rf'<a class="link strong" href="/{firm.slug}/accounts/[^"]+"[^>]*>Nord</a>', text
    )


@pytest.mark.usefixtures("known")
def test_the_page_asks_as_much_for_one_row_as_for_many(firm: Firm, tmp_path: Path) -> None:
    client = firm.client()
    asked = []
    for number in (1, 20):
        rows = [HEAD, *(("1", f"N {n}", f"O {n}", "", "", "") for n in range(number))]
        run = checked(firm, write(tmp_path, rows, f"{number}.csv"))
        address = f"/{firm.slug}/import/{run.pk}/check?rows=changed"
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_the_first_of_many_are_kept_and_nothing_once_they_are_imported(
    firm: Firm, tmp_path: Path
) -> None:
    rows = [HEAD, *((str(n), f"Firma {n}", "", "", "", "") for n in range(MOST_EXAMPLES + 9))]
    run = checked(firm, write(tmp_path, rows))
    assert len(run.dry_counts["examples"]["new"]) == MOST_EXAMPLES
    text = page(firm, run)
    assert f"The first {MOST_EXAMPLES} are shown." in text
    assert "Firma 7" in text
    carry_out(run, firm.olga)
    run.refresh_from_db()
    assert "examples" not in run.dry_counts
    assert "Firma 7" not in json.dumps(run.dry_counts)


def test_a_row_that_says_the_wrong_fate_is_shown_as_the_first(firm: Firm, tmp_path: Path) -> None:
    run = checked(firm, write(tmp_path, ROWS))
    assert "Line 2 Nord GmbH" in page(firm, run, "nonsense")


def test_address_books_and_shop_logs_show_theirs(firm: Firm, tmp_path: Path) -> None:
    actions.create(firm.olga, "account", {"name": "Nord GmbH", "city": "Kiel"})
    book = [
        ("Firma", "Vorname", "Nachname", "E-Mail", "Branche"),
        ("Nord GmbH", "Ina", "Aal", "ina@aal.example", "Werft"),
        ("Ost KG", "", "", "", ""),
    ]
    run = checked(firm, write(tmp_path, book, "book.csv"), "address_book")
    new = page(firm, run)
    assert "Line 2 Ina Aal" in new
    assert "Line 3 Ost KG" in new
    filled = page(firm, run, "filled")
    assert "Line 2 Nord GmbH" in filled
    assert "Werft" in filled
    log = [("Kundennummer", "Datum", "Betrag"), ("77", "2024-05-05", "9.50")]
    run = checked(firm, write(tmp_path, log, "log.csv"), "purchases")
    new = page(firm, run)
    assert "Line 2 77 Purchase" in new
    assert "9.50" in new
    carry_out(run, firm.olga)
    run = checked(firm, write(tmp_path, log, "log.csv"), "purchases")
    assert "Line 2 77" in page(firm, run, "known")


def steps_of(firm: Firm, run: ImportRun) -> list[str]:
    text = firm.client().get(f"/{firm.slug}/import/{run.pk}/check").content.decode()
    stepper = re.search(r'<ol class="stepper".*?</ol>', text, re.DOTALL)
    assert stepper is not None
    return re.findall(r"<span>([^<]+)</span></li>", stepper[0])


def test_duplicates_are_a_step_only_where_there_are_some(firm: Firm, tmp_path: Path) -> None:
    run = checked(firm, write(tmp_path, ROWS))
    assert steps_of(firm, run) == ["File", "Columns", "Check", "Done"]
    actions.create(firm.olga, "account", {"external_number": "9", "name": "Nord GmbH"})
    run = checked(firm, write(tmp_path, ROWS))
    assert steps_of(firm, run) == ["File", "Columns", "Duplicates", "Check", "Done"]
    assert "1 row may exist already." in page(firm, run)
