"""A rule is put together by a person, read in words meanwhile, switched, and accessible."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journeys.accessible import AXE, JANA, wrongs


def add_step(page: Any, kind: str) -> None:
    """Choose a kind of step from the menu below those that are there."""
    page.click("#add-step-then")
    page.click(f'#menu-add-step-then [value="add-step:then:{kind}"]')


def build(page: Any) -> None:
    """Choose a trigger, a condition and a step."""
    page.goto("/werft/automations/new")
    page.wait_for_selector("html[data-ready]")
    page.select_option('[name="when.0"]', "event")
    page.wait_for_selector('[name="when.0.verb"]')
    page.select_option('[name="when.0.verb"]', "work.completed")
    page.wait_for_selector("#rule-words >> text=Sobald ein Auftrag oder eine Aufgabe erledigt ist")
    page.click('[value="add-condition:given"]')
    # of no item that another journey finishes
    page.select_option('[name="given.0.field"]', "title")
    page.fill('[name="given.0.value"]', "Dankesprobe")
    add_step(page, "comment")
    page.wait_for_selector(".rule-step textarea")


def test_a_rule_is_built_saved_and_switched_off(visit: Any) -> None:
    page = visit("anna")
    build(page)
    page.fill("#at-name", "Danke sagen")
    page.fill(".rule-step textarea", "Fertig: {{ record.title }}")
    page.wait_for_selector("#rule-words >> text=Fertig: ‹")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("h1 >> text=Danke sagen")
    page.click("header [role=switch]")
    page.wait_for_selector("header [role=switch][aria-checked=false]")
    page.goto("/werft/automations")
    page.wait_for_selector(".rule-line.is-off >> text=Danke sagen")


def test_what_is_wrong_stands_at_its_place_and_what_was_typed_stays(visit: Any) -> None:
    page = visit("anna")
    build(page)
    page.fill("#at-name", "Falsch")
    page.fill(".rule-step textarea", "{{ nichts }}")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".rule-step .field-error >> text=nichts")
    assert page.input_value("#at-name") == "Falsch"
    assert page.input_value(".rule-step textarea") == "{{ nichts }}"


def test_a_step_is_added_by_keyboard_and_by_no_arrow_alone(visit: Any) -> None:
    page = visit("anna")
    build(page)
    for count in (2, 3):
        page.focus("#add-step-then")
        page.keyboard.press("ArrowDown")
        page.wait_for_selector("#menu-add-step-then:popover-open .menu-item:focus")
        for _times in range(3):
            page.keyboard.press("ArrowDown")
        assert page.locator(".rule-step").count() == count - 1
        page.keyboard.type("h")
        page.wait_for_selector("#menu-add-step-then .menu-item:focus >> text=/^H/")
        page.keyboard.press("Enter")
        page.wait_for_selector(f".rule-step:nth-child({count})")
        page.wait_for_selector("#menu-add-step-then:not(:popover-open)", state="attached")
    page.focus("#add-step-then")
    page.keyboard.press("Enter")
    page.wait_for_selector("#menu-add-step-then:popover-open .menu-item:focus")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "add-step-then"
    assert page.locator(".rule-step").count() == 3


def test_steps_are_moved_by_keyboard(visit: Any) -> None:
    page = visit("anna")
    build(page)
    add_step(page, "stop")
    page.wait_for_selector(".rule-step:nth-child(2) >> text=Hier aufhören")
    page.press('.rule-step:nth-child(2) [value^="up-step"]', "Enter")
    page.wait_for_selector(".rule-step:nth-child(1) >> text=Hier aufhören")


def test_steps_are_put_in_order_with_alt_and_the_arrows_and_by_dragging(visit: Any) -> None:
    page = visit("anna")
    build(page)
    add_step(page, "stop")
    page.wait_for_selector(".rule-step:nth-child(2) >> text=Hier aufhören")
    page.focus('.rule-step:nth-child(2) [value^="drop-step"]')
    page.keyboard.press("Alt+ArrowUp")
    # the server drew them anew: each has the number of its place
    page.wait_for_selector(
        ".rule-step:nth-child(1):has-text('Hier aufhören') .rule-number >> text=1"
    )
    assert page.evaluate("document.activeElement.value").startswith("drop-step")
    page.drag_and_drop(
        ".rule-step:nth-child(2) .rule-number", ".rule-step:nth-child(1) .rule-step-name"
    )
    page.wait_for_selector(".rule-step:nth-child(1):has(textarea) .rule-number >> text=1")
    page.wait_for_selector(
        ".rule-step:nth-child(2):has-text('Hier aufhören') .rule-number >> text=2"
    )


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: ./dev.py build")
@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_of_rules_is_inaccessible(visit: Any, width: int) -> None:
    page = visit(JANA, viewport={"width": width, "height": 900}, bypass_csp=True)
    found = []
    for below in ("", "/new?ready=follow_up", "/1", "/1/history"):
        page.goto(f"/roth/automations{below}")
        page.wait_for_selector("html[data-ready]")
        found += wrongs(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert found == []
