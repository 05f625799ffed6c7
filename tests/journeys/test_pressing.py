"""A rule with a button is made, pressed from the menu of a record, and its run is looked at."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journeys.accessible import AXE, wrongs
from tests.journeys.furnish import RULED
from tests.journeys.test_rules import add_step
from tests.journeys.waiting import first_of, soon

HEIKE = RULED["heike"][1]
LABEL = "Willkommen heißen"


def make(page: Any) -> None:
    """A rule that a button starts for a person, and that writes a comment."""
    page.goto("/kontor/automations/new?about=contact")
    page.wait_for_selector("html[data-ready]")
    page.select_option('[name="when.0"]', "button")
    page.wait_for_selector('[name="when.0.label"]')
    page.fill('[name="when.0.label"]', LABEL)
    page.fill("#at-name", "Willkommen")
    add_step(page, "comment")
    page.wait_for_selector(".rule-step textarea")
    page.fill(".rule-step textarea", "Guten Tag, {{ record.title }}")
    page.wait_for_selector(f"#rule-words >> text=„{LABEL}“")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("h1 >> text=Willkommen")


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: ./dev.py build")
def test_a_button_is_pressed_in_the_menu_of_a_record_and_its_run_is_seen(visit: Any) -> None:
    page = visit(HEIKE, bypass_csp=True)
    make(page)
    first_of(page, "/kontor/contacts?q=Reimers")
    page.click("[aria-controls=menu-record]")
    page.click(f"#menu-record >> text={LABEL}")
    page.wait_for_selector("#quick >> text=Die Automatik „Willkommen“ startet für Rike Reimers.")
    found = wrongs(page)
    page.click("#quick button[type=submit]:has-text('Starten')")
    run = page.locator("#toasts .toast a[href*='/runs/']")
    run.wait_for()
    soon(page, str(run.get_attribute("href")), ".status:has-text('erledigt')")
    page.wait_for_selector("main .panel-list >> text=Guten Tag, Rike Reimers")
    found += wrongs(page)
    assert found == []
