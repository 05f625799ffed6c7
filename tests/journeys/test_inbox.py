"""The inbox: work and words of others arrive while one looks elsewhere, and go by single keys."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journeys.accessible import AXE, JANA, wrongs
from tests.journeys.opened import TEXT, opened

BADGE = "#badge-side:not(:empty)"


def mention(page: Any, name: str, shown: str, text: str) -> None:
    """Say something to somebody on the comments that are open."""
    page.click(TEXT)
    page.keyboard.type(f"@{name}")
    page.wait_for_selector(f".writing-list:not([hidden]) [role=option].is-active >> text={shown}")
    page.keyboard.press("Enter")
    page.keyboard.type(text)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(f".comment:has-text('{text}')")


def row(title: str) -> str:
    return f".inbox-row:has(.day-link:text-is('{title}'))"


def test_a_mention_arrives_live_is_done_taken_back_and_muted_by_keys(visit: Any) -> None:
    page, other = visit("anna"), visit("gesa")
    other.goto("/werft/accounts")
    other.wait_for_selector("html[data-ready]", state="attached")
    opened(page, "Persenning flicken")
    mention(page, "ges", "Gesa Gries", "schaffst du das")
    other.wait_for_selector(BADGE)
    other.keyboard.press("g")
    other.keyboard.press("e")
    other.wait_for_selector(row("Persenning flicken"))
    line = other.locator(row("Persenning flicken"))
    assert "schaffst du das" in line.inner_text()
    line.locator("summary").click()
    assert "Ein Kommentar nennt mich" in line.inner_text()
    other.focus(f"{row('Persenning flicken')} .day-link")
    other.keyboard.press("e")
    other.wait_for_selector(row("Persenning flicken"), state="detached")
    other.wait_for_selector(BADGE, state="detached")
    other.click("#toasts button:has-text('Rückgängig')")
    other.wait_for_selector(row("Persenning flicken"))
    other.focus(f"{row('Persenning flicken')} .day-link")
    other.keyboard.press("m")
    other.wait_for_selector(row("Persenning flicken"), state="detached")
    other.goto("/werft/inbox?f=done")
    other.wait_for_selector("#inbox-muted")


def test_the_key_for_done_goes_down_the_lines(visit: Any) -> None:
    page, other = visit("anna"), visit("emil")
    for title in ("Anker eins", "Anker zwei", "Anker drei"):
        opened(page, title)
        mention(page, "emi", "Emil Engel", "bitte")
    other.goto("/werft/inbox")
    other.wait_for_selector(row("Anker drei"))
    other.wait_for_selector("html[data-ready]", state="attached")
    other.focus(f"{row('Anker zwei')} .day-link")
    other.keyboard.press("e")
    other.wait_for_selector(row("Anker zwei"), state="detached")
    other.wait_for_selector(f"{row('Anker eins')}:focus-within")
    other.keyboard.press("e")
    other.wait_for_selector(row("Anker eins"), state="detached")
    assert other.locator(row("Anker drei")).count() == 1


def test_what_came_between_the_drawing_of_a_page_and_its_listening_is_told(visit: Any) -> None:
    page, other, late = visit("anna"), visit("hauke"), visit("hauke")
    other.goto("/werft/accounts")
    held: list[Any] = []
    late.route("**/live/werft?*", lambda route: held.append(route))  # noqa: PLW0108 asked its source
    late.goto("/werft/inbox")
    late.wait_for_selector("html[data-ready]", state="attached")
    opened(page, "Lenzpumpe prüfen")
    mention(page, "hau", "Hauke Hein", "noch heute")
    other.wait_for_selector(BADGE)
    assert late.locator(row("Lenzpumpe prüfen")).count() == 0
    held[0].continue_()
    late.wait_for_selector(row("Lenzpumpe prüfen"))


def test_opening_the_record_reads_its_line_and_following_brings_the_next(visit: Any) -> None:
    page, other = visit("anna"), visit("frida")
    address = opened(page, "Wanten spannen")
    other.goto(address)
    other.wait_for_selector(".presence-follow")
    other.keyboard.press("Shift+F")
    other.wait_for_selector(".presence-follow [aria-pressed=true]")
    other.goto("/werft/inbox?f=watched")
    other.wait_for_selector("html[data-ready]", state="attached")
    page.fill(TEXT, "Alle zwölf")
    page.keyboard.press("Control+Enter")
    other.wait_for_selector(row("Wanten spannen") + ".is-unread")
    assert other.locator(BADGE).count() == 0
    with other.expect_response(lambda one: one.url.endswith("/presence")):
        other.click(f"{row('Wanten spannen')} .day-link")
    other.goto("/werft/inbox?f=watched")
    other.wait_for_selector(row("Wanten spannen"))
    assert other.locator(row("Wanten spannen") + ".is-unread").count() == 0


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: ./dev.py build")
@pytest.mark.parametrize("width", [1440, 390])
def test_the_pages_hold_to_the_rules_of_access(visit: Any, width: int) -> None:
    page = visit(JANA, viewport={"width": width, "height": 900}, bypass_csp=True)
    found = []
    for place in ("inbox", "inbox?f=watched", "inbox?f=done", "settings/notifications"):
        page.goto(f"/roth/{place}")
        found += wrongs(page)
    assert found == []
