"""A person who cannot reach a key has it elsewhere, or single keys off, on every machine."""

from __future__ import annotations


def test_a_key_is_changed_works_elsewhere_and_goes_back(visit):
    page = visit("hauke", "/werft/accounts")
    page.keyboard.press("?")
    change = "#keys [data-change='F']"
    page.click(change)
    page.keyboard.press("y")
    page.wait_for_selector(f"{change} kbd:text-is('Y')")
    assert page.evaluate("document.activeElement.dataset.change") == "F"
    page.keyboard.press("Escape")
    page.goto("/werft/accounts", wait_until="networkidle")
    page.keyboard.press("f")
    assert page.locator(".menu:popover-open").count() == 0
    page.keyboard.press("y")
    page.wait_for_selector("[popover]:popover-open")
    page.keyboard.press("Escape")
    # what is pressed with Ctrl stays where it is
    page.keyboard.press("?")
    page.click("#keys [data-change='K']")
    page.keyboard.press("p")
    page.wait_for_selector("#keys [data-change='K'] kbd:text-is('P')")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.wait_for_selector("k-palette dialog[open]")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.click("#keys [data-keys-reset]")
    page.wait_for_selector(f"{change} kbd:text-is('F')")
    assert page.is_hidden("#keys [data-keys-reset]")


def test_keys_that_are_off_are_off_on_the_next_machine_too(visit):
    page = visit("hauke", "/werft/accounts")
    page.keyboard.press("?")
    with page.expect_response("**/me/keys"):
        page.click("#keys [data-set-keys]")
    page.keyboard.press("Escape")
    other = visit("hauke", "/werft/accounts")
    other.keyboard.press("?")
    other.wait_for_timeout(200)
    assert other.locator("#keys[open]").count() == 0
    page.goto("/me/profile")
    assert not page.is_checked("[name=single_keys]")
    page.check("[name=single_keys]")
    page.click("[type=submit] >> nth=0")
    page.goto("/werft/accounts", wait_until="networkidle")
    page.keyboard.press("?")
    page.wait_for_selector("#keys[open]")
