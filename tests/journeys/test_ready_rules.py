"""Ready rules from the gallery to their runs: one click, then the thing happens on the pages."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.journeys.accessible import AXE, wrongs
from tests.journeys.furnish import RULED
from tests.journeys.waiting import first_of, soon

HEIKE, BODO = RULED["heike"][1], RULED["bodo"][1]
RULES = "/kontor/automations"


def take(page: Any, name: str) -> str:
    """Switch a ready rule on by its one button; the address of its runs."""
    page.goto(RULES)
    page.click(f".ready-line:has(.rule-name:text-is('{name}')) button")
    page.wait_for_selector(f"#toasts .toast >> text=„{name}“ ist an.")
    mine = page.locator(f".rule-line:has(.rule-name:text-is('{name}'))")
    mine.locator("[role=switch][aria-checked=true]").wait_for()
    return f"{mine.locator('.rule-name').get_attribute('href')}/runs"


def look_at_run(page: Any, runs: str, state: str, *says: str) -> None:
    """The newest run of a rule, and what its steps say."""
    soon(page, runs, f"tbody .status:has-text('{state}')")
    page.click("tbody th a >> nth=0")
    for text in says:
        page.wait_for_selector(f"main .panel-list >> text={text}")


def must_be_marked(page: Any, name: str) -> None:
    """The timeline of the client names the rule that changed something, and leads to it."""
    account = first_of(page, "/kontor/accounts?q=Lotsenhaus")
    page.goto(f"{account}/timeline")
    link = page.locator(f"a:has-text('durch Automatik „{name}“')").first
    link.wait_for(state="attached")
    assert "/automations/" in link.get_attribute("href")


def test_a_fulfilled_order_is_a_task_for_bookkeeping(visit: Any) -> None:
    page = visit(HEIKE)
    runs = take(page, "Rechnung nach Erfüllung")
    first_of(page, "/kontor/work?kind=order")
    page.keyboard.press("Shift+E")
    page.wait_for_selector("dialog[open] .fulfil-line >> text=Seekarte")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#toasts .toast")
    # on the page that is still open, by itself
    page.wait_for_selector(".made a:has-text('Rechnung stellen zu A-')")
    look_at_run(page, runs, "erledigt", "Rechnung stellen zu A-")
    must_be_marked(page, "Rechnung nach Erfüllung")
    his = visit(BODO)
    soon(his, "/kontor/inbox", ".inbox-row:has-text('Rechnung stellen zu')")
    his.click(".day-link >> text=Rechnung stellen zu")
    his.wait_for_selector("h1 >> text=Seekarten drucken")


def test_a_solved_request_is_asked_about(visit: Any) -> None:
    page = visit(HEIKE)
    runs = take(page, "Nachfragen, wie es lief")
    first_of(page, "/kontor/work?kind=ticket&q=unscharf")
    page.keyboard.press("s")
    page.click("button[name=status]:visible >> text=Gelöst")
    page.wait_for_selector("#toasts .toast")
    look_at_run(page, runs, "erledigt", "Nachfragen, wie es lief: Karte ist unscharf")
    must_be_marked(page, "Nachfragen, wie es lief")


def test_a_complaint_of_the_best_becomes_urgent_and_is_told(visit: Any) -> None:
    page = visit(HEIKE)
    runs = take(page, "Anfragen der Besten zuerst")
    page.goto("/kontor/work/new?kind=ticket")
    page.fill("#new-title", "Falsche Karte geliefert")
    page.click("summary >> text=Weitere Angaben")
    page.fill("#new-account", "Lotsen")
    page.click("[role=option] >> text=Lotsenhaus")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("h1 >> text=Falsche Karte geliefert")
    look_at_run(page, runs, "erledigt", "Geändert: Priorität", "Heike Harms")
    first_of(page, "/kontor/work?kind=ticket&q=Falsche")
    page.wait_for_selector("main >> text=Dringend")
    must_be_marked(page, "Anfragen der Besten zuerst")
    soon(page, "/kontor/inbox", ".inbox-row:has-text('Falsche Karte geliefert')")


def test_a_new_decision_maker_is_met(visit: Any) -> None:
    page = visit(HEIKE)
    runs = take(page, "Ein neuer Entscheider")
    account = first_of(page, "/kontor/accounts?q=Lotsenhaus")
    page.goto(f"{account}/actions/account.name_decider")
    page.fill("#new-contact", "Reimers")
    page.click("[role=option] >> text=Rike Reimers")
    page.click("main button[type=submit]")
    page.wait_for_selector("#toasts .toast")
    look_at_run(page, runs, "erledigt", "Neuen Entscheider bei Lotsenhaus kennenlernen")
    must_be_marked(page, "Ein neuer Entscheider")


def test_a_letter_waits_for_its_answer(visit: Any) -> None:
    page = visit(HEIKE)
    runs = take(page, "Nachfassen nach 3 und 7 Tagen")
    first_of(page, "/kontor/accounts?q=Lotsenhaus")
    page.click("#composer-mail")
    page.fill(".composer-text", "Unser Angebot ist unterwegs.")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".timeline .entry:has-text('Unser Angebot ist unterwegs.')")
    look_at_run(page, runs, "weiter ", "Warten")


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: ./dev.py build")
@pytest.mark.parametrize("width", [1440, 390])
def test_nothing_of_the_gallery_is_inaccessible(visit: Any, width: int) -> None:
    page = visit(HEIKE, viewport={"width": width, "height": 900}, bypass_csp=True)
    page.goto(RULES)
    assert wrongs(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert re.search("Dublette", page.inner_text(".rules-ready"))
