"""Every real page, light and dark, wide and narrow: nothing inaccessible, nothing too heavy."""

from __future__ import annotations

import gzip
from typing import Any

import pytest

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
