"""Journeys on a phone: a bar at the foot, lists as cards, records in tabs, no sideways scroll."""

from __future__ import annotations

import pytest

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
PLACES = [
    "/werft/accounts", "/werft/accounts/new", "/werft/import", "/werft/settings",
    "/werft/settings/team", "/werft/settings/log", "/werft/trash", "/werft/search?q=bau",
    "/me/profile", "/me/sessions", "/roth/accounts", "/lang/accounts",
]  # fmt: skip


def test_a_phone_shows_cards_a_bar_and_the_record_in_tabs(visit, open_account):
    page = visit("anna", "/werft/accounts", **PHONE)
    assert page.is_visible(".bottom-bar")
    assert page.is_hidden(".table thead")
    assert page.locator("tbody tr[data-href]").first.bounding_box()["height"] >= 56
    open_account(page, "Müller & Partner")
    assert page.is_hidden(".record-left")
    page.click("[data-show=facts]")
    assert page.is_visible(".record-left")
    page.click(".bottom-bar [data-opens=more]")
    assert page.is_visible("#more")


@pytest.mark.parametrize("width", [320, 390])
def test_nothing_scrolls_sideways(visit, width):
    page = visit("jana@roth.example", viewport={"width": width, "height": 800})
    mine = visit("anna", viewport={"width": width, "height": 800})
    wide = []
    for place in PLACES:
        window = mine if place.startswith(("/werft", "/me")) else page
        window.goto(place)
        over = window.evaluate("document.documentElement.scrollWidth - innerWidth")
        wide += [(place, over)] if over > 0 else []
    for workspace in ("roth", "lang"):
        page.goto(f"/{workspace}/accounts")
        page.goto(page.get_attribute("tr[data-href]", "data-href"))
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        wide += [(page.url, over)] if over > 0 else []
    assert wide == []


@pytest.mark.parametrize("size", [(390, 844), (320, 256)])
def test_no_page_moves_sideways_and_the_tools_of_a_list_are_in_reach(visit, size):
    page = visit("anna", viewport={"width": size[0], "height": size[1]}, has_touch=True)
    word = "Unendlichlangeswortohneluecke" * 4
    for path in ("accounts?relationship=client", f"search?q={word}", "trash", "settings/log"):
        page.goto(f"/werft/{path}")
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= size[0], path
    page.goto("/werft/accounts")
    for tool in ("#filter-add", "[aria-controls=menu-sort]"):
        box = page.locator(tool).bounding_box()
        assert box["x"] + box["width"] <= size[0], tool
        assert box["height"] >= 44, tool
