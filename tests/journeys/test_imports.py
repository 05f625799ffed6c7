"""Journeys of a German till's export: in, again, out; and of files that are broken."""

from __future__ import annotations

from pathlib import Path
from typing import Any

ROWS = [
    "Kundenname;Telefon;E-Mail;Ort;Kunde seit",
    "Jörg Übel;0171/2345678;joerg@uebel.example;Köln;02.11.2025",
    "Zoë Größer;0172/2345678;zoe@groesser.example;Münster;03.11.2025",
    "Änne Öhler;0173/2345678;aenne@oehler.example;Düren;14.11.2025",
]


def written(folder: Path, text: str, encoding: str = "cp1252") -> Path:
    """The text as a file of that encoding."""
    path = folder / "kasse.csv"
    path.write_bytes(text.encode(encoding))
    return path


def upload(page: Any, path: Path) -> None:
    """Choose what the rows are and the file, and go on."""
    page.goto("/werft/import")
    page.select_option("#recipe", "account")
    page.set_input_files("#file", path)
    page.click("main form[enctype] button[type=submit]")


def check(page: Any, path: Path) -> None:
    """As far as what an import would do."""
    upload(page, path)
    page.wait_for_url("**/map")
    page.click("button[name=do][value=check]")
    page.wait_for_url("**/check")


def refused_lines(page: Any) -> list[str]:
    """The lines that the check, once it has ended, says will not be imported."""
    page.wait_for_selector("#import-check tbody td.number", timeout=30_000)
    return page.locator("#import-check tbody td.number").all_inner_texts()


def bring_in(page: Any, path: Path) -> None:
    """All the way through the wizard."""
    check(page, path)
    page.click("form[action$='/start'] button")
    page.wait_for_url("**/run")
    page.wait_for_selector("#import-progress .banner", timeout=30_000)


def test_a_german_export_is_imported_once_and_undone(visit, tmp_path):
    page = visit("anna")
    path = written(tmp_path, "\r\n".join(ROWS) + "\r\n")
    upload(page, path)
    page.wait_for_url("**/map")
    assert page.input_value("#encoding").lower().replace("-", "") in ("cp1252", "windows1252")
    assert page.input_value("#separator") == ";"
    assert "Jörg Übel" in page.inner_text("table")
    bring_in(page, path)
    assert "3" in page.inner_text("#import-progress [role=status]")
    done = page.url
    page.goto("/werft/accounts?q=Größer&cols=name,city,phone")
    row = page.inner_text("tr[data-href]")
    assert "Münster" in row
    assert "+49 172 2345678" in row
    bring_in(page, path)
    page.goto("/werft/accounts?city=Düren")
    assert page.locator("tr[data-href]").count() == 1
    page.goto(done)
    page.click("form[action$='/undo'] button")
    page.wait_for_selector("#import-progress .banner:has-text('rückgängig')", timeout=30_000)
    page.goto("/werft/accounts?city=Düren")
    assert page.locator("tr[data-href]").count() == 0


def test_a_broken_file_says_so_in_its_place(visit, tmp_path):
    page = visit("anna")
    upload(page, written(tmp_path, ""))
    page.wait_for_selector(".error-summary")
    cut = "\r\n".join(ROWS)[:-30] + ';"abgeschnitten'
    check(page, written(tmp_path, cut))
    assert refused_lines(page) == ["4"]
    assert "2" in page.inner_text("#import-check [role=status]")
    huge = f"Name;Ort\r\nKlein;Kiel\r\nRiese;{'x' * 1_048_576}\r\n"
    check(page, written(tmp_path, huge))
    assert refused_lines(page) == ["3"]
    page.goto("/werft/accounts?q=Klein")
    assert page.locator("tr[data-href]").count() == 0, "a check writes nothing"
