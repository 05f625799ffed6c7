"""An order by telephone and its end, all of it by keys; nothing of it inaccessible."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.journeys.accessible import AXE, JANA, wrongs


def offer(page: Any, *names: str) -> None:
    """Let the firm offer something."""
    for name in names:
        page.goto("/werft/products/new")
        page.fill("[name=name]", name)
        page.keyboard.press("Control+Enter")
        page.wait_for_selector("#toasts .toast")


def begin(page: Any, name: str) -> None:
    """Begin an order for an account, whose name is typed in part."""
    page.keyboard.press("c")
    page.keyboard.press("o")
    page.wait_for_selector("dialog[open]")
    page.wait_for_function("document.activeElement.getAttribute('role') == 'combobox'")
    page.keyboard.type(name)
    page.wait_for_selector(f"dialog .option.is-active >> text={name}")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#line-entry")


def say(page: Any, text: str, shown: str) -> None:
    """Type a position and Enter; the next one can be typed at once."""
    page.wait_for_function("document.activeElement.id == 'line-entry'")
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    page.wait_for_selector(f".order-line >> text={shown}")
    page.wait_for_function("document.activeElement.id == 'line-entry'")
    page.wait_for_function("document.activeElement.value == ''")


def test_an_order_by_telephone_takes_eight_actions_and_no_mouse(visit: Any) -> None:
    page = visit("anna")
    offer(page, "Takelgarn gewachst", "Segelnadel Stärke 14")
    page.goto("/werft/today")
    begin(page, "Laufkunde 121")
    say(page, "2 takel", "Takelgarn gewachst")
    say(page, "1 segelnadel morgen", "Segelnadel")
    assert "#line-entry" in page.url or "/work/" in page.url
    first, second = page.locator(".order-line-amount").all_inner_texts()
    assert re.match(r"2\sStk", first)
    assert re.match(r"1\sStk", second)
    assert page.locator("#fact-due >> text=morgen").count() == 1


def test_a_picked_product_asks_how_many_and_goes_on_to_the_next_line(visit: Any) -> None:
    page = visit("anna")
    offer(page, "Ölzeug gelb")
    page.goto("/werft/today")
    begin(page, "Laufkunde 122")
    page.keyboard.type("ölz")
    page.wait_for_selector(".line-add .option.is-active >> text=Ölzeug")
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id == 'line-quantity'")
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    page.wait_for_selector(".order-line >> text=Ölzeug gelb")
    page.wait_for_function("document.activeElement.id == 'line-entry'")


def test_an_order_is_ticked_and_fulfilled_by_keys_and_taken_back(visit: Any) -> None:
    page = visit("anna", "/werft/today")
    begin(page, "Laufkunde 123")
    say(page, "4 Schäkel", "Schäkel")
    for number, step in enumerate(("Zählen", "Einpacken"), start=1):
        page.fill("#work-new-step", step)
        page.keyboard.press("Enter")
        page.wait_for_selector(f"#checklist .panel-head >> text=0/{number}")
        page.wait_for_selector("#work-new-step:focus:placeholder-shown")
    page.evaluate("document.activeElement.blur()")
    for number in (1, 2):
        page.keyboard.press("e")
        page.wait_for_selector(f"#checklist .panel-head >> text={number}/2")
    page.keyboard.press("Shift+E")
    page.wait_for_selector("dialog[open] .fulfil-line >> text=Schäkel")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#toasts .toast")
    page.wait_for_selector(".process-step.is-current >> text=Erfüllt")
    page.keyboard.press("z")
    page.wait_for_selector(".process-step.is-current >> text=Angenommen")


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: ./dev.py build")
@pytest.mark.parametrize("width", [1440, 390])
def test_nothing_of_orders_is_inaccessible(visit: Any, width: int) -> None:
    page = visit(JANA, viewport={"width": width, "height": 900}, bypass_csp=True)
    found = []
    for place in ("products?is_active=1", "products/new", "orders/new"):
        page.goto(f"/lang/{place}")
        found += wrongs(page)
    page.goto("/lang/work?kind=order&category=open,active")
    page.goto(page.get_attribute("tr[data-href]", "data-href"))
    found += wrongs(page)
    order = page.url.partition("?")[0]
    page.click(".order-line-edit > summary")
    found += wrongs(page)
    page.goto(f"{order}/fulfil")
    found += wrongs(page)
    page.goto(order)
    page.goto(page.get_attribute("#customer .panel-line a", "href") + "/orders")
    found += wrongs(page)
    assert found == []
