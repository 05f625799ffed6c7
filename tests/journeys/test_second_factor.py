"""Journeys of a second factor: an app's codes, and a passkey."""

from __future__ import annotations

import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from tests.journeys.accessible import AXE, wrongs

EMIL = "emil@werft.example"
FRIDA = "frida@werft.example"


def code_of(secret: str, step: int) -> str:
    return format_hotp_value(hotp_value(secret, step))


def test_an_app_is_set_up_and_asked_for_at_the_next_sign_in(visit):
    page = visit.window()
    visit.sign_in(page, EMIL)
    page.goto("/me/security")
    page.click("a[href='/me/security/app']")
    secret = page.inner_text(".security-code").replace(" ", "")
    assert page.evaluate("document.querySelector('.security-picture').naturalWidth") > 100
    step = int(time.time()) // 30
    page.fill("#code", code_of(secret, step))
    page.keyboard.press("Enter")
    page.wait_for_selector(".security-codes")
    spare = page.inner_text(".security-codes li:first-child")
    page.click("a[href='/me/security']")
    page.wait_for_selector("form[action='/me/security/app/remove']")
    other = visit.window()
    visit.sign_in_to_second_step(other, EMIL)
    other.fill("#code", "000000")
    other.keyboard.press("Enter")
    other.wait_for_selector("#code-error")
    other.fill("#code", spare)
    other.keyboard.press("Enter")
    other.wait_for_url("**/werft/**")


def test_a_passkey_opens_the_door(visit, server):
    base = server.address.replace("127.0.0.1", "localhost")
    page = visit.window(base_url=base)
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasUserVerification": True,
        "isUserVerified": True, "hasResidentKey": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    visit.sign_in(page, FRIDA)
    page.goto("/me/security/passkeys/add")
    page.fill("#name", "Fridas Rechner")
    page.click("form[data-passkey] button[type=submit]")
    page.wait_for_selector(".security-codes")
    page.goto("/me/sign-out")
    page.click("form button[type=submit]")
    page.wait_for_url("**/me/sign-in**")
    visit.sign_in_to_second_step(page, FRIDA)
    page.click("form[data-passkey] button[type=submit]")
    page.wait_for_url("**/werft/**")
    page.goto("/me/security")
    assert page.input_value(".panel-line .input") == "Fridas Rechner"


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: ./dev.py build")
def test_its_pages_are_accessible(visit):
    page = visit("anna", "/me/security", bypass_csp=True)
    found = wrongs(page)
    page.goto("/me/security/app")
    found += wrongs(page)
    assert found == []
