"""Letting a browser ring and be quiet again; the service of the browser's maker is made up."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journeys.accessible import AXE, wrongs

KEYS = (
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    "BTBZMqHH6r4Tts7J_aSIgg",
)
SUBSCRIBE = f"""PushManager.prototype.subscribe = async () => ({{
    toJSON: () => ({{
        endpoint: "https://push.example/journey",
        keys: {{ p256dh: "{KEYS[0]}", auth: "{KEYS[1]}" }},
    }}),
}})"""


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: ./dev.py build")
def test_a_browser_rings_and_is_quiet_again(visit: Any) -> None:
    page = visit("frida", permissions=["notifications"], bypass_csp=True)
    page.add_init_script(SUBSCRIBE)
    page.goto("/werft/settings/notifications")
    found = wrongs(page)
    page.click("text=In diesem Browser melden")
    page.wait_for_selector("text=dieser Browser")
    page.wait_for_selector("#push-comment-mention")
    scope = "navigator.serviceWorker.getRegistration('/').then((one) => one.scope)"
    assert page.evaluate(scope) == f"{visit.address}/"
    found += wrongs(page)
    page.click("section[aria-labelledby=push] button")
    page.wait_for_selector("text=In diesem Browser melden")
    assert found == []
