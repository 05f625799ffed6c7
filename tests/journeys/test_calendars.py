"""Journeys through a list as a calendar: to another day by keyboard and mouse, and by an action."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.journeys.accessible import wrongs

LIST = "/werft/accounts"
DATED = f"{LIST}?layout=calendar&dated=acquired_on"
#: in the middle of a month, so that a week on either side is shown, too
DAY = date(2031, 3, 12)
HERE = f"{DATED}&day={DAY}"


def wait_until_on(page: Any, name: str, day: date) -> None:
    page.wait_for_function(
        "([name, day]) => [...document.querySelectorAll(`#day-${day} .calendar-what`)]"
        ".some(one => one.textContent === name && !one.closest('[aria-busy]'))",
        arg=[name, f"{day}"],
    )


def put_on(page: Any, open_account: Any, name: str, day: date) -> None:
    open_account(page, name)
    sent = """async day => {
        const given = JSON.parse(document.body.getAttribute("hx-headers:inherited"));
        const to = location.pathname.split("/").slice(0, 4).join("/") + "/change";
        return (await fetch(to, {method: "POST", headers: given,
            body: new URLSearchParams({acquired_on: day})})).status;
    }"""
    assert page.evaluate(sent, f"{day}") == 200


def test_an_entry_is_moved_by_keyboard_and_mouse_and_seen_by_others(visit, open_account):
    page = visit("ben", bypass_csp=True)
    put_on(page, open_account, "Xanten Optik", DAY)
    other = visit("anna", HERE)
    page.goto(HERE)
    entry = page.locator(".calendar-entry", has_text="Xanten Optik")
    page.wait_for_selector(".calendar-entry[tabindex='0']")
    assert wrongs(page) == []
    entry.focus()
    page.keyboard.press("Shift+ArrowRight")
    wait_until_on(page, "Xanten Optik", DAY + timedelta(days=1))
    wait_until_on(other, "Xanten Optik", DAY + timedelta(days=1))
    assert "Xanten" in page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Shift+ArrowUp")
    wait_until_on(page, "Xanten Optik", DAY - timedelta(days=6))
    box = entry.bounding_box()
    there = page.locator(f"#day-{DAY + timedelta(days=2)}").bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 12)
    page.mouse.down()
    page.mouse.move(there["x"] + 50, there["y"] + 70, steps=6)
    page.mouse.up()
    wait_until_on(page, "Xanten Optik", DAY + timedelta(days=2))
    entry.focus()
    page.keyboard.press(".")
    page.click("#row-menu button:has-text('Einen Tag früher')")
    wait_until_on(page, "Xanten Optik", DAY + timedelta(days=1))


def test_a_phone_shows_the_days_that_have_something(visit, open_account):
    page = visit("ben")
    put_on(page, open_account, "Wolke Reisen", DAY)
    look = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    phone = visit("ben", HERE, bypass_csp=True, **look)
    phone.wait_for_selector(".calendar-entry[tabindex='0']")
    assert phone.locator(f"#day-{DAY}").is_visible()
    assert not phone.locator(f"#day-{DAY + timedelta(days=10)}").is_visible()
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert wrongs(phone) == []
