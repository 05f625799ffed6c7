"""Every real page, light and dark, wide and narrow: nothing inaccessible, nothing too heavy."""

from __future__ import annotations

import gzip
from typing import Any

import pytest

from klientel.records.types import record_types
from klientel.views.offers import offers
from tests.architecture.addresses import API, PART, patterns
from tests.journeys.accessible import AXE, JANA, wrongs

PLACES = [
    "/roth/accounts", "/roth/accounts?relationship=client", "/roth/contacts",
    "/roth/accounts/new", "/roth/search?q=bau", "/roth/search?q=xyzxyz", "/roth/trash",
    "/roth/import", "/roth/settings", "/roth/settings/firm", "/roth/settings/team",
    "/roth/settings/words", "/roth/settings/log", "/roth/settings/mail", "/roth/nowhere",
    "/roth/accounts/999999", "/me/profile", "/me/password", "/me/security",
    "/me/sessions", "/roth/absences", "/roth/today/calendar", "/roth/today/calendar?view=day",
    "/roth/today", "/lang/today",
    "/roth/meetings", "/roth/radar", "/roth/agreements", "/roth/settings/score", "/roth/duplicates",
]  # fmt: skip
OUTSIDE = ["/me/sign-in", "/me/reset"]
MOST_SCRIPT = 45_000
MOST_STYLE = 35_000


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: ./dev.py build")
@pytest.mark.parametrize("width", [1440, 390])
def test_nothing_is_inaccessible_by_day_and_by_night(visit, width):
    look = {"viewport": {"width": width, "height": 900}, "bypass_csp": True}
    page, outside = visit(JANA, **look), visit.window(**look)
    found = []
    for place in PLACES:
        page.goto(place)
        found += wrongs(page)
    for address in ("/roth/accounts?relationship=client", "/lang/accounts"):
        page.goto(address)
        page.goto(page.get_attribute("tr[data-href]", "data-href"))
        found += wrongs(page)
        account = page.url.partition("?")[0]
        for part in ("/timeline", "/files", "/meetings/new"):
            page.goto(account + part)
            found += wrongs(page)
    for place in OUTSIDE:
        outside.goto(place)
        found += wrongs(outside)
    assert found == []


#: each of the other pages is looked at in one of them
WIDTHS = (1440, 768, 390)


def every_place() -> list[str]:
    """Every address that needs no record, those of each type and each way to look at a list."""
    found, slugs = list[str](), [one.slug for one in record_types]
    for pattern in patterns():
        parts = set(PART.findall(pattern))
        if pattern.startswith(API) or parts - {"workspace", "record_type"}:
            continue
        address = "/" + PART.sub(lambda part: "roth" if part[1] == "workspace" else "{}", pattern)
        found += [address.format(slug) for slug in (slugs if "{}" in address else [""])]
    for one in record_types:
        found += [f"/roth/{one.slug}?layout={name}" for name in offers.of(one)]
    return list(dict.fromkeys(found))


def is_page(page: Any, place: str) -> bool:
    """Whether the address answers with a whole page, and not a part of one, a file or another."""
    answer = page.request.get(place, max_redirects=0)
    is_html = answer.headers.get("content-type", "").startswith("text/html")
    return answer.status == 200 and is_html and "</main>" in answer.text()


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: ./dev.py build")
@pytest.mark.parametrize("turn", range(len(WIDTHS)), ids=[str(width) for width in WIDTHS])
def test_no_page_is_inaccessible(visit, turn):
    page = visit(JANA, viewport={"width": WIDTHS[turn], "height": 900}, bypass_csp=True)
    lists = [f"/roth/{one.slug}" for one in record_types]
    opened, found = 0, []
    for place in every_place()[turn :: len(WIDTHS)]:
        if place in PLACES or not is_page(page, place):
            continue
        page.goto(place)
        opened += 1
        found += wrongs(page)
        if place in lists:
            page.goto(page.get_attribute("tr[data-href]", "data-href"))
            found += wrongs(page)
    assert found == []
    assert opened > 20


def test_a_list_is_light(visit):
    page = visit(JANA)
    sizes = {"script": 0, "stylesheet": 0}

    def weigh(response: Any) -> None:
        kind = response.request.resource_type
        if kind in sizes:
            sizes[kind] += len(gzip.compress(response.body(), 6))

    page.on("response", weigh)
    page.goto("/roth/accounts", wait_until="load")
    page.wait_for_timeout(300)
    assert 0 < sizes["script"] <= MOST_SCRIPT
    assert 0 < sizes["stylesheet"] <= MOST_STYLE
