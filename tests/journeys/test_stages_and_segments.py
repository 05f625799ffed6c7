"""A firm shapes its stages and takes it back; what comes next is heard; moves lead to who moved."""

from __future__ import annotations

from typing import Any

from tests.journeys.accessible import JANA, wrongs

LOOK = {"viewport": {"width": 1280, "height": 900}, "bypass_csp": True}
PHONE = {"viewport": {"width": 390, "height": 844}, "bypass_csp": True}


def test_a_stage_is_named_and_retired_and_its_accounts_come_back(visit: Any) -> None:
    # one that no other journey moves anybody to
    page = visit("anna", "/werft/accounts?q=Seiler+Segel", **LOOK)
    account = page.get_attribute("tr[data-href]", "data-href").partition("?")[0]
    page.goto(f"{account}/actions/account.change_stage")
    page.select_option("main [name=stage]", "former")
    page.fill("main [name=reason]", "Macht es selbst")
    page.click("main button[type=submit]")
    page.wait_for_selector("#toasts >> text=geändert")
    page.goto("/werft/settings/stages/former")
    page.fill("#name", "Fort")
    page.click("text=Phase speichern")
    page.wait_for_selector(".stage-line:has-text('Fort')")
    page.click("a[aria-label='Bearbeiten: Fort']")
    page.select_option("#to", "dormant")
    page.click("text=Einträge verschieben und Phase einstellen")
    page.wait_for_selector("#toasts >> text=eingestellt (verschobene Einträge: 1)")
    assert page.is_visible("#retired")
    page.click("#toasts >> text=Rückgängig")
    page.wait_for_selector("ol.stages >> text=Fort")
    page.goto(account)
    page.click("#fact-stage >> text=seit heute")
    page.wait_for_selector("th:has-text('Fort')")
    told = page.locator("tbody th").all_inner_texts()
    assert (told[0], told[-1]) == ("Fort", "Neu")
    assert page.is_visible("td:has-text('Macht es selbst')")
    assert wrongs(page) == []


def test_stages_and_moves_are_accessible_wide_and_narrow(visit: Any) -> None:
    found = []
    for look in (LOOK, PHONE):
        page = visit(JANA, **look)
        for place in ("/roth/settings/stages", "/roth/settings/stages/active", "/lang/segments"):
            page.goto(place)
            found += wrongs(page)
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, (place, look, wide)
    assert found == []


def test_a_number_of_the_matrix_leads_to_who_moved(visit: Any) -> None:
    page = visit(JANA, "/lang/segments", **LOOK)
    number = page.locator(".moves-table td a").first
    count = int(number.inner_text().replace(".", ""))
    number.click()
    page.wait_for_selector("h1:has-text('→')")
    assert page.locator("tbody tr").count() == min(count, 50)
    assert wrongs(page) == []
    page.click("tbody th a")
    page.wait_for_selector("text=/seit .*, davor/")


def test_what_comes_next_and_a_tag_are_seen_before_they_are_noted(visit: Any) -> None:
    page = visit("anna", "/werft/accounts", **LOOK)
    page.keyboard.press("q")
    page.wait_for_selector("dialog#capture[open]")
    page.keyboard.type("Xanten Optik angerufen, morgen Angebot schicken #b2b")
    page.wait_for_selector(".capture-chips li:has-text('Angebot schicken')")
    page.wait_for_selector(".capture-chips li:has-text('#b2b')")
    assert wrongs(page) == []
    page.click(".capture-chips li:has-text('#b2b') button")
    page.wait_for_selector(".capture-text:has-text('#b2b')")
    page.keyboard.press("Escape")
