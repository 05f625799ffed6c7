"""An order is shared with somebody outside, who opens it on a telephone until the link is ended."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journeys.accessible import AXE, wrongs


@pytest.fixture
def order(visit: Any) -> Any:
    """The page of an order of its own, with a part and a comment for outside."""
    page = visit("anna", bypass_csp=True)
    page.goto("/werft/work/new?kind=order")
    page.fill("[name=title]", "Mastkran prüfen")
    page.click("main form.fields [type=submit]")
    page.wait_for_selector("#record-title >> text=Mastkran prüfen")
    return page


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: ./dev.py build")
def test_a_status_page_is_shared_opened_on_a_phone_and_ended(visit: Any, order: Any) -> None:
    page = order
    page.locator(".page-actions k-menu > button").last.click()
    page.click("[role=menuitem] >> text=Mit Außenstehenden teilen")
    page.wait_for_selector("text=Statusseite")
    found = wrongs(page)
    page.fill("#name", "Ina Falk")
    page.click("button >> text=Link erstellen")
    page.wait_for_selector("#share-address")
    link = page.input_value("#share-address")
    found += wrongs(page)

    phone = visit.window(viewport={"width": 390, "height": 844}, bypass_csp=True)
    phone.goto(link)
    assert phone.locator("h1").inner_text() == "Mastkran prüfen"
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    found += wrongs(phone)
    phone.click("text=English")
    phone.wait_for_selector("text=Shared by")
    assert phone.context.cookies() == []

    page.goto(page.url)
    page.wait_for_selector(".share-links >> text=geöffnet heute")
    found += wrongs(page)
    page.click(".share-links >> text=Beenden")
    page.wait_for_selector("#toasts >> text=Der Link wurde beendet.")
    assert phone.request.get(link).status == 404
    assert found == []


def test_a_link_with_a_password_asks_for_it(visit: Any, order: Any) -> None:
    page = order
    page.goto(page.url.partition("?")[0] + "/links")
    page.fill("#name", "Ina Falk")
    page.click("summary >> text=Passwort und Grenze")
    page.fill("#password", "nur für Ina")
    page.click("button >> text=Link erstellen")
    link = page.input_value("#share-address")
    phone = visit.window(viewport={"width": 390, "height": 844}, bypass_csp=True)
    phone.goto(link)
    found = wrongs(phone) if AXE.exists() else []
    assert phone.locator("text=Mastkran").count() == 0
    phone.fill("#password", "nur für Ina")
    phone.keyboard.press("Enter")
    phone.wait_for_selector("h1 >> text=Mastkran prüfen")
    assert found == []
