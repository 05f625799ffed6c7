"""Journeys of programs: a token is made, works at once, and is ended; the reference can be read."""

from __future__ import annotations

import json
import urllib.error
import urllib.request

import pytest

from tests.journeys.accessible import AXE, wrongs

PAGES = ("/settings/api", "/settings/api/new", "/settings/api/reference")


def called(address: str, secret: str) -> tuple[int, dict]:
    asked = urllib.request.Request(
        f"{address}/api/v1/me", headers={"Authorization": f"Bearer {secret}"}
    )
    try:
        with urllib.request.urlopen(asked, timeout=20) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def test_a_token_works_from_the_moment_it_is_shown_until_it_is_revoked(visit, server):
    page = visit("jana@roth.example", "/roth/settings/api")
    page.click("a[href='/roth/settings/api/new']")
    page.fill("#name", "Journey")
    page.check("[name=is_read_only]")
    page.click("main form.fields button[type=submit]")
    page.wait_for_selector("#proof_password, #secret")
    if page.locator("#proof_password").count():
        from tests.journeys.conftest import PASSWORD

        page.fill("#proof_password", PASSWORD)
        page.keyboard.press("Enter")
    secret = page.input_value("#secret")
    status, told = called(server.address, secret)
    assert (status, told["token"]["is_read_only"]) == (200, True)
    page.goto("/roth/settings/api")
    row = page.locator("tr", has_text="Journey").first
    row.locator("button").click()
    page.wait_for_function("!document.querySelector('[aria-label*=Journey]')")
    assert called(server.address, secret)[0] == 401


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: ./dev.py build")
@pytest.mark.parametrize("width", [1440, 390])
def test_its_pages_are_accessible_by_day_and_by_night(visit, width):
    page = visit("jana@roth.example", viewport={"width": width, "height": 900}, bypass_csp=True)
    found = []
    for place in (*PAGES, "/settings/api/reference?type=accounts"):
        page.goto(f"/roth{place}")
        for one in page.locator("details").all()[:2]:
            one.evaluate("element => element.open = true")
        found += wrongs(page)
    assert found == []
