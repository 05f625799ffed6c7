"""Adding where one is, by keys alone; and acting on a record without leaving its page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def test_a_name_and_one_chord_add_a_record_and_stay(visit: Any) -> None:
    page = visit("anna", "/werft/accounts?relationship=client")
    page.keyboard.press("c")
    page.keyboard.press("k")
    page.wait_for_selector("dialog#quick-new[open]")
    page.keyboard.type("Zeder")
    page.wait_for_selector("#quick-similar >> text=Zeder Bau")
    page.keyboard.type(" Nord")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#toasts .toast")
    assert page.url.endswith("/werft/accounts?relationship=client")
    page.wait_for_selector(".row-name >> text=Zeder Nord")
    page.keyboard.press("c")
    page.keyboard.press("k")
    page.wait_for_selector("dialog#quick-new[open]")
    page.keyboard.type("Zeder Ost")
    page.keyboard.press("Control+Shift+Enter")
    page.wait_for_selector(".record")
    assert page.inner_text("#record-title") == "Zeder Ost"


def test_what_is_added_is_chosen_by_its_letter_which_is_shown_and_waits(visit: Any) -> None:
    page = visit("anna", "/werft/accounts")
    page.keyboard.press("c")
    page.wait_for_selector("#menu-creates:popover-open .menu-item:focus")
    # longer than any pair of keys waits elsewhere: the letter still chooses, and types nowhere
    page.wait_for_timeout(1500)
    page.keyboard.press("t")
    page.wait_for_selector("dialog#quick-new[open] h2:has-text('Neu: Aufgabe')")
    assert page.input_value("#quick-form [name=title]") == ""
    assert page.input_value("#quick-form [name=kind]") == "task"
    row = page.locator("#quick-form .segments").bounding_box()
    for one in page.locator("#quick-form .segment").all():
        box = one.bounding_box()
        assert row["x"] <= box["x"]
        assert box["x"] + box["width"] <= row["x"] + row["width"]
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog#quick-new[open]", state="detached")
    page.keyboard.press("?")
    told = page.inner_text("#keys")
    for what in ("Neu: Aufgabe", "Neu: Auftrag", "Neu: Anfrage", "Neu: Person", "Neu: Termin"):
        assert what in told


def test_the_line_below_the_list_adds_what_the_list_shows(visit: Any) -> None:
    page = visit("anna", "/werft/accounts?relationship=prospect")
    page.fill(".new-row input.input", "Quarz Labor")
    page.keyboard.press("Enter")
    page.wait_for_selector(".row-name >> text=Quarz Labor")
    assert page.url.endswith("relationship=prospect")
    assert page.input_value(".new-row input.input") == ""


def test_promoting_happens_over_the_page_and_can_be_taken_back(
    visit: Any, open_account: Callable[..., str]
) -> None:
    page = visit("anna")
    address = open_account(page, "Taube Verlag")
    page.keyboard.press("p")
    page.wait_for_selector("dialog#action-dialog[open]")
    assert page.url.startswith(address)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#toasts .toast")
    page.wait_for_selector("#record-head .type-client")
    page.keyboard.press("z")
    page.wait_for_selector("#record-head .type-prospect")


def test_who_may_see_it_is_chosen_from_the_page(
    visit: Any, open_account: Callable[..., str]
) -> None:
    page = visit("anna")
    address = open_account(page, "Quast Farben")
    page.click("#privacy a")
    page.click("label:has([name=privacy][value=named])")
    page.click("label:has-text('Cleo Carstens')")
    page.click("form.share [type=submit]")
    page.wait_for_selector("#privacy >> text=Cleo Carstens")
    assert page.url.startswith(address)
