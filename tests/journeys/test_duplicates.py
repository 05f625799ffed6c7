"""Twins are named while somebody types, found in the background, made one and taken apart."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journeys.accessible import AXE, wrongs


def _add(page: Any, name: str, email: str, city: str) -> None:
    page.goto(page.url.split("/werft")[0] + "/werft/accounts/new")
    page.fill("#new-name", name)
    page.click("main summary >> nth=0")
    page.fill("#new-email", email)
    page.fill("#new-city", city)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".record")


@pytest.mark.parametrize("width", [1440, 390])
def test_two_become_one_and_two_again(visit: Any, width: int) -> None:
    look = {"viewport": {"width": width, "height": 900}, "bypass_csp": True}
    page = visit("anna", "/werft/accounts", **look)
    name, mail = f"Reederei Olderog {width}", f"info@olderog-{width}.example"
    _add(page, name, mail, "Bremen")
    base = page.url.split("/werft")[0]
    page.goto(f"{base}/werft/accounts/new")
    page.fill("#new-name", f"Rederei Oldrog {width}")
    page.wait_for_selector(f"#similar >> text={name}")
    _add(page, f"{name} GmbH", mail, "Kiel")
    page.goto(f"{base}/werft/duplicates")
    page.click("text=/Search again|Neu suchen/")
    pair = page.locator(".pair", has_text=name)
    for _again in range(20):
        if pair.count():
            break
        page.wait_for_timeout(500)
        page.goto(f"{base}/werft/duplicates")
    assert pair.count() == 1
    page.reload()  # without the word that the search has begun
    if AXE.exists():
        assert wrongs(page) == []
    pair.locator("a.button").click()
    page.wait_for_selector("form.merge")
    if AXE.exists():
        assert wrongs(page) == []
    page.click(".merge-line:has(#merge-city) label:has-text('Kiel')")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".record")
    page.wait_for_selector("text=Kiel", state="attached")
    page.goto(f"{base}/werft/duplicates?state=merged")
    page.click(f"td a:has-text('{name}')")
    page.wait_for_selector("text=/Undo the merge|Wieder trennen/")
    if AXE.exists():
        assert wrongs(page) == []
    page.click("text=/Undo the merge|Wieder trennen/")
    page.wait_for_selector("#toasts .toast")
    page.wait_for_selector("text=Bremen", state="attached")
