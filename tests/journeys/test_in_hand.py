"""What others change meanwhile takes no menu and no press out of anybody's hand."""

from __future__ import annotations

from typing import Any

from tests.journeys.opened import add

MENU = "#menu-record"


def rename(page: Any, title: str) -> None:
    page.click("#record-title .fact-value")
    page.wait_for_selector("#record-title [data-cell-input]:focus")
    page.keyboard.press("Control+a")
    page.keyboard.type(title)
    page.keyboard.press("Enter")
    page.wait_for_selector(f"#record-title .fact-value:has-text('{title}')")


def test_a_menu_stays_open_while_its_record_is_changed(visit: Any) -> None:
    page = visit("anna")
    add(page, "Anker prüfen", "task")
    address = page.url.partition("?")[0]
    other, beside = visit("anna", address), visit("anna", address)
    page.locator(".page-actions k-menu > button").last.click()
    page.wait_for_selector(f"{MENU}:popover-open")
    rename(other, "Anker tauschen")
    beside.wait_for_selector("#record-title:has-text('Anker tauschen')")
    page.wait_for_timeout(1000)
    assert page.locator(f"{MENU}:popover-open").count() == 1
    assert "Anker prüfen" in page.inner_text("#record-title")
    page.keyboard.press("Escape")
    page.wait_for_selector("#record-title:has-text('Anker tauschen')")


def test_what_a_change_shows_itself_in_is_drawn_from_one_answer(visit: Any) -> None:
    page = visit("anna")
    add(page, "Segel flicken", "task")
    page.goto(page.url)
    address = page.url.partition("?")[0]
    other = visit("anna", address)
    regions = page.locator("[data-live^='work:']").count()
    assert regions >= 3
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if one.url.startswith(address) else None)
    with page.expect_response(lambda one: one.url.partition("?")[0] == address):
        rename(other, "Segel nähen")
    page.wait_for_selector("#record-title:has-text('Segel nähen')")
    page.wait_for_timeout(1000)
    pages = [one for one in asked if one.partition("?")[0] == address]
    assert len(pages) == 1, asked
    # an open menu waits; what waits beside it comes from one answer, too
    page.locator(".page-actions k-menu > button").last.click()
    page.wait_for_selector(f"{MENU}:popover-open")
    rename(other, "Segel nachnähen")
    page.wait_for_timeout(1000)
    page.keyboard.press("Escape")
    page.wait_for_selector("#record-title:has-text('Segel nachnähen')")


def test_a_press_opens_what_it_began_on(visit: Any) -> None:
    page, other = visit("anna"), visit("anna")
    add(other, "Bilge lenzen 1", "task")
    listed = "/werft/work?kind=task&q=Bilge+lenzen"
    page.goto(listed)
    held: list[Any] = []

    def hold(route: Any) -> None:
        held.append(route)

    page.route("**/werft/work?*", hold)
    add(other, "Bilge lenzen 2", "task")
    while not held:
        page.wait_for_timeout(50)
    title = page.locator("td.is-title a:has-text('Bilge lenzen 1')").bounding_box()
    page.mouse.move(title["x"] + 20, title["y"] + title["height"] / 2)
    page.mouse.down()
    for route in held:
        with page.expect_response("**/werft/work?*"):
            route.continue_()
    page.wait_for_timeout(300)
    assert page.locator("text=Bilge lenzen 2").count() == 0
    page.unroute("**/werft/work?*")
    page.mouse.up()
    page.wait_for_selector("#record-title:has-text('Bilge lenzen 1')")
