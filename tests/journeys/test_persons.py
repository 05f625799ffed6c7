"""What is noted of a person: another organisation, a consent with its proof, who knows them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys.accessible import AXE, wrongs


def open_person(page: Any, address: str, name: str) -> str:
    """The page of a new person of an account."""
    page.goto(address)
    page.wait_for_selector("html[data-ready]", state="attached")
    page.click("#people summary >> text=Person hinzufügen")
    page.fill("#people [name=last_name]", name)
    page.click("#people form button[type=submit]")
    page.click(f"#people li a >> text={name}")
    page.wait_for_selector(f"#record-title >> text={name}")
    page.wait_for_selector("html[data-ready]", state="attached")
    return str(page.url)


def test_another_organisation_is_added_ended_and_the_end_taken_back(
    visit: Any, open_account: Callable[..., str]
) -> None:
    page = visit("anna")
    open_person(page, open_account(page, "Taube Verlag"), "Zimmermann")
    page.click(".record-left >> text=Organisation hinzufügen")
    page.wait_for_selector("dialog#action-dialog[open]")
    page.fill("#action-dialog [role=combobox]", "Seiler")
    page.click("#action-dialog [role=option] >> text=Seiler Segel")
    page.fill("dialog [name=position]", "Beirat")
    page.keyboard.press("Control+Enter")
    row = page.locator(".record-left li", has_text="Seiler Segel")
    row.wait_for()
    assert "Beirat" in row.inner_text()
    row.locator("k-menu > button").click()
    page.click("[role=menuitem] >> text=Beenden >> visible=true")
    page.fill("dialog [name=until]", "gestern")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".record-left summary >> text=1 ehemalige")
    page.click("#toasts >> text=Rückgängig")
    row.wait_for()
    row.locator("a").first.click()
    page.wait_for_selector("#record-title >> text=Seiler Segel")
    assert "Zimmermann" in page.inner_text("#people")


def test_a_consent_asks_for_its_proof_and_keeps_what_was_typed(
    visit: Any, open_account: Callable[..., str]
) -> None:
    page = visit("anna")
    open_person(page, open_account(page, "Taube Verlag"), "Yildiz")
    page.click(".record-right >> text=Einwilligung festhalten")
    page.wait_for_selector("dialog#action-dialog[open]")
    page.select_option("dialog [name=purpose]", "newsletter")
    page.select_option("dialog [name=answer]", "given")
    page.select_option("dialog [name=channel]", "paper")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("dialog .field-error >> text=Ohne Nachweis")
    assert page.input_value("dialog [name=purpose]") == "newsletter"
    page.fill("dialog [name=source]", "Anmeldekarte")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".record-right .status-ok >> text=Newsletter per E-Mail")
    page.locator(".record-right li", has_text="Anmeldekarte").locator("k-menu > button").click()
    page.click("[role=menuitem] >> text=Widerrufen >> visible=true")
    page.select_option("dialog [name=channel]", "phone")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".record-right .status-bad >> text=Newsletter per E-Mail")
    assert page.locator(".record-right summary >> text=Alle Angaben").count() == 1


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: ./dev.py build")
def test_the_pages_of_people_are_accessible(visit: Any, open_account: Callable[..., str]) -> None:
    page = visit("anna", bypass_csp=True)
    address = open_person(page, open_account(page, "Taube Verlag"), "Xaver")
    assert wrongs(page) == []
    page.goto(f"{address}/actions/contact.note_consent")
    page.wait_for_selector("html[data-ready]", state="attached")
    assert wrongs(page) == []
