"""Journeys of a workbook, cards and pasted cells, up to an undo that spares what was used."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from klientel.kit.tests import workbooks as make
from tests.journeys.accessible import wrongs

HEADER = make.texts("Firma", "Vorname", "Nachname", "E-Mail", "PLZ", "Farbe")
CARDS = Path(__file__).parents[2] / "src/klientel/crm/tests/exports/ios.vcf"
LOOK = {"viewport": {"width": 390, "height": 900}, "bypass_csp": True}


def person(company: str, first: str, last: str, postcode: int) -> str:
    """A row of somebody of a company."""
    told = [make.text(value) for value in (company, first, last, f"{first}@firma.example")]
    return make.row(*told, make.number(postcode, make.POSTCODE), make.text("rot"))


def workbook(folder: Path) -> Path:
    """Two people of one company below a title, and a hidden sheet."""
    rows = [
        make.texts("Unsere Leute"),
        HEADER,
        person("Hafen GmbH", "Ylva", "von der Heide", 1067),
        person("Hafen GmbH", "Ümit", "Öz", 1067),
        person("Speicher AG", "Zita", "Zahn", 20095),
    ]
    sheets = {"Leute": make.sheet(rows), "Alt": make.sheet([HEADER])}
    return make.workbook(folder / "leute.xlsx", sheets, states={"Alt": "hidden"})


def send(page: Any, path: Path) -> None:
    """Choose a file and go on to its columns."""
    page.goto("/werft/import")
    page.select_option("#recipe", "address_book")
    page.set_input_files("#file", path)
    page.click("main form[enctype] button[type=submit]")
    page.wait_for_url("**/map")


def carry_out(page: Any) -> None:
    """From the columns to the end."""
    page.click("button[name=do][value=check]")
    page.wait_for_url("**/check")
    page.click("form[action$='/start'] button")
    page.wait_for_url("**/run")
    page.wait_for_selector("#import-progress .banner", timeout=30_000)


def test_a_workbook_is_brought_in_and_undone_but_for_what_was_used(visit, tmp_path):
    page = visit("anna", **LOOK)
    send(page, workbook(tmp_path))
    assert "Tabelle beginnt in Zeile 2" in page.inner_text("main")
    assert "Alt" in page.inner_text(".import-remarks")
    assert "01067" in page.inner_text(".import-map")
    found = wrongs(page)
    page.click("button[name=do][value=check]")
    page.wait_for_url("**/check")
    assert "1 Spalte bleibt unbenutzt: Farbe" in page.inner_text("#import-check")
    found += wrongs(page)
    page.click("form[action$='/start'] button")
    page.wait_for_url("**/run")
    page.wait_for_selector("#import-progress .banner", timeout=30_000)
    done = page.url
    found += wrongs(page)
    page.goto("/werft/accounts?q=Speicher")
    page.goto(page.get_attribute("tr[data-href]", "data-href"))
    page.click(".page-actions a[href*='#composer']")
    page.wait_for_selector(".composer-text:focus")
    page.keyboard.type("ruft morgen an")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".timeline :text('ruft morgen an')")
    send(page, workbook(tmp_path))
    assert "zugeordnet wie am" in page.inner_text("main")
    page.goto(done)
    page.click("form[action$='/undo'] button")
    page.wait_for_selector("#import-progress .banner:has-text('rückgängig')", timeout=30_000)
    kept = page.inner_text("#import-progress table")
    assert "Speicher AG" in kept
    assert "Seither verwendet" in kept
    assert "Hafen GmbH" not in kept
    found += wrongs(page)
    assert not found


def test_cards_and_pasted_cells_come_in_the_same_way(visit):
    page = visit("anna", **LOOK)
    send(page, CARDS)
    assert "von der Heide" in page.inner_text(".import-map")
    found = wrongs(page)
    carry_out(page)
    page.goto("/werft/contacts?q=Heide")
    assert "Nord GmbH" in page.inner_text("tr[data-href]")
    page.goto("/werft/import")
    page.click("main summary")
    found += wrongs(page)
    page.fill("#pasted", "Firma\tVorname\tNachname\nWest KG\tWilma\tWest\n")
    page.click("main form[enctype] button[type=submit]")
    page.wait_for_url("**/map")
    carry_out(page)
    assert "1" in page.inner_text("#import-progress [role=status]")
    page.goto("/werft/accounts?q=West KG")
    assert page.locator("tr[data-href]").count() == 1
    assert not found
