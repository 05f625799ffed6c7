"""Journeys through own fields: add one beside a record, fill it, find by it, order, delete."""

from __future__ import annotations

from tests.journeys.accessible import wrongs

FIELDS = "/werft/settings/fields/accounts"


def test_a_field_is_added_beside_a_record_filled_and_found(visit):
    page = visit("anna", "/werft/accounts", bypass_csp=True)
    page.goto(page.locator("tbody tr[data-href] a").first.get_attribute("href"))
    page.click(".fact-add a")
    page.wait_for_selector("#field-kinds-dialog[open]")
    assert wrongs(page) == []
    page.click("#field-kinds-dialog .field-kind:has-text('Auswahl')")
    page.wait_for_selector("#action-dialog[open]")
    assert wrongs(page) == []
    page.fill("#new-label", "Liefergebiet")
    page.fill("#new-choices", "Nord\nSüd")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".toast:has-text('Liefergebiet')")
    # it is open for its first value
    page.wait_for_selector("#fact-own_liefergebiet select")
    page.select_option("#fact-own_liefergebiet select", label="Süd")
    page.keyboard.press("Tab")
    page.wait_for_selector("#fact-own_liefergebiet .option-mark:has-text('Süd')")
    # without the word at the foot, which is no part of the page
    page.reload()
    assert wrongs(page) == []
    page.goto("/werft/accounts?own_liefergebiet=Süd&cols=own_liefergebiet")
    assert page.locator("tbody tr[data-href]").count() == 1
    assert "Liefergebiet" in page.inner_text(".filters, .list-tools, main")
    assert wrongs(page) == []


def test_fields_are_ordered_by_keyboard_and_deleting_is_taken_back(visit):
    page = visit("anna", f"{FIELDS}/new?kind=text", bypass_csp=True)
    for label in ("Losung", "Zunft"):
        page.goto(f"{FIELDS}/new?kind=text")
        page.fill("#new-label", label)
        page.keyboard.press("Control+Enter")
        page.wait_for_url(f"**{FIELDS}")
    names = "all => all.map(one => one.dataset.orderMark)"
    before = page.eval_on_selector_all(".own-field", names)
    page.focus(f".own-field[data-order-mark={before[-1]}] a")
    page.keyboard.press("Alt+ArrowUp")
    wanted = [*before[:-2], before[-1], before[-2]]
    page.wait_for_function(
        f"() => document.querySelectorAll('.own-field')[{len(before) - 2}].dataset.orderMark"
        f" === '{before[-1]}'"
    )
    page.wait_for_load_state("networkidle")
    page.reload()
    assert page.eval_on_selector_all(".own-field", names) == wanted
    assert wrongs(page) == []
    page.click(".own-field-name:has-text('Losung')")
    assert wrongs(page) == []
    page.click("form button:has-text('Feld löschen')")
    page.wait_for_selector(".toast:has-text('Losung')")
    assert "Losung" not in page.inner_text(".own-fields")
    page.click(".toast button:has-text('Rückgängig')")
    page.wait_for_selector(".own-field-name:has-text('Losung')")


def test_options_are_renamed_coloured_and_added(visit):
    page = visit("anna", f"{FIELDS}/new?kind=choices", bypass_csp=True)
    page.fill("#new-label", "Gewerke")
    page.fill("#new-choices", "Segel\nRigg")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**{FIELDS}")
    page.click(".own-field-name:has-text('Gewerke')")
    page.fill(".own-choice >> nth=0 >> input[name=label]", "Segel & Tuch")
    page.select_option(".own-choice >> nth=0 >> select", "red")
    page.fill("#more-options", "Motor")
    page.click("button:has-text('Optionen speichern')")
    page.wait_for_selector(".own-choice >> nth=2")
    labels = page.eval_on_selector_all(
        ".own-choice input[name=label]", "all => all.map(one => one.value)"
    )
    assert labels == ["Segel & Tuch", "Rigg", "Motor"]
    page.reload()
    assert wrongs(page) == []


def test_a_formula_is_written_with_its_result_in_sight_and_a_mistake_pointed_at(visit):
    page = visit("anna", f"{FIELDS}/new?kind=money", bypass_csp=True)
    page.fill("#new-label", "Jahresbudget")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**{FIELDS}")
    page.goto(f"{FIELDS}/new?kind=formula")
    page.fill("#new-label", "Budget je Monat")
    page.fill("#new-formula", "RUNDEN(")
    page.click(".formula-fields button:has-text('Jahresbudget')")
    page.keyboard.type("/12")
    page.wait_for_selector("#formula-says .field-error:has-text('schließt sich nicht')")
    page.wait_for_selector("#formula-says mark")
    assert wrongs(page) == []
    page.keyboard.type(";2)")
    page.wait_for_selector("#formula-says .formula-result:has-text('Geldbetrag')")
    page.click("summary:has-text('Funktionen')")
    page.fill("input[data-sifts]", "arbeitstag")
    assert page.locator(".formula-function:visible").count() < 6
    assert wrongs(page) == []
    page.click("form button[type=submit]:has-text('Feld hinzufügen')")
    page.wait_for_url(f"**{FIELDS}")
    page.click(".own-field-name:has-text('Budget je Monat')")
    assert page.input_value("#new-formula") == "RUNDEN({Jahresbudget}/12;2)"
    assert wrongs(page) == []


def test_a_field_comes_and_goes_with_another_in_the_form_and_on_the_record(visit):
    page = visit("anna", f"{FIELDS}/new?kind=choice", bypass_csp=True)
    page.fill("#new-label", "Bootsart")
    page.fill("#new-choices", "Jolle\nYacht")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**{FIELDS}")
    page.goto(f"{FIELDS}/new?kind=text")
    page.fill("#new-label", "Kojen")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**{FIELDS}")
    page.click(".own-field-name:has-text('Kojen')")
    page.click(".own-terms a >> nth=0")
    page.select_option("#condition-on", label="Bootsart")
    page.click("button:has-text('Frage wählen')")
    page.check(".choice:has-text('Yacht') input")
    assert wrongs(page) == []
    page.click("button:has-text('Bedingung hinzufügen')")
    page.wait_for_selector("text=Nur sichtbar, wenn gilt: „Bootsart“ ist Yacht.")
    assert wrongs(page) == []
    page.click(".settings-page button:has-text('Speichern')")
    page.wait_for_selector(".own-terms:has-text('ist Yacht')")
    page.goto("/werft/accounts/new")
    page.fill("#new-name", "Kabinen Kontor")
    page.click("summary:has-text('Weitere Angaben')")
    assert page.locator("#new-own_kojen").is_hidden()
    page.select_option("#new-own_bootsart", label="Yacht")
    page.wait_for_selector("#ask-own_kojen:not([hidden])")
    page.fill("#new-own_kojen", "zwei")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#fact-own_kojen:has-text('zwei')")
    page.click("#fact-own_bootsart .fact-value")
    page.select_option("#fact-own_bootsart select", label="Jolle")
    page.keyboard.press("Tab")
    page.wait_for_selector("#fact-own_kojen", state="detached")
    page.click("#fact-own_bootsart .fact-value")
    page.select_option("#fact-own_bootsart select", label="Yacht")
    page.keyboard.press("Tab")
    page.wait_for_selector("#fact-own_kojen:has-text('zwei')")
