"""Journeys across a board: by keyboard, mouse, finger and menu, seen at once by others."""

from __future__ import annotations

from typing import Any

from tests.journeys.accessible import wrongs

BOARD = "/werft/accounts?layout=board&relationship=prospect"


def column_of(page: Any, name: str) -> str:
    return page.evaluate(
        "name => [...document.querySelectorAll('.card')]"
        ".find(one => one.textContent.includes(name))?.closest('.board-column').dataset.column",
        name,
    )


def wait_until_in(page: Any, name: str, column: str) -> None:
    page.wait_for_function(
        "([name, column]) => [...document.querySelectorAll(`[data-column='${column}'] .card`)]"
        ".some(one => one.textContent.includes(name) && !one.ariaBusy)",
        arg=[name, column],
    )


def title(page: Any, name: str) -> Any:
    return page.locator(".card-title", has_text=name)


def box_of(page: Any, name: str) -> Any:
    """Where a card is, scrolled to: other journeys may have added some above it."""
    card = page.locator(".card", has_text=name)
    card.evaluate("card => card.scrollIntoView({block: 'center'})")
    return card.bounding_box()


def test_a_card_is_moved_by_keyboard_seen_by_others_and_taken_back(visit):
    page = visit("ben", BOARD, bypass_csp=True)
    other = visit("anna", BOARD)
    page.wait_for_selector(".card-title[tabindex='0']")
    assert wrongs(page) == []
    page.keyboard.press("ArrowDown")
    title(page, "Taube Verlag").focus()
    page.keyboard.press("Shift+ArrowRight")
    wait_until_in(page, "Taube Verlag", "in_contact")
    page.wait_for_selector(".toast:has-text('ist jetzt „Im Gespräch“')")
    assert "Taube" in page.evaluate("document.activeElement.textContent")
    wait_until_in(other, "Taube Verlag", "in_contact")
    assert column_of(other, "Seiler Segel") == "new"
    page.keyboard.press("z")
    page.wait_for_load_state()
    wait_until_in(page, "Taube Verlag", "new")
    wait_until_in(other, "Taube Verlag", "new")


def test_a_card_is_dragged_and_put_back_by_escape(visit):
    page = visit("ben", BOARD)
    page.wait_for_selector(".card-title[tabindex='0']")
    card = box_of(page, "Vogel Papier")
    place = page.locator("[data-column=qualified]").bounding_box()
    grip = (card["x"] + card["width"] - 30, card["y"] + card["height"] - 10)
    page.mouse.move(*grip)
    page.mouse.down()
    page.mouse.move(place["x"] + 60, place["y"] + 120, steps=6)
    page.wait_for_selector(".is-over-place[data-column=qualified]")
    page.keyboard.press("Escape")
    page.mouse.up()
    assert page.locator(".is-ghost").count() == 0
    assert column_of(page, "Vogel Papier") == "new"
    page.mouse.move(*grip)
    page.mouse.down()
    page.mouse.move(place["x"] + 60, place["y"] + 120, steps=6)
    page.mouse.up()
    wait_until_in(page, "Vogel Papier", "qualified")
    page.wait_for_selector(".toast:has-text('Qualifiziert')")


def test_what_others_move_meanwhile_takes_no_card_out_of_the_hand(visit):
    page = visit("ben", BOARD)
    page.wait_for_selector(".card-title[tabindex='0']")
    card = box_of(page, "Taube Verlag")
    place = page.locator("[data-column=qualified]").bounding_box()
    asked: list[Any] = []
    # the answer is on its way when the card is lifted

    def hold(route: Any) -> None:
        route.continue_() if asked else asked.append(route)

    page.route("**/accounts?*redraw=1*", hold)
    other = visit("anna", BOARD)
    title(other, "Pfau Porzellan").focus()
    other.keyboard.press("Shift+ArrowRight")
    wait_until_in(other, "Pfau Porzellan", "in_contact")
    while not asked:
        page.wait_for_timeout(50)
    page.mouse.move(card["x"] + card["width"] - 30, card["y"] + card["height"] - 10)
    page.mouse.down()
    page.mouse.move(place["x"] + 60, place["y"] + 120, steps=6)
    page.wait_for_selector(".is-over-place[data-column=qualified]")
    with page.expect_response("**/accounts?*redraw=1*"):
        asked[0].continue_()
    page.wait_for_timeout(300)
    assert page.locator(".is-over-place[data-column=qualified]").count() == 1
    assert page.locator(".is-held").count() == 1
    assert column_of(page, "Pfau Porzellan") == "new"
    page.keyboard.press("Escape")
    page.mouse.up()
    wait_until_in(page, "Pfau Porzellan", "in_contact")


def test_the_menu_of_a_card_moves_it_and_a_column_is_closed_and_limited(visit):
    page = visit("ben", BOARD, bypass_csp=True)
    page.wait_for_selector(".card-title[tabindex='0']")
    title(page, "Ulmen Apotheke").focus()
    page.keyboard.press(".")
    page.wait_for_selector("#row-menu .menu-item:focus")
    page.keyboard.press("Escape")
    assert "Ulmen" in page.evaluate("document.activeElement.textContent")
    page.keyboard.press(".")
    page.click("#row-menu button:has-text('Im Gespräch')")
    wait_until_in(page, "Ulmen Apotheke", "in_contact")
    page.click("[data-column=new] .board-head button")
    page.click("#column-0-menu a:has-text('3')")
    page.wait_for_url("**limits=new.3*")
    page.click("[data-column=former] .board-head button")
    page.click("#column-5-menu a:has-text('zuklappen')")
    page.wait_for_selector("[data-column=former].is-closed")
    # without the word at the foot, which is no part of the page
    page.reload()
    page.wait_for_selector(".card-title[tabindex='0']")
    assert wrongs(page) == []


def test_on_a_phone_a_finger_moves_a_card_and_one_column_is_seen_at_a_time(visit):
    look = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    page = visit("ben", BOARD, bypass_csp=True, **look)
    page.wait_for_selector(".card-title[tabindex='0']")
    assert wrongs(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.click(".board-tabs a:has-text('Qualifiziert')")
    page.wait_for_function(
        "() => document.querySelector('[data-column=qualified]').getBoundingClientRect().left < 60"
    )
    page.click(".board-tabs a:has-text('Neu')")
    page.wait_for_function("() => document.querySelector('.board').scrollLeft < 2")
    lifted = page.locator(".card", has_text="Seiler Segel")
    lifted.evaluate("card => card.scrollIntoView({block: 'center'})")
    card = lifted.bounding_box()
    finger = page.context.new_cdp_session(page)

    def touch(kind: str, x: float = 0, y: float = 0) -> None:
        points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    height = card["y"] + card["height"] / 2
    touch("touchStart", card["x"] + 120, height)
    page.wait_for_selector(".card.is-held")
    # held at the edge, the next columns come nearer
    touch("touchMove", 385, height)
    page.wait_for_function("() => document.querySelector('.board').scrollLeft > 300")
    touch("touchMove", 200, height)
    there = page.wait_for_selector(".board-column.is-over-place").get_attribute("data-column")
    touch("touchEnd")
    wait_until_in(page, "Seiler Segel", there)


def test_the_menus_of_a_board_that_was_drawn_over_a_table_open(visit):
    page = visit("ben", "/werft/accounts?relationship=prospect")
    page.click("[aria-haspopup][aria-controls='menu-sort']")
    page.keyboard.press("Escape")
    page.click("a[href*='layout=board']")
    page.wait_for_selector("k-board")
    page.click("[aria-controls='menu-board-groups']")
    page.wait_for_selector("#menu-board-groups:popover-open")
    assert page.get_attribute("[aria-controls='menu-board-groups']", "aria-expanded") == "true"
