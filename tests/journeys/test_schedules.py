"""Journeys through work as a schedule and as a workload, by keyboard and mouse, seen by others."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from tests.journeys.accessible import wrongs

#: far from everything else that journeys plan
DAY = date(2032, 3, 10)
HERE = f"/werft/work?layout=schedule&day={DAY}"


def furnish(page: Any, title: str, first: date, last: date, parent: str = "") -> str:
    """Add an item over the form of a new one; returns its key."""
    add = """async ([title, first, last, parent]) => {
        const given = JSON.parse(document.body.getAttribute("hx-headers:inherited"));
        const body = new URLSearchParams({title, kind: "task", starts_on: first, due: last});
        if (parent) body.set("parent", parent);
        const answer = await fetch("/werft/work/new", {method: "POST", headers: given, body});
        return answer.status;
    }"""
    page.goto(HERE)
    assert page.evaluate(add, [title, f"{first}", f"{last}", parent]) < 400
    page.goto(f"{HERE}&q={title}")
    row = page.locator(".schedule-row", has_text=title).first
    return str(row.get_attribute("data-item"))


def days(page: Any, key: str) -> tuple[str, str]:
    row = page.locator(f"#bar-{key}")
    return row.get_attribute("data-first"), row.get_attribute("data-last")


def wait_for_days(page: Any, key: str, first: date, last: date) -> None:
    page.wait_for_function(
        "([key, first, last]) => { const row = document.getElementById(`bar-${key}`);"
        " return row?.dataset.first === first && row.dataset.last === last"
        " && !row.hasAttribute('aria-busy'); }",
        arg=[key, f"{first}", f"{last}"],
    )


def test_a_bar_is_moved_by_keyboard_and_mouse_and_seen_by_others(visit: Any) -> None:
    page = visit("ben", bypass_csp=True)
    title = f"Mast {uuid.uuid4().hex[:6]}"
    key = furnish(page, title, DAY, DAY + timedelta(days=9))
    here = f"{HERE}&q={title}"
    other = visit("anna", here)
    page.goto(here)
    page.wait_for_selector(f"#bar-{key} [data-item-link][tabindex='0']")
    assert wrongs(page) == []
    page.focus(f"#bar-{key} [data-item-link]")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    wait_for_days(page, key, DAY + timedelta(days=2), DAY + timedelta(days=11))
    wait_for_days(other, key, DAY + timedelta(days=2), DAY + timedelta(days=11))
    assert title in page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Alt+Shift+ArrowLeft")
    wait_for_days(page, key, DAY + timedelta(days=2), DAY + timedelta(days=10))
    box = page.locator(f"#bar-{key} [data-bar] > rect").first.bounding_box()
    lane = page.locator(f"#bar-{key} .schedule-lane").bounding_box()
    day = lane["width"] / 112
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] / 2, y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 + 3 * day, y, steps=6)
    page.mouse.up()
    wait_for_days(page, key, DAY + timedelta(days=5), DAY + timedelta(days=13))
    page.wait_for_selector("#toasts .toast")
    page.keyboard.press("z")
    wait_for_days(page, key, DAY + timedelta(days=2), DAY + timedelta(days=10))


def test_an_end_is_dragged_escape_puts_back_and_the_menu_moves_without_dragging(visit: Any) -> None:
    page = visit("ben")
    title = f"Kiel {uuid.uuid4().hex[:6]}"
    key = furnish(page, title, DAY, DAY + timedelta(days=9))
    page.goto(f"{HERE}&q={title}")
    page.wait_for_selector(f"#bar-{key} [data-item-link][tabindex='0']")
    box = page.locator(f"#bar-{key} [data-bar] > rect").first.bounding_box()
    lane = page.locator(f"#bar-{key} .schedule-lane").bounding_box()
    day, y = lane["width"] / 112, box["y"] + box["height"] / 2
    for ends in ("Escape", ""):
        page.mouse.move(box["x"] + box["width"] - 3, y)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] - 3 + 4 * day, y, steps=6)
        if ends:
            page.keyboard.press(ends)
        page.mouse.up()
        last = DAY + timedelta(days=9 if ends else 13)
        wait_for_days(page, key, DAY, last)
    page.focus(f"#bar-{key} [data-item-link]")
    page.keyboard.press(".")
    page.click("#row-menu button:has-text('Eine Woche später')")
    wait_for_days(page, key, DAY + timedelta(days=7), DAY + timedelta(days=20))


def test_a_phone_lists_the_bars_in_words_and_nothing_is_cut_off(visit: Any) -> None:
    page = visit("ben", bypass_csp=True, viewport={"width": 390, "height": 844})
    title = f"Ruder {uuid.uuid4().hex[:6]}"
    key = furnish(page, title, DAY, DAY + timedelta(days=9))
    page.goto(f"{HERE}&q={title}")
    assert page.locator(f"#bar-{key} .schedule-told").is_visible()
    assert not page.locator(f"#bar-{key} .schedule-lane").is_visible()
    assert wrongs(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_week_of_the_workload_leads_to_its_list(visit: Any) -> None:
    page = visit("ben", "/werft/work?layout=workload", bypass_csp=True)
    page.wait_for_selector(".workload-table")
    assert wrongs(page) == []
    cell = page.locator("a.workload-cell").first
    if cell.count():
        cell.click()
        page.wait_for_selector("k-grid")
    page.goto(f"/werft/work?layout=workload&day={DAY}")
    assert page.locator(".workload-table tbody tr").count() >= 7
