"""Journeys through the list: find, sort, scroll, open, come back, edit, peek."""

from __future__ import annotations

from typing import Any

LIST = "/werft/accounts"


def row_of(page: Any, name: str) -> Any:
    """The row of an account of this name."""
    return page.locator(
        "tbody tr[data-href]", has=page.locator(f".row-name span:text-is('{name}')")
    )


def test_a_list_is_filtered_sorted_scrolled_left_and_found_again_where_it_was(visit):
    page = visit.window()
    visit.sign_in(page, "anna@werft.example")
    page.goto(LIST)
    page.click(".segment:has-text('Kunden')")
    page.wait_for_url("**relationship=customer*")
    assert row_of(page, "Zeder Bau").count() == 0
    page.click("th .sort:has-text('Name')")
    page.wait_for_url("**sort=-name*")
    assert "Laufkunde 130" in page.locator("tbody tr[data-href]").first.inner_text()
    first = page.locator("tbody tr[data-href]").count()
    page.locator(".table-sentinel").scroll_into_view_if_needed()
    page.wait_for_function(f"() => document.querySelectorAll('tr[data-href]').length > {first}")
    last = row_of(page, "Laufkunde 060")
    last.scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    where = page.evaluate("document.querySelector('.table-scroll').scrollTop")
    assert where > 1000
    last.locator(".row-name a").click()
    page.wait_for_selector(".record")
    assert page.title().startswith("Laufkunde 060")
    page.go_back()
    page.wait_for_selector("tbody tr[data-href]")
    row_of(page, "Laufkunde 060").wait_for()
    page.wait_for_function("() => document.querySelector('.table-scroll').scrollTop > 1000")
    row_of(page, "Laufkunde 060").locator(".row-name a").click()
    page.wait_for_selector(".record-place:has-text('71 von 130')")
    page.keyboard.press("Escape")
    page.wait_for_selector("tbody tr[data-href] td:focus")
    assert "Laufkunde 060" in page.inner_text("tr:has(td:focus)")
    assert page.evaluate("document.querySelector('.table-scroll').scrollTop") > 1000


def test_a_filter_chip_stands_in_the_address_and_goes_with_one_click(visit):
    page = visit("anna", f"{LIST}?city=Flensburg")
    assert page.locator("tbody tr[data-href]").count() == 1
    page.reload()
    assert "Flensburg" in page.inner_text(".filter-value")
    page.click(".filter-remove")
    page.wait_for_function("() => document.querySelectorAll('tbody tr[data-href]').length > 10")
    assert "city" not in page.url


def test_a_wrong_filter_says_so_above_the_whole_list(visit):
    page = visit("anna", f"{LIST}?colour=blue")
    assert "colour" in page.inner_text(".banner")
    assert page.locator("tbody tr[data-href]").count() > 10


def test_a_cell_is_edited_with_the_keyboard_alone(visit):
    page = visit("anna", f"{LIST}?q=Zeder&cols=name,city,email,phone")
    page.keyboard.press("j")
    for _ in range(6):
        if "city" in (page.evaluate("document.activeElement.id") or ""):
            break
        page.keyboard.press("ArrowRight")
    page.keyboard.press("F2")
    page.wait_for_selector("td [data-cell-input]:focus")
    page.keyboard.type("Lübeck")
    page.keyboard.press("Tab")
    page.wait_for_selector(".cell-saved:has-text('Lübeck')")
    assert "email" in page.evaluate("document.activeElement.id")
    page.keyboard.press("F2")
    page.wait_for_selector("td [data-cell-input]:focus")
    page.keyboard.type("keine adresse")
    page.keyboard.press("Enter")
    page.wait_for_selector(".cell-error [role=alert]")
    assert page.input_value("td [data-cell-input]") == "keine adresse"
    page.keyboard.press("Escape")
    page.wait_for_selector("td [data-cell-input]", state="detached")
    assert "email" in page.evaluate("document.activeElement.id")
    page.reload()
    assert "Lübeck" in row_of(page, "Zeder Bau").inner_text()
    assert "keine adresse" not in page.content()


def test_two_people_edit_one_cell_and_nothing_is_lost(visit):
    address = f"{LIST}?q=Ypsilon&cols=name,city,email,phone"
    anna, ben = visit("anna", address), visit("ben", address)
    for page in (anna, ben):
        page.locator("td[id$=-city]").click()
        page.wait_for_selector("td [data-cell-input]:focus")
    anna.keyboard.type("Oldenburg")
    anna.keyboard.press("Enter")
    anna.wait_for_selector(".cell-saved:has-text('Oldenburg')")
    ben.keyboard.type("Cuxhaven")
    ben.keyboard.press("Enter")
    ben.wait_for_selector(".cell-conflict [role=alert]")
    assert "Oldenburg" in ben.inner_text(".cell-conflict")
    assert "Anna Ahrens" in ben.inner_text(".cell-conflict")
    assert ben.input_value("td [data-cell-input]") == "Cuxhaven"
    ben.click("[data-cell-form] button[type=submit]")
    ben.wait_for_selector("[data-cell-form]", state="detached")
    assert "Cuxhaven" in ben.inner_text("td[id$=-city]")
    anna.wait_for_selector("td[id$=-city]:has-text('Cuxhaven')")


def test_what_one_person_changes_appears_on_the_screens_of_others(visit, open_account):
    anna = visit("anna", f"{LIST}?q=Xanten&cols=name,city,phone")
    ben = visit("ben", f"{LIST}?q=Xanten&cols=name,city,phone")
    own = visit("ben")
    open_account(own, "Xanten Optik")
    own.wait_for_timeout(400)
    anna.locator("td[id$=-city]").click()
    anna.wait_for_selector("td [data-cell-input]:focus")
    anna.keyboard.type("Wesel")
    anna.keyboard.press("Enter")
    ben.wait_for_selector("td[id$=-city]:has-text('Wesel')")
    own.wait_for_selector(".facts:has-text('Wesel')")


def test_a_peek_walks_the_list_and_gives_the_focus_back(visit):
    page = visit("anna", f"{LIST}?q=Laufkunde&relationship=customer")
    names = page.locator("tbody tr[data-href] .row-name .person > span:last-child")
    first, second = names.nth(0).inner_text(), names.nth(1).inner_text()
    page.keyboard.press("j")
    page.wait_for_selector("tbody tr[data-href]:first-child td:focus")
    page.keyboard.press("Space")
    page.wait_for_selector(f"#peek .peek-body :text('{first}')")
    page.keyboard.press("j")
    page.wait_for_selector(f"#peek .peek-body :text('{second}')")
    page.keyboard.press("k")
    page.wait_for_selector(f"#peek .peek-body :text('{first}')")
    page.keyboard.press("Escape")
    page.wait_for_selector("#peek", state="hidden")
    assert "peek=" not in page.url
    assert first in page.evaluate("document.activeElement.closest('tr').textContent")


def test_what_is_deleted_comes_back_by_the_toast_and_from_the_trash(visit):
    page = visit("anna", f"{LIST}?q=Vogel")
    page.locator("[data-select]").first.check()
    page.click("[data-bulk] button[type=submit]:not([formaction])")
    row_of(page, "Vogel Papier").wait_for(state="detached")
    page.click(".toast button:has-text('Rückgängig')")
    row_of(page, "Vogel Papier").wait_for()
    page.locator("[data-select]").first.check()
    page.click("[data-bulk] button[type=submit]:not([formaction])")
    row_of(page, "Vogel Papier").wait_for(state="detached")
    page.goto("/werft/trash")
    page.click("tr:has-text('Vogel Papier') button:has-text('Wiederherstellen')")
    page.wait_for_selector(".record")
    page.goto(f"{LIST}?q=Vogel")
    row_of(page, "Vogel Papier").wait_for()


def test_a_preview_stands_beside_the_list_and_covers_nothing_of_it(visit):
    page = visit("anna", f"{LIST}?q=Zeder")
    page.keyboard.press("j")
    page.keyboard.press("Space")
    page.wait_for_selector("#peek h2")
    panel = page.locator("#peek").bounding_box()
    for part in ("#main", ".page-actions .button-primary"):
        box = page.locator(part).bounding_box()
        assert box["x"] + box["width"] <= panel["x"] + 1, part
