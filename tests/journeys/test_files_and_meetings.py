"""Files dropped on a record and into the composer, and a meeting from its plan to its notes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def papers(tmp_path: Path) -> list[str]:
    offer, empty = tmp_path / "Angebot Relaunch.pdf", tmp_path / "leer.txt"
    offer.write_bytes(b"%PDF-1.7 made up")
    empty.write_bytes(b"")
    return [str(offer), str(empty)]


def test_files_arrive_one_by_one_and_what_failed_says_why(
    visit: Any, open_account: Callable[..., str], papers: list[str]
) -> None:
    page = visit("anna")
    address = open_account(page, "Taube Verlag")
    page.goto(f"{address}/files")
    page.wait_for_selector("html[data-ready]", state="attached")
    page.set_input_files("k-files input[type=file]", papers)
    page.wait_for_selector(".file-failed >> text=leer.txt")
    page.click(".file-failed >> text=Entfernen")
    row = page.locator("li.file", has_text="Angebot Relaunch.pdf").filter(
        has=page.locator("k-menu")
    )
    row.locator("k-menu > button").click()
    page.click("[role=menuitem] >> text=Löschen >> visible=true")
    page.wait_for_selector("#toasts .toast >> text=Angebot Relaunch.pdf")
    page.click("#toasts >> text=Rückgängig")
    page.wait_for_selector("li.file >> text=Angebot Relaunch.pdf")


def test_a_file_in_the_composer_comes_with_the_entry(
    visit: Any, open_account: Callable[..., str], papers: list[str]
) -> None:
    page = visit("anna")
    address = open_account(page, "Taube Verlag")
    page.goto(f"{address}/timeline")
    page.wait_for_selector("html[data-ready]", state="attached")
    page.fill("#composer textarea", "Angebot liegt bei")
    page.set_input_files("#composer input[type=file]", papers[0])
    page.wait_for_selector("#composer .file-staged")
    page.click("[data-composer-submit]")
    page.wait_for_selector(".entry-internal .attachment >> text=Angebot Relaunch.pdf")
    assert page.locator("#composer .file").count() == 0


def test_a_meeting_is_planned_and_noted(visit: Any, open_account: Callable[..., str]) -> None:
    page = visit("anna")
    address = open_account(page, "Taube Verlag")
    page.goto(f"{address}/meetings/new")
    page.wait_for_selector("html[data-ready]", state="attached")
    page.fill("#meeting-name", "Jour fixe")
    page.fill("#meeting-day", "gestern")
    page.fill("#meeting-time", "10:00")
    page.wait_for_selector("#busy .busy-strip")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#record-title >> text=Jour fixe")
    page.click(".record-right >> text=Hat stattgefunden")
    page.wait_for_selector("dialog#action-dialog[open]")
    page.fill("dialog [name=body]", "Budget bestätigt")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".record-right .status >> text=Stattgefunden")
    page.goto(f"{address}/timeline")
    page.wait_for_selector(".entry-accent >> text=Budget bestätigt")


def test_the_calendar_leads_to_a_day_and_back(visit: Any) -> None:
    page = visit("anna", "/werft/today/calendar")
    assert page.locator(".calendar-title").count() == 7
    page.click("[aria-label='Später']")
    page.wait_for_url("**on=20*")
    page.click(".calendar-title a >> nth=0")
    page.wait_for_url("**view=day*")
    # the address is there before the page that it names
    page.wait_for_function("document.querySelectorAll('.calendar-title').length === 1")


def test_the_calendar_of_a_phone_goes_from_day_to_day(visit: Any) -> None:
    page = visit("anna", "/werft/today/calendar", viewport={"width": 390, "height": 844})
    page.click("[aria-label='Später']")
    page.wait_for_url("**on=20*")
    day = page.locator(".calendar-strip-day:not([aria-current])").first
    href = day.get_attribute("href")
    day.click()
    page.wait_for_url(f"**{href}")
    page.wait_for_selector(f".calendar-strip-day[aria-current][href='{href}']")
    page.wait_for_function(
        "[...document.querySelectorAll('.calendar-day')].filter(one => one.offsetParent).length"
        " === 1"
    )
