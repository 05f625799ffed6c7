"""Journeys around one account: log, create, find."""

from __future__ import annotations

LIST = "/werft/accounts"


def test_a_call_is_logged_without_the_mouse(visit, open_account):
    page = visit("anna")
    open_account(page, "Wolke Reisen")
    page.keyboard.press("n")
    page.wait_for_selector(".composer-text:focus")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowRight")
    assert page.get_attribute("[data-mode-name=call]", "aria-selected") == "true"
    for _ in range(8):
        if page.locator(".composer-text:focus").count():
            break
        page.keyboard.press("Tab")
    page.keyboard.type("Budget für das Frühjahr bestätigt.")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".timeline .entry:has-text('Budget für das Frühjahr bestätigt.')")
    first = page.locator(".timeline .entry").first
    assert "Budget" in first.inner_text()
    assert first.locator(".entry-mark use[href$='phone']").count() == 1
    assert page.input_value(".composer-text") == ""
    page.wait_for_selector(".figures:has-text('heute'), .strip:has-text('heute')")


def test_a_name_is_enough_for_a_new_account_and_a_double_click_makes_one(visit):
    page = visit("anna", LIST)
    page.keyboard.press("c")
    page.keyboard.press("k")
    page.wait_for_selector("#new-name:focus")
    page.keyboard.type("Zeder Bau")
    page.wait_for_selector("#quick-similar a:has-text('Zeder Bau')")
    page.fill("#new-name", "Quelle Gartenbau")
    page.dblclick("#quick-form button[value=open]")
    page.wait_for_selector(".record")
    assert "Quelle Gartenbau" in page.inner_text("h1")
    page.goto(f"{LIST}?q=Quelle")
    assert page.locator("tbody tr[data-href]").count() == 1


def test_the_palette_finds_by_any_spelling_by_phone_by_number_and_knows_commands(visit):
    page = visit("anna", LIST)

    def ask(text: str) -> None:
        page.keyboard.press("Control+k")
        page.wait_for_selector("#palette input:focus")
        page.keyboard.type(text)

    for text in ("mueller", "müller", "muller", "987654"):
        ask(text)
        page.wait_for_selector("#palette .palette-row:has-text('Müller & Partner')")
        page.keyboard.press("Escape")
    number = page.get_attribute("tr[data-href]", "data-ref")
    name = page.locator("tr[data-href] .row-name .person > span").nth(1).inner_text()
    ask(f"#{number}")
    page.wait_for_selector(f"#palette .palette-row:has-text('{name}')")
    page.keyboard.press("Escape")
    ask("> neu")
    # the results of the last letter, not of one before it
    page.wait_for_selector("#palette .palette-row[id=do-1]:has-text('Neu')")
    page.wait_for_selector("#palette:not(:has(.palette-row:not(:has-text('Neu'))))")
    page.keyboard.press("Enter")
    page.wait_for_selector("#new-form, #quick-form")


def test_a_fact_is_edited_where_it_stands(visit, open_account):
    page = visit("anna")
    open_account(page, "Müller & Partner")
    page.locator("#fact-phone .fact-value").click()
    page.wait_for_selector("#fact-phone [data-cell-input]:focus")
    page.keyboard.type("040 111222")
    page.keyboard.press("Escape")
    page.wait_for_selector("#fact-phone:has-text('987654')")
    page.locator("#fact-phone .fact-value").click()
    page.wait_for_selector("#fact-phone [data-cell-input]:focus")
    page.keyboard.type("12")
    page.keyboard.press("Enter")
    page.wait_for_selector("#fact-phone .field-error")
    page.fill("#fact-phone [data-cell-input]", "0421 3344556")
    page.keyboard.press("Enter")
    page.wait_for_selector("#fact-phone .cell-saved")
    assert "+49 421" in page.inner_text("#fact-phone")
    page.locator("#fact-phone .fact-value").click()
    page.fill("#fact-phone [data-cell-input]", "040 987654")
    page.keyboard.press("Enter")
    page.wait_for_selector("#fact-phone .cell-saved:has-text('987654')")
