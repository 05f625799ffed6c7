"""Journey of a file that is half there already: pairs side by side, and a choice."""

from __future__ import annotations

from typing import Any

from tests.journeys.accessible import wrongs

ROWS = (
    "Name;Telefon;Straße;PLZ;Ort\r\n"
    "Nordlichtwerft Kombüse;0431 998877;Kaistr. 4;24103;Kiel\r\n"
    "Ganz Anders;;;;Plön\r\n"
)


def add(page: Any) -> None:
    """An account as somebody wrote it a year ago."""
    page.goto("/werft/accounts/new")
    page.fill("#new-name", "Nordlichtwerft Kombuese GmbH")
    page.click("main summary >> nth=0")
    page.fill("#new-phone", "0431/998877")
    page.fill("#new-postcode", "24103")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".record")


def test_a_row_that_is_there_already_completes_it(visit, tmp_path):
    page = visit("anna", bypass_csp=True)
    add(page)
    path = tmp_path / "werften.csv"
    path.write_text(ROWS, encoding="utf-8")
    page.goto("/werft/import")
    page.select_option("#recipe", "account")
    page.set_input_files("#file", path)
    page.click("main form[enctype] button[type=submit]")
    page.wait_for_url("**/map")
    page.click("button[name=do][value=check]")
    page.wait_for_url("**/duplicates*")
    pair = page.locator("article.pair")
    assert pair.count() == 1
    assert "Nordlichtwerft Kombuese GmbH" in pair.inner_text()
    assert "+49 431 998877" in pair.inner_text()
    assert not wrongs(page)
    pair.locator("button[value=update]").click()
    page.wait_for_selector("article.pair button[value=update][aria-pressed=true]")
    page.click("main a[href$='/check']")
    page.wait_for_url("**/check")
    page.click("form[action$='/start'] button")
    page.wait_for_url("**/run")
    page.wait_for_selector("#import-progress .banner", timeout=30_000)
    page.goto("/werft/accounts?q=Nordlichtwerft&cols=name,street")
    assert page.locator("tr[data-href]").count() == 1
    assert "Kaistr. 4" in page.inner_text("tr[data-href]")
