"""Work that repeats and work from templates, set up by a person; nothing of it inaccessible."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journeys.accessible import AXE, JANA, wrongs
from tests.journeys.opened import add


def test_work_is_made_to_repeat_and_its_next_dates_are_seen_while_choosing(visit: Any) -> None:
    page = visit("anna")
    add(page, "Kasse prüfen", "task")
    page.click("#repeats .panel-head a")
    page.wait_for_selector("dialog#action-dialog[open]")
    page.fill("#repeat-begins_on", "01.12.2099")
    page.select_option("#repeat-unit", "month")
    page.select_option("#repeat-on", "working_day")
    page.select_option("#repeat-nth", "-1")
    page.wait_for_selector("#repeat-dates >> text=am letzten Arbeitstag")
    page.wait_for_selector("#repeat-dates >> text=31. Dezember 2099")
    assert page.locator("#repeat-dates li").count() == 5
    assert not page.is_visible("#repeat-day")
    page.fill("#repeat-every", "0")
    page.wait_for_selector("#repeat-dates .bad")
    page.fill("#repeat-every", "3")
    page.wait_for_selector("#repeat-dates >> text=Alle 3 Monate")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#repeats >> text=Alle 3 Monate am letzten Arbeitstag")
    page.click("#repeats [value=pause]")
    page.wait_for_selector("#repeats >> text=ruht")
    page.keyboard.press("z")
    page.wait_for_selector("#repeats [value=pause]")


def test_work_is_kept_as_a_template_and_begun_from_it(visit: Any) -> None:
    page = visit("anna")
    add(page, "Boot winterfest machen", "task")
    page.fill("#work-new-step", "Wasser ablassen")
    page.keyboard.press("Enter")
    page.wait_for_selector("#checklist >> text=Wasser ablassen")
    page.click("[aria-controls=menu-record]")
    page.click("#menu-record >> text=Als Vorlage speichern")
    page.wait_for_selector("dialog#action-dialog[open]")
    page.fill("dialog [name=name]", "Winterlager")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#toasts >> text=Winterlager")
    page.goto("/werft/work?category=open,active")
    page.click(".page-actions >> text=Aus Vorlage")
    page.wait_for_selector("dialog#action-dialog[open]")
    page.select_option("dialog [name=template]", label="Winterlager")
    page.fill("dialog [name=title]", "Jolle ins Winterlager")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("h1 >> text=Jolle ins Winterlager")
    page.wait_for_selector("#checklist >> text=Wasser ablassen")


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: ./dev.py build")
@pytest.mark.parametrize("width", [1440, 390])
def test_nothing_of_repeating_is_inaccessible(visit: Any, width: int) -> None:
    page = visit(JANA, viewport={"width": width, "height": 900}, bypass_csp=True)
    page.goto("/roth/work?kind=task&category=open,active")
    item = page.get_attribute("tr[data-href]", "data-href")
    found = []
    for place in (f"{item}/repeat", "/roth/settings/templates", "/roth/work/templates/new"):
        page.goto(place)
        found += wrongs(page)
    assert found == []
