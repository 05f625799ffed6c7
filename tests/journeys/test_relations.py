"""Journeys through relations: add one, link from a record and from a list, see the other end."""

from __future__ import annotations

from tests.journeys.accessible import wrongs

FIELDS = "/werft/settings/fields/accounts"


def test_records_are_linked_in_place_and_the_other_end_says_so(visit):
    page = visit("anna", f"{FIELDS}/new?kind=relation", bypass_csp=True)
    assert wrongs(page) == []
    page.fill("#new-label", "Liegeplatz bei")
    page.select_option("#new-to", "account")
    page.fill("#new-back_label", "Liegt hier")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**{FIELDS}")
    page.click(".own-field-name:has-text('Liegeplatz bei')")
    page.wait_for_selector("text=Dort heißt das Feld „Liegt hier“")
    assert wrongs(page) == []
    page.goto("/werft/accounts?q=Kranich+Boote&cols=own_liegeplatz_bei")
    cell = page.locator("td[id$='-own_liegeplatz_bei']")
    cell.dblclick()
    page.wait_for_selector("td .several-edit [data-cell-input]:focus")
    page.keyboard.type("Igel")
    page.click("td .several-edit [role=option]:has-text('Igel Werft')")
    page.wait_for_selector("td .several-edit .choice:has-text('Igel Werft')")
    assert wrongs(page) == []
    page.keyboard.press("Enter")
    page.wait_for_selector("td .cell-saved a:has-text('Igel Werft')")
    page.click("td .cell-saved a:has-text('Igel Werft')")
    page.wait_for_selector("#fact-own_liegt_hier a:has-text('Kranich Boote')")
    page.click("#fact-own_liegt_hier button.fact-value")
    page.wait_for_selector("#fact-own_liegt_hier .several-edit")
    assert wrongs(page) == []
    page.uncheck("#fact-own_liegt_hier .several-edit [type=checkbox]")
    page.focus("#fact-own_liegt_hier [data-cell-input]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#fact-own_liegt_hier:not(:has(form)):not(:has-text('Kranich'))")
