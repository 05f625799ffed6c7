"""Work from its list to its end, by keys and by clicks; nothing of it inaccessible."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journeys.accessible import AXE, JANA, wrongs
from tests.journeys.opened import add


def test_an_order_is_done_step_by_step_and_all_of_it_by_keys(visit: Any) -> None:
    page = visit("anna")
    add(page, "Segel nähen")
    assert "/work/" in page.url
    page.keyboard.press("t")
    for title in ("Tuch schneiden", "Liek annähen"):
        page.keyboard.type(title)
        page.keyboard.press("Enter")
        page.wait_for_selector(f".work-row >> text={title}")
        page.wait_for_function("document.activeElement.id == 'work-new-part'")
        page.wait_for_function("document.activeElement.value == ''")
    page.evaluate("document.activeElement.blur()")
    page.click(".work-row:has-text('Tuch schneiden') .work-tick")
    page.wait_for_selector("#parts .panel-head >> text=1/2")
    page.keyboard.press("s")
    page.click("#menu-status >> text=In Arbeit")
    page.wait_for_selector(".work-status >> text=In Arbeit")
    page.keyboard.press("e")
    page.wait_for_selector(
        "dialog#action-dialog[open] >> text=1 Aufgabe davon ist nicht abgeschlossen"
    )
    page.select_option("dialog [name=along]", "1")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#toasts .toast")
    page.wait_for_selector("#parts .panel-head >> text=2/2")
    page.keyboard.press("z")
    page.wait_for_selector("#parts .panel-head >> text=1/2")


def test_a_checklist_is_written_and_ticked_and_the_focus_stays(visit: Any) -> None:
    page = visit("anna")
    add(page, "Rigg prüfen", "task")
    page.fill("#work-new-step", "Wanten")
    page.keyboard.press("Enter")
    page.wait_for_selector("#checklist >> text=Wanten")
    page.click("#checklist .work-tick")
    page.wait_for_selector("#checklist .work-tick[aria-pressed=true]")
    page.wait_for_function("document.activeElement.classList.contains('work-tick')")


def test_a_timer_runs_on_the_page(visit: Any) -> None:
    page = visit("anna")
    add(page, "Deck schrubben", "task")
    page.click("#time [value=start]")
    page.wait_for_selector("#time [value=stop]")
    page.click("#time [value=stop]")
    page.wait_for_selector("#time [value=start]")


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: ./dev.py build")
@pytest.mark.parametrize("width", [1440, 390])
def test_nothing_of_work_is_inaccessible(visit: Any, width: int) -> None:
    page = visit(JANA, viewport={"width": width, "height": 900}, bypass_csp=True)
    found = []
    for place in ("work?category=open,active", "settings/work", "settings/work/order",
                  "settings/work/order/planned", "work/new"):  # fmt: skip
        page.goto(f"/roth/{place}")
        found += wrongs(page)
    page.goto("/roth/work?kind=order&category=open,active")
    page.goto(page.get_attribute("tr[data-href]", "data-href"))
    found += wrongs(page)
    for action in ("log_time", "assign", "wait_for", "convert"):
        page.goto(page.url.partition("?")[0].partition("/actions")[0] + f"/actions/work.{action}")
        found += wrongs(page)
    assert found == []
