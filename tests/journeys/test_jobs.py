"""The daily jobs of UX 1 within the number of actions that they may take, by mouse and by keys.

One action is one click, one key or chord, or one typed phrase of any length.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys.accessible import AXE, wrongs

#: what burns, a call with its follow-up, and a customer who becomes a client (UX 1)
J1, J2, J12 = 2, 3, 4


class Hand:
    """Somebody at a page, whose actions are counted."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.actions = 0

    def press(self, key: str) -> None:
        self.actions += 1
        self.page.keyboard.press(key)

    def type(self, phrase: str) -> None:
        self.actions += 1
        self.page.keyboard.type(phrase)

    def click(self, place: str) -> None:
        self.actions += 1
        self.page.click(place)

    def sees(self, place: str) -> None:
        self.page.wait_for_selector(place)


def burning(visit: Any, title: str) -> Hand:
    """Anna's day with something of today on it, and nothing done there yet."""
    page = visit("anna", "/werft/capture")
    page.fill("#capture-text", f"{title} bis heute !!")
    page.wait_for_selector(f"#capture-read[data-summary*='{title}']")
    page.click(".capture-submit")
    page.wait_for_selector("#toasts .toast")
    page.goto("/werft/")
    hand = Hand(page)
    hand.sees(f"[data-day-row] >> text={title}")
    assert page.url.endswith("/werft/today"), "one lands on one's day"
    return hand


def test_what_burns_today_is_seen_by_keys_alone(visit: Any) -> None:
    hand = burning(visit, "Leck abdichten")
    hand.press("ArrowDown")
    hand.press("Space")
    hand.sees("#peek .peek-body")
    assert hand.actions <= J1


def test_what_burns_today_is_seen_by_mouse(visit: Any) -> None:
    hand = burning(visit, "Pumpe tauschen")
    hand.click("[data-day-row] .day-link")
    hand.sees(".record, .record-head")
    assert hand.actions <= J1


@pytest.mark.parametrize("way", ["keys", "mouse"])
def test_a_call_is_noted_with_its_follow_up(visit: Any, way: str) -> None:
    page = visit("anna", "/werft/accounts?relationship=prospect")
    hand = Hand(page)
    phrase = f"@Ostwind angerufen, will Angebot 4k, Fr nachfassen {way}"
    if way == "keys":
        hand.press("q")
    else:
        hand.click(".sidebar [data-key=Q]")
    hand.sees("dialog#capture[open]")
    hand.type(phrase.removesuffix(f" {way}"))
    hand.sees("#capture-read[data-summary*='Nachfassen']")
    summary = page.get_attribute("#capture-read", "data-summary")
    assert summary.startswith("Gespräch · Ausgehend · Ostwind Reederei · Nachfassen · ")
    if way == "keys":
        hand.press("Enter")
    else:
        hand.click(".capture-submit")
    hand.sees("#toasts >> text=Festgehalten: Gespräch · Ausgehend · Ostwind Reederei")
    assert page.url.endswith("/werft/accounts?relationship=prospect"), "nobody was led away"
    assert hand.actions <= J2


@pytest.mark.parametrize("way", ["keys", "mouse"])
def test_a_task_is_added_from_anywhere_and_taken_back(visit: Any, way: str) -> None:
    page = visit("anna", "/werft/work?kind=task&category=open,active")
    hand = Hand(page)
    if way == "keys":
        hand.press("q")
    else:
        hand.click(".sidebar [data-key=Q]")
    hand.sees("dialog#capture[open]")
    hand.type(f"Ben soll bis 27.11.2030 das Angebot für @Ostwind schicken !hoch 2h {way}")
    hand.sees(f".capture-chips >> text=Angebot schicken {way}")
    chips = page.locator(".capture-chips .filter-value").all_inner_texts()
    assert chips[:3] == ["Aufgabe", f"Angebot schicken {way}", "Ostwind Reederei"]
    assert "Ben Böhm" in chips
    assert "Hoch" in chips
    if way == "keys":
        hand.press("Enter")
    else:
        hand.click(".capture-submit")
    hand.sees("#toasts >> text=Angelegt: Aufgabe · Angebot schicken")
    assert hand.actions <= J2
    hand.press("z")
    page.wait_for_selector("#toasts .toast:not(:has-text('Angelegt'))")


def test_a_chip_is_changed_and_taken_out_by_keys_alone(visit: Any) -> None:
    page = visit("anna", "/werft/today")
    page.keyboard.press("q")
    page.wait_for_selector("dialog#capture[open]")
    page.keyboard.type("Segel prüfen bis 27.11.2030 !hoch")
    page.wait_for_selector(".capture-chips >> text=Hoch")
    page.focus(".capture-chip[value=priority]")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-start]:focus")
    page.keyboard.press("Enter")
    page.wait_for_selector(".capture-chips >> text=Dringend")
    page.wait_for_selector("#capture-text:focus")
    page.focus(".capture-chip[value=due]")
    page.keyboard.press("Enter")
    page.wait_for_selector("input[name=typed]:focus")
    page.keyboard.type("28.11.2030 14:00")
    page.keyboard.press("Enter")
    page.wait_for_selector(".capture-chips >> text=28. November 2030, 14:00")
    page.focus(".capture-chips [name=leave][value=due]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".capture-chips >> text=27. November 2030")
    assert page.input_value("#capture-text") == "Segel prüfen bis 27.11.2030 !hoch"
    page.keyboard.press("Escape")


def test_nothing_typed_is_lost_without_a_connection(visit: Any) -> None:
    page = visit("anna", "/werft/today")
    page.keyboard.press("q")
    page.wait_for_selector("dialog#capture[open]")
    page.keyboard.type("Anker streichen")
    page.wait_for_selector(".capture-chips >> text=Anker streichen")
    page.route("**/capture", lambda route: route.abort())
    page.keyboard.press("Enter")
    page.wait_for_selector(".capture-error:visible >> text=Keine Verbindung")
    assert page.input_value("#capture-text") == "Anker streichen"
    page.unroute("**/capture")
    page.keyboard.press("Enter")
    page.wait_for_selector("#toasts >> text=Angelegt: Aufgabe · Anker streichen")
    lost = ("ERR_FAILED", "Failed to fetch")
    visit.complaints[:] = [one for one in visit.complaints if not any(word in one for word in lost)]


def test_on_the_page_of_an_item_time_and_end_are_said_in_a_line(visit: Any) -> None:
    page = visit("anna", "/werft/work/new?kind=task")
    page.fill("main [name=title]", "Poller setzen")
    page.click("main form button[type=submit]")
    page.wait_for_selector("#work-strip")
    page.keyboard.press("q")
    page.wait_for_selector("dialog#capture[open]")
    page.keyboard.type("45 min gebohrt")
    page.wait_for_selector(".capture-chips >> text=45")
    page.keyboard.press("Enter")
    page.wait_for_selector("#time >> text=gebohrt")
    page.wait_for_selector("html[data-ready]", state="attached")
    page.keyboard.press("q")
    page.wait_for_selector("dialog#capture[open]")
    page.keyboard.type("erledigt")
    page.wait_for_selector(".capture-chips >> text=Poller setzen")
    page.keyboard.press("Enter")
    page.wait_for_selector("#toasts >> text=Abgeschlossen:")


def test_a_refused_dialog_leaves_nothing_in_the_console(visit: Any) -> None:
    """`visit` fails for whatever a page complains about."""
    page = visit("anna", "/werft/work/new?kind=task")
    page.fill("main [name=title]", "Fender flicken")
    page.click("main form button[type=submit]")
    page.wait_for_selector("#work-strip")
    page.click("#time a")
    page.wait_for_selector("dialog#action-dialog[open]")
    page.fill("dialog [name=hours]", "viel")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("dialog#action-dialog[open] .field-error")
    page.fill("dialog [name=hours]", "1")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#time >> text=1 h")


@pytest.mark.parametrize("way", ["keys", "mouse"])
def test_a_customer_becomes_a_client_on_the_spot(
    visit: Any, open_account: Callable[..., str], way: str
) -> None:
    page = visit("anna")
    address = open_account(page, "Taube Verlag")
    hand = Hand(page)
    if way == "keys":
        hand.press("p")
    else:
        hand.click("#record-head [data-key=P]")
    hand.sees("dialog#action-dialog[open] [name=start]:focus")
    manager = page.locator("dialog [name=manager]")
    assert manager.locator("option:checked").inner_text() == "Anna Ahrens", "whoever does it"
    assert page.inner_text("dialog .field-understood"), "it begins today"
    if way == "keys":
        hand.press("Shift+Tab")
        hand.type("Ben")
        hand.press("Control+Enter")
    else:
        # a click opens the list, another one chooses
        hand.actions += 2
        manager.select_option(label="Ben Böhm")
        hand.click("dialog#action-dialog [type=submit]")
    hand.sees("#toasts .toast")
    hand.sees("#record-head .type-client")
    hand.sees(".record :text('Ben Böhm'):visible")
    assert page.url.startswith(address), "nobody was led away"
    assert hand.actions <= J12
    page.keyboard.press("z")
    hand.sees("#record-head .type-customer, #record-head .type-prospect")


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: ./dev.py build")
@pytest.mark.parametrize("width", [1440, 390])
def test_nothing_of_the_line_is_inaccessible(visit: Any, width: int) -> None:
    page = visit("anna", "/werft/today", viewport={"width": width, "height": 844}, bypass_csp=True)
    page.click(".sidebar [data-key=Q]" if width > 1000 else ".bottom-plus")
    page.wait_for_selector("dialog#capture[open]")
    found = wrongs(page)
    page.keyboard.type(
        "Ben soll nächsten Freitag das Angebot für @Ostwind schicken !hoch 2h #neu jeden Monat"
    )
    page.wait_for_selector(".capture-chips >> text=Ben Böhm")
    found += wrongs(page)
    page.click(".capture-chip[value=priority]")
    page.wait_for_selector(".capture-change")
    found += wrongs(page)
    page.click(".capture-chip[value=title]")
    page.wait_for_selector(".capture-typed")
    found += wrongs(page)
    assert found == []
