"""What a rule did: seen in its runs and on the record, and taken back."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.journeys.accessible import AXE, wrongs
from tests.journeys.furnish import RUNG


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: ./dev.py build")
def test_a_run_is_seen_where_it_acted_and_undone(visit: Any) -> None:
    page = visit("anna", "/werft/automations", bypass_csp=True)
    page.click("a:has-text('Neue Nummer')")
    page.wait_for_url(re.compile(r"/automations/\d+$"))
    rule = page.url
    page.goto(f"{rule}/rehearsal")
    page.wait_for_selector("text=Sie wäre nicht gestartet.")
    found = wrongs(page)
    page.goto(f"/werft/accounts?q={RUNG.split()[0]}")
    page.goto(page.get_attribute("tr[data-href]", "data-href"))
    account = page.url.partition("?")[0]
    ring(page, account, "04642 654321")
    page.goto(f"{rule}/runs")
    while not page.query_selector("tbody th a"):
        page.wait_for_timeout(200)
        page.reload()
    found += wrongs(page)
    page.click("tbody th a")
    page.wait_for_selector("text=24399")
    found += wrongs(page)
    run = page.url
    page.goto(f"{account}/timeline")
    page.wait_for_selector("text=durch Automatik „Neue Nummer“", state="attached")
    page.goto(run)
    page.click(".page-actions button:has-text('Rückgängig')")
    page.wait_for_selector("text=1 Änderung rückgängig gemacht.")
    page.wait_for_selector(".status:has-text('rückgängig gemacht')")
    assert found == []


def ring(page: Any, account: str, number: str) -> None:
    """Change the number of an account where it stands among its facts."""
    page.goto(account)
    page.locator("#fact-phone .fact-value").click()
    page.wait_for_selector("#fact-phone [data-cell-input]:focus")
    page.fill("#fact-phone [data-cell-input]", number)
    page.keyboard.press("Enter")
    page.wait_for_selector("#fact-phone .cell-saved")
