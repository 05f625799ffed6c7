"""Journeys of the focus: it stands where the next thing is typed, and never on nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

LIST = "/werft/accounts"
Go = Callable[..., str]


def test_a_name_is_edited_where_it_stands_and_escape_takes_it_back(
    visit: Any, open_account: Go
) -> None:
    page = visit("anna")
    open_account(page, "Xanten Optik")
    before = page.locator("#record-title").bounding_box()
    page.click("#record-title .fact-value")
    page.wait_for_selector("#record-title [data-cell-input]:focus")
    after = page.locator("#record-title").bounding_box()
    assert (before["y"], before["height"]) == (after["y"], after["height"])
    page.keyboard.type("Neu")
    page.keyboard.press("Escape")
    page.wait_for_selector("#record-title .fact-value:focus:has-text('Xanten Optik')")


def test_f2_renames_in_the_list(visit: Any) -> None:
    page = visit("anna", f"{LIST}?q=Ypsilon")
    page.keyboard.press("j")
    page.keyboard.press("F2")
    page.wait_for_selector("td [data-cell-input]:focus")
    page.keyboard.press("Escape")
    page.wait_for_selector("td.is-title .row-name:has-text('Ypsilon Druck')")


def test_logging_a_contact_begins_with_the_text_of_a_call(visit: Any, open_account: Go) -> None:
    page = visit("anna")
    open_account(page, "Xanten Optik")
    for _ in range(2):
        page.click(".page-actions a[href*='#composer']")
        page.wait_for_selector(".composer-text:focus")
        assert page.get_attribute("[data-mode-name=call]", "aria-selected") == "true"
        page.keyboard.press("Escape")
    box = page.locator(".composer").bounding_box()
    tabs = page.locator(".record-centre > .tabs").bounding_box()
    assert box["y"] >= tabs["y"] + tabs["height"]


def test_a_filter_is_added_by_keys_alone(visit: Any) -> None:
    page = visit("anna", LIST)
    page.keyboard.press("f")
    page.wait_for_selector("#filter-panel [data-narrows]:focus")
    page.keyboard.type("plz")
    page.wait_for_selector(
        "#filter-panel:not(:has(.menu-item:not([hidden]) + .menu-item:not([hidden])))"
    )
    page.keyboard.press("Escape")
    page.wait_for_selector("[data-pops=filter-panel]:focus")
    page.keyboard.press("f")
    page.wait_for_selector("#filter-panel [data-narrows]:focus")
    page.keyboard.type("letzter kon")
    page.keyboard.press("Enter")
    page.wait_for_selector("#filter-panel input[name='last_contact.on']:focus")
    for _ in range(6):
        page.keyboard.press("Tab")
    page.wait_for_selector("#filter-panel input[name='last_contact.older']:focus")
    page.keyboard.type("30")
    page.keyboard.press("Enter")
    page.wait_for_selector("#chip-last_contact:focus:has-text('30 Tage zurück oder nie')")
    page.wait_for_selector("#filter-panel", state="hidden")


def test_the_focus_is_on_the_filter_button_when_a_filter_is_gone(visit: Any) -> None:
    page = visit("anna", f"{LIST}?city=Flensburg")
    page.focus(".filter-remove")
    page.keyboard.press("Enter")
    page.wait_for_selector("#filter-add:focus")


def test_the_menu_of_a_row_opens_by_key_and_gives_the_focus_back(visit: Any) -> None:
    page = visit("anna", f"{LIST}?q=Ypsilon")
    page.keyboard.press("j")
    page.keyboard.press(".")
    page.wait_for_selector("#row-menu .menu-item:focus")
    page.keyboard.press("Escape")
    page.wait_for_selector("td.is-title:focus")
    page.keyboard.press("End")
    page.wait_for_selector("td.is-menu:focus")
    page.keyboard.press("Enter")
    page.wait_for_selector("#row-menu .menu-item:focus")


def test_a_new_row_is_followed_by_the_next_one_and_said_once(visit: Any) -> None:
    page = visit("anna", f"{LIST}?relationship=prospect")
    page.fill("#new-row", "Strandkorb Verleih")
    page.keyboard.press("Enter")
    page.wait_for_selector("#new-row:focus:placeholder-shown")
    page.wait_for_selector("#announcer:has-text('Strandkorb Verleih')", state="attached")


def test_what_was_added_has_the_focus_on_its_heading(visit: Any) -> None:
    page = visit("anna", LIST)
    page.keyboard.press("c")
    page.keyboard.press("k")
    page.wait_for_selector("#new-name:focus")
    page.keyboard.type("Tauwerk Timm")
    page.click("#quick-form button[value=open]")
    page.wait_for_selector("#record-title:focus, h1:focus")


def test_a_refused_value_stays_in_its_cell_until_it_is_taken_back(visit: Any) -> None:
    page = visit("anna", f"{LIST}?q=Ypsilon&cols=phone,city")
    cell = page.locator("td[data-edit$='/fields/phone']").first
    width = cell.bounding_box()["width"]
    page.keyboard.press("j")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_selector("td [data-cell-input]:focus")
    assert abs(cell.bounding_box()["width"] - width) < 1
    page.keyboard.type("abc")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-cell-input][aria-invalid=true]:focus")
    page.keyboard.press("Tab")
    assert page.input_value("[data-cell-input][aria-invalid=true]:focus") == "abc"
    page.keyboard.press("Escape")
    page.wait_for_selector("td[data-edit$='/fields/phone']:focus")


def test_a_list_is_narrowed_while_one_types(visit: Any) -> None:
    page = visit("anna", LIST)
    page.keyboard.press("/")
    page.keyboard.type("Ypsil")
    page.wait_for_function("() => document.querySelectorAll('tbody tr[data-href]').length === 1")
    page.keyboard.type("on")
    page.wait_for_url(lambda url: url.endswith("q=Ypsilon"))
    assert page.input_value("#list-search:focus") == "Ypsilon"


def test_after_deleting_the_next_row_has_the_focus_and_nothing_is_chosen(visit: Any) -> None:
    page, other = (visit(one, f"{LIST}?q=Strandgut") for one in ("anna", "ben"))
    first = page.locator("tbody tr[data-href]").first.get_attribute("id")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.wait_for_selector("[data-bulk]:visible")
    row = f"{first.removeprefix('row-')}/row"
    with other.expect_response(lambda answer: row in answer.url):
        page.click("#bulk [type=submit]:not([formaction])")
        page.wait_for_selector(f"#{first}", state="detached")
    page.wait_for_selector("tbody tr[data-href]:first-child td:focus")
    assert not page.is_checked("[data-select-all]")
    assert page.locator("[data-select-all]").evaluate("box => box.indeterminate") is False
    assert not page.is_visible("[data-newer]")


def test_the_trash_is_among_the_tools_which_stay_open_there(visit: Any) -> None:
    page = visit("anna", LIST)
    trash = "#sidebar .side-tools a[href='/werft/trash']"
    assert not page.is_visible(trash)
    page.focus("#sidebar .side-tools > summary")
    page.keyboard.press("Enter")
    page.click(trash)
    page.wait_for_url("**/werft/trash")
    page.wait_for_selector(f"{trash}[aria-current=page]:visible")


def test_a_phone_calls_from_the_head_of_an_account(visit: Any, open_account: Go) -> None:
    page = visit("anna", viewport={"width": 390, "height": 844})
    open_account(page, "Müller & Partner")
    page.wait_for_selector(".page-actions a[href^='tel:']:visible")
    assert not page.is_visible(".record-owner")
    page.click(".page-actions [aria-haspopup=menu]")
    page.wait_for_selector("#menu-record .only-phone:visible")


def test_an_empty_name_is_refused_in_our_own_words(visit: Any) -> None:
    page = visit("anna", LIST)
    page.keyboard.press("c")
    page.keyboard.press("k")
    page.wait_for_selector("#new-name:focus")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#quick-form .field-error")


def test_a_refused_form_with_an_open_list_breaks_no_rule(visit: Any) -> None:
    page = visit("anna", "/werft/contacts")
    page.click(".page-actions [hx-get$='/contacts/new']")
    page.click("#quick-form [role=combobox]")
    page.keyboard.type("Zeder")
    page.wait_for_selector("#quick-form [role=option]")
    page.click("#quick-form button[value=open]")
    page.wait_for_selector("#quick-form .field-error")


def test_after_adding_a_person_the_next_one_can_be_added(visit: Any, open_account: Go) -> None:
    page = visit("anna")
    open_account(page, "Taube Verlag")
    page.click("#people summary")
    page.fill("#people [name=last_name]", "Tauber")
    page.keyboard.press("Enter")
    page.wait_for_selector("#people .panel-line:has-text('Tauber')")
    page.wait_for_selector("#people summary:focus")
