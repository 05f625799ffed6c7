"""Journeys through views: save one, arrange its columns, change many rows, take it back, export."""

from __future__ import annotations

from typing import Any

from tests.journeys.accessible import wrongs

LIST = "/werft/accounts"


def heads(page: Any) -> list[str]:
    return page.eval_on_selector_all("th[data-col]", "all => all.map(one => one.dataset.col)")


def test_a_list_is_saved_as_a_view_changed_and_put_back(visit):
    page = visit("ben", f"{LIST}?city=Husum", bypass_csp=True)
    page.click("#views-button")
    page.click("#views-panel button:has-text('Diese Liste als Ansicht')")
    page.wait_for_selector("#view-dialog[open]")
    assert wrongs(page) == []
    page.fill("#view-name", "Aus Husum")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**view=*")
    pin = page.locator(".sidebar .side-link:has-text('Aus Husum')")
    assert pin.get_attribute("aria-current") == "page"
    assert page.locator(".segment[aria-current]").first.inner_text().startswith("Aus Husum")
    page.click("th[data-col=name] .sort")
    page.wait_for_selector(".dirty")
    # without the word at the foot, which is no part of the page
    page.reload()
    assert wrongs(page) == []
    page.click(".dirty a:has-text('Verwerfen')")
    page.wait_for_selector(".dirty", state="detached")
    page.goto(LIST)
    assert page.locator(".sidebar .side-link:has-text('Aus Husum') .count").is_visible()


def test_columns_are_moved_and_sized_by_keyboard_and_stay_so(visit):
    page = visit("gesa", LIST, bypass_csp=True)
    before = heads(page)
    page.focus(f"th[data-col={before[1]}] .sort")
    page.keyboard.press("Alt+ArrowRight")
    page.wait_for_url("**cols=*")
    wanted = [before[0], before[2], before[1], *before[3:]]
    assert heads(page) == wanted
    assert page.evaluate("document.activeElement.closest('th').dataset.col") == before[1]
    page.keyboard.press("Shift+ArrowRight")
    page.wait_for_url("**w=*")
    page.goto(LIST)
    assert heads(page) == wanted
    assert page.get_attribute(f"th[data-col={before[1]}]", "width")
    page.click("#columns-button")
    page.wait_for_selector(".columns-line")
    assert wrongs(page) == []
    page.click("#columns-panel button[name=usual]")
    page.wait_for_function(f"() => !document.querySelector('th[data-col={before[1]}][width]')")
    assert heads(page) == before


def test_many_rows_are_changed_after_a_preview_and_taken_back_at_once(visit):
    page = visit("anna", f"{LIST}?city=Husum&cols=name,city,industry", bypass_csp=True)
    page.keyboard.press("j")
    page.wait_for_selector("td:focus")
    page.keyboard.press("Control+a")
    page.click("[data-bulk-all]")
    assert page.inner_text("[data-bulk-count]") == "Alle 130 ausgewählt"
    page.click("[data-bulk] button:has-text('Weitere Felder')")
    page.wait_for_selector("#bulk-dialog[open]")
    page.select_option("#bulk-field", "industry")
    page.wait_for_selector("#bulk-value")
    page.fill("#bulk-value", "Handel")
    page.click("#bulk-form [name=preview]")
    page.wait_for_selector(".foreseen")
    assert "130 werden geändert" in page.inner_text(".foreseen")
    assert wrongs(page) == []
    page.click("#bulk-form button:has-text('Ändern')")
    page.wait_for_selector(".toast:has-text('130 Einträge')")
    assert "Handel" in page.inner_text("tbody tr[data-href] >> nth=0")
    page.click(".toast button:has-text('Rückgängig')")
    page.wait_for_selector("td:has-text('Handel')", state="detached")


def test_a_list_is_taken_along_as_it_is_shown(visit):
    page = visit("anna", f"{LIST}?city=Flensburg&cols=name,city")
    page.click("[aria-controls=menu-export]")
    with page.expect_download() as waiting:
        page.click("#export [value=csv]")
    text = waiting.value.path().read_text(encoding="utf-8-sig")
    assert text == "Name;Ort\nSeiler Segel;Flensburg\n"
    assert page.url.endswith("cols=name,city")
