"""Journeys of signing in and out, of lost passwords, other devices and a person's own looks."""

from __future__ import annotations

import email
import re
import time
from email import policy
from pathlib import Path

from tests.journeys.furnish import PASSWORD

LIST = "/werft/accounts"
NEW_PASSWORD = "ein-neues-langes-passwort-27"


def mail_to(data: Path, address: str) -> str:
    """The text of the newest mail to somebody; the worker keeps mail as files here."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        for path in sorted(data.rglob("*.eml"), reverse=True):
            message = email.message_from_bytes(path.read_bytes(), policy=policy.default)
            if address in message["To"]:
                return message.get_body(("plain",)).get_content()
        time.sleep(0.2)
    raise AssertionError(f"There came no mail to {address}.")


def test_signing_out_closes_the_door(visit):
    page = visit.window()
    visit.sign_in(page, "dora@werft.example")
    page.goto(LIST)
    page.goto("/me/sign-out")
    page.click("main button[type=submit], form button[type=submit]")
    page.wait_for_url("**/me/sign-in**")
    page.goto(LIST)
    assert "/me/sign-in" in page.url


def test_a_wrong_password_is_said_without_naming_what_was_wrong(visit):
    page = visit.window()
    page.goto("/me/sign-in")
    page.fill("#login", "dora@werft.example")
    page.fill("#password", "falsch-geraten")
    page.keyboard.press("Enter")
    page.wait_for_selector(".banner")
    assert page.input_value("#login") == "dora@werft.example"
    assert page.input_value("#password") == ""


def test_a_lost_password_is_replaced_through_the_mail(visit, server):
    page = visit.window()
    page.goto("/me/sign-in")
    page.click("a[href='/me/reset']")
    page.fill("#email", "cleo@werft.example")
    page.keyboard.press("Enter")
    page.wait_for_url("**/me/reset/sent")
    link = re.search(r"https?://\S+/me/reset/\S+", mail_to(server.data, "cleo@werft.example"))
    page.goto(link.group(0).rstrip(".>"))
    fields = page.locator("input[type=password]")
    for number in range(fields.count()):
        fields.nth(number).fill(NEW_PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/me/reset/done")
    page.goto("/me/sign-in")
    page.fill("#login", "cleo@werft.example")
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector(".banner")
    page.fill("#password", NEW_PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/me/sign-in" not in url)


def test_a_session_ended_from_another_device_is_out_at_once(visit):
    here, there = visit.window(), visit.window()
    for page in (here, there):
        visit.sign_in(page, "dora@werft.example")
    there.goto(LIST)
    here.goto("/me/sessions")
    here.click("form[action$='/others/end'] button")
    here.wait_for_load_state()
    there.click(".segment:has-text('Kunden')")
    there.wait_for_url("**/me/sign-in**")


def test_dark_mode_and_language_stay(visit):
    page = visit.window()
    visit.sign_in(page, "dora@werft.example")
    page.goto(LIST)
    page.click("[aria-controls=me], [popovertarget=me], .side-foot .side-link:has-text('Dora')")
    page.click("[data-set-theme=dark]")
    page.reload()
    assert page.get_attribute("html", "data-theme") == "dark"
    page.goto("/me/profile")
    page.select_option("#language", "en")
    page.click("form button[type=submit]")
    page.wait_for_selector("text=Saved.")
    page.goto(LIST)
    assert page.get_attribute("html", "lang").startswith("en")
    assert "Customers" in page.inner_text(".segments")
    page.goto("/me/profile")
    page.select_option("#language", "de")
    page.click("form button[type=submit]")
    page.wait_for_selector("text=Gespeichert.")
