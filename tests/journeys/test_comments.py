"""Talk about a record: somebody is named by keys, hears of it, answers, and both see it at once."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journeys.accessible import AXE, wrongs
from tests.journeys.opened import TEXT, opened


def test_somebody_is_named_by_keys_and_finds_it_in_their_day(visit: Any) -> None:
    page = visit("anna")
    opened(page, "Mast lackieren")
    page.click(TEXT)
    page.keyboard.type("Bitte @be")
    page.wait_for_selector(".writing-list:not([hidden]) [role=option].is-active >> text=Ben Böhm")
    page.keyboard.press("Enter")
    page.keyboard.type("**heute** ansehen")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".comment-internal .mention >> text=@Ben Böhm")
    assert page.locator(".comment strong").inner_text() == "heute"
    assert page.input_value(TEXT) == ""
    other = visit("ben")
    other.goto("/werft/today")
    with other.expect_response(lambda one: one.url.endswith("/mentions/seen")):
        other.click(".day-link >> text=Mast lackieren")
    other.wait_for_selector(".comment:has-text('ansehen')")
    other.goto("/werft/today")
    assert other.locator("#mentions-title").count() == 0


def test_two_people_talk_and_see_each_other_without_reloading(visit: Any) -> None:
    page, other = visit("anna"), visit("ben")
    address = opened(page, "Ruder prüfen")
    other.goto(address)
    other.wait_for_selector(".writing-list", state="attached")
    page.wait_for_selector("#presence [role=img][aria-label*='Ben Böhm']")
    other.wait_for_selector("#presence [role=img][aria-label*='Anna Ahrens']")
    page.fill(TEXT, "Spiel im Lager?")
    page.keyboard.press("Control+Enter")
    other.wait_for_selector(".comment >> text=Spiel im Lager?")
    other.click(".comment-react")
    other.click("#row-menu >> text=Einverstanden")
    page.wait_for_selector(".comment-sign[aria-label*='Ben Böhm']")
    other.close()
    page.wait_for_selector("#presence [role=img]", state="detached")


def test_a_comment_is_asked_for_edited_resolved_deleted_and_brought_back(visit: Any) -> None:
    page = visit("anna")
    opened(page, "Anker tauschen")
    page.fill(TEXT, "Welche Größe?")
    page.click("#comment-new summary")
    page.select_option("#comment-new [name=assignee]", label="Cleo Carstens")
    page.click("[data-composer-submit]")
    page.wait_for_selector(".comment-open .comment-asked >> text=Cleo Carstens")
    page.click(".comment-asked button")
    page.wait_for_selector(".comment-asked.is-done")
    page.click(".comment-head button")
    page.click("#row-menu >> text=Bearbeiten")
    page.fill("dialog[open] textarea", "Welche Größe genau?")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".comment >> text=Welche Größe genau?")
    page.wait_for_selector("dialog[open]", state="detached")
    page.click(".comment .entry-when >> text=bearbeitet")
    page.wait_for_selector("dialog[open] .wordings >> text=Welche Größe?")
    page.keyboard.press("Escape")
    page.click(".comment-head button")
    page.click("#row-menu >> text=Löschen")
    page.wait_for_selector(".comment", state="detached")
    page.click("#toasts >> text=Rückgängig")
    page.wait_for_selector(".comment >> text=Welche Größe genau?")


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: ./dev.py build")
@pytest.mark.parametrize("width", [1440, 390])
def test_nothing_of_it_is_inaccessible(visit: Any, width: int) -> None:
    page = visit("anna", viewport={"width": width, "height": 900}, bypass_csp=True)
    opened(page, f"Lampen prüfen {width}")
    page.fill(TEXT, "**Rot** fehlt\n- links\n- rechts\n\n> sagt der Kunde\n\n`D 12`")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".comment strong")
    found = wrongs(page)
    page.click(TEXT)
    page.keyboard.type("@")
    page.wait_for_selector(".writing-list:not([hidden]) [role=option]")
    found += wrongs(page)
    page.keyboard.press("Escape")
    page.click(".comment-head button")
    page.click("#row-menu >> text=Bearbeiten")
    page.wait_for_selector("dialog[open] textarea")
    found += wrongs(page)
    assert found == []
