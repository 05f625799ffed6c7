"""What happened is noted in one line, seen before it is written; all data are taken along."""

from __future__ import annotations

import gzip
from typing import Any

from tests.journeys.accessible import wrongs

LOOK = {"viewport": {"width": 390, "height": 844}, "bypass_csp": True}


def said(page: Any, words: str) -> None:
    """Wait until the line is understood so."""
    page.wait_for_selector(f"#capture-read[data-summary='{words}']")


def left(page: Any, words: str) -> None:
    """Wait until all that was typed is read, and this is what stays of it as text."""
    page.wait_for_selector(f".capture-text:text('{words}')")


def test_a_call_is_noted_from_anywhere_and_taken_back(visit: Any) -> None:
    page = visit("anna", "/werft/accounts?relationship=client")
    page.keyboard.press("q")
    page.wait_for_selector("dialog#capture[open]")
    page.keyboard.type("Xanten Optik angerufen, 20 min, will Angebot bis Freitag")
    said(page, "Gespräch · Ausgehend · Xanten Optik · 20\xa0min")
    left(page, "will Angebot bis Freitag")
    page.keyboard.press("Enter")
    page.wait_for_selector("#toasts >> text=Festgehalten: Gespräch · Ausgehend · Xanten Optik")
    assert page.url.endswith("/werft/accounts?relationship=client")
    page.keyboard.press("z")
    page.wait_for_selector("#toasts .toast:not(:has-text('Festgehalten'))")
    page.keyboard.press("q")
    page.wait_for_selector("dialog#capture[open]")
    assert page.input_value("#capture-text") == "", "what was noted is not kept"


def test_a_wrong_guess_is_taken_out_and_what_was_typed_survives_esc(visit: Any) -> None:
    page = visit("anna", "/werft/accounts")
    page.keyboard.press("q")
    page.wait_for_selector("dialog#capture[open]")
    page.keyboard.type("@yps gestern besucht, 2 h")
    said(page, "Besuch · Ypsilon Druck · gestern · 2\xa0h")
    page.click(".capture-chips li:has-text('2') button")
    said(page, "Besuch · Ypsilon Druck · gestern")
    left(page, "2 h")
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog#capture:not([open])", state="attached")
    page.keyboard.press("q")
    page.wait_for_selector("dialog#capture[open]")
    assert page.input_value("#capture-text") == "@yps gestern besucht, 2 h"
    said(page, "Besuch · Ypsilon Druck · gestern · 2\xa0h")


def test_an_enter_that_comes_before_the_look_shows_first(visit: Any) -> None:
    page = visit("anna", "/werft/accounts")
    page.keyboard.press("q")
    page.wait_for_selector("dialog#capture[open]")
    page.fill("#capture-text", "Wolke Reisen angerufen")
    page.keyboard.press("Enter")
    said(page, "Gespräch · Ausgehend · Wolke Reisen")
    assert page.is_visible("dialog#capture[open]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#toasts >> text=Wolke Reisen")


def test_on_a_phone_the_plus_opens_the_line(visit: Any) -> None:
    page = visit("anna", "/werft/accounts", **LOOK)
    page.click(".bottom-plus")
    page.wait_for_selector("dialog#capture[open]")
    page.keyboard.type("Seiler Segel gemailt: neue Preise")
    said(page, "E-Mail · Ausgehend · Seiler Segel")
    assert wrongs(page) == []
    page.goto("/werft/capture")
    assert wrongs(page) == []


def test_an_owner_takes_all_data_along(visit: Any) -> None:
    page = visit("anna", "/werft/settings/export", **LOOK)
    assert wrongs(page) == []
    page.click("main form button[type=submit]")
    page.click("[data-toast-close]")
    page.wait_for_selector("#copies form[action*='/export/'] button", timeout=60_000)
    assert wrongs(page) == []
    with page.expect_download() as waited:
        page.click("#copies form[action*='/export/'] button")
    taken = waited.value
    assert taken.suggested_filename.startswith("klientel-werft-")
    assert b"manifest.json" in gzip.decompress(taken.path().read_bytes())
