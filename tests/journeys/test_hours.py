"""Journeys through a member's own calendar: hours by keyboard, mouse and on a phone."""

from __future__ import annotations

import urllib.parse
from typing import Any

from tests.journeys.accessible import wrongs

HERE = "/werft/today/calendar?on=2031-03-12"


def plan(page: Any, title: str, due: str) -> None:
    """A task of whoever has the window open."""
    page.goto("/werft/capture?" + urllib.parse.urlencode({"text": f"{title} {due}"}))
    page.click("main button.button-primary")
    page.wait_for_selector(f"#toasts >> text={title}")


def wait_until_at(page: Any, name: str, day: str, at: str) -> None:
    page.wait_for_function(
        "([name, day, at]) => [...document.querySelectorAll(`#day-${day} .calendar-entry`)]"
        ".some(one => one.textContent.includes(name) && one.textContent.includes(at)"
        " && !one.closest('[aria-busy]'))",
        arg=[name, day, at],
    )


def test_what_has_a_time_is_moved_by_mouse_and_keyboard(visit):
    page = visit("ben", bypass_csp=True)
    plan(page, "Rigg abnehmen", "12.3.2031 11:30")
    page.goto(HERE)
    entry = page.locator(".calendar-entry", has_text="Rigg abnehmen")
    page.wait_for_selector(".calendar-entry[tabindex='0']")
    assert wrongs(page) == []
    # the working day is in sight, the night is not
    assert page.evaluate("document.querySelector('k-calendar').scrollTop") > 300
    hour = page.evaluate("document.querySelector('.calendar-timed').offsetHeight / 24")
    box = entry.bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 6)
    page.mouse.down()
    page.mouse.move(box["x"] + 20, box["y"] + 6 + 2 * hour, steps=6)
    page.mouse.up()
    wait_until_at(page, "Rigg abnehmen", "2031-03-12", "13:30")
    entry.focus()
    page.keyboard.press("Shift+ArrowUp")
    wait_until_at(page, "Rigg abnehmen", "2031-03-12", "13:15")
    page.keyboard.press("Shift+ArrowRight")
    wait_until_at(page, "Rigg abnehmen", "2031-03-13", "13:15")
    assert "Rigg" in page.evaluate("document.activeElement.textContent")
    page.keyboard.press("z")
    wait_until_at(page, "Rigg abnehmen", "2031-03-12", "13:15")


def test_a_move_that_is_refused_puts_it_back_where_it_was_moved_before(visit):
    page = visit("ben")
    plan(page, "Anker lichten", "12.3.2031 10:00")
    page.goto(HERE)
    entry = page.locator(".calendar-entry", has_text="Anker lichten")
    # the page is not drawn anew meanwhile
    page.route("**/today/calendar?*", lambda route: None)
    entry.focus()
    with page.expect_response("**/change"):
        page.keyboard.press("Shift+ArrowDown")
    moved = entry.bounding_box()
    page.route("**/change", lambda route: route.fulfill(status=422, body="Nein."))
    hour = page.evaluate("document.querySelector('.calendar-timed').offsetHeight / 24")
    page.mouse.move(moved["x"] + 20, moved["y"] + 6)
    page.mouse.down()
    page.mouse.move(moved["x"] + 20, moved["y"] + 6 + 2 * hour, steps=6)
    page.mouse.up()
    page.wait_for_selector(".is-bad:has-text('Anker lichten')")
    assert entry.bounding_box() == moved


def test_a_phone_shows_one_day_and_the_others_as_a_strip(visit):
    page = visit("ben")
    plan(page, "Segel holen", "11.3.2031 09:00")
    look = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    phone = visit("ben", HERE, bypass_csp=True, **look)
    assert phone.locator(".calendar-day:visible").count() == 1
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert wrongs(phone) == []
    phone.click(".calendar-strip-day:nth-child(2)")
    phone.wait_for_selector("#day-2031-03-11 .calendar-entry:has-text('Segel holen')")
    assert phone.locator(".calendar-day:visible").count() == 1


def test_a_month_of_a_list_scrolls_within_its_page(visit):
    page = visit("ben", "/werft/accounts?layout=calendar&dated=acquired_on")
    asked = "[document.querySelector('k-calendar').clientHeight,"
    asked += " document.querySelector('.page').scrollHeight, innerHeight]"
    box = page.evaluate(asked)
    assert box[0] < box[2]
    assert box[1] <= box[2]
