"""A morning: what is due is walked, previewed, put off and done without the mouse."""

from __future__ import annotations

# Presses keys with nothing between them; returns the words of what has the focus then.
AT_ONCE = """keys => {
  for (const key of keys) {
    const press = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
    document.activeElement.dispatchEvent(press);
  }
  return document.activeElement.textContent.trim();
}"""


def note(page, text, step):
    """Write a call down on the open account, with a next step for today."""
    page.click("#composer-call")
    page.fill("#composer textarea", text)
    page.click("#composer .composer-more > summary")
    page.fill("#composer [name=next_step]", step)
    page.fill("#composer .composer-fields:not([hidden]) [name=next_step_on]", "heute")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(f".timeline :text('{step}')")


def test_a_line_is_previewed_put_off_taken_back_and_done_by_keys(visit):
    page = visit("anna", "/werft/accounts?q=Laufkunde+007")
    page.click("tbody tr[data-href] .is-title a")
    page.wait_for_selector("#composer")
    note(page, "Wegen des Angebots", "Muster schicken")
    page.goto(page.url.split("/accounts")[0] + "/today", wait_until="networkidle")
    row = ".day-row:has(.day-link:text-is('Muster schicken'))"
    page.focus(f"{row} .day-link")
    page.keyboard.press("Space")
    page.wait_for_selector("#peek .peek-body")
    page.keyboard.press("Escape")
    page.wait_for_selector("#peek", state="hidden")
    page.focus(f"{row} .day-link")
    # the keys of somebody quick: each finds what the one before has opened
    assert page.evaluate(AT_ONCE, ["h", "ArrowDown"]) == "Morgen"
    page.keyboard.press("Enter")
    page.wait_for_selector(row, state="detached")
    page.goto("/werft/today?put_off=1")
    again = f"{row} button:has-text('Wieder zeigen')"
    page.click(again)
    page.wait_for_selector(again, state="detached")
    page.goto("/werft/today")
    page.wait_for_selector(row)
    page.focus(f"{row} .day-link")
    page.keyboard.press("e")
    page.wait_for_selector("#toasts .toast")
    assert page.url.endswith("/werft/today")
    assert page.locator(row).count() == 0
