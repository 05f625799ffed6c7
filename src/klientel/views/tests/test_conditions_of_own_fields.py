"""Conditions of own fields on pages: put together, read as a sentence, followed by every form."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from klientel.kit.ids import uuid7
from klientel.records import actions
from klientel.records.actions.own_field import trash_field
from klientel.records.models import FieldDefinition
from klientel.records.tests.conditioned import KETCH, a_boat, again, given, own
from tests.cast import Firm
from tests.sample_room.models import Boat

pytestmark = pytest.mark.django_db

SCRIPT = {"HTTP_HX_REQUEST": "true", "HTTP_HX_REQUEST_TYPE": "partial"}


def settings_of(firm: Firm, field: FieldDefinition, *more: str) -> str:
    return "/".join([f"/{firm.slug}/settings/fields/boats/{field.pk}", *more])


def asked(firm: Firm, field: FieldDefinition, purpose: str = "shown", **query: Any) -> str:
    address = settings_of(firm, field, "conditions", purpose)
    answer = firm.client().get(f"{address}?{urlencode(query, doseq=True)}")
    assert answer.status_code == 200
    return answer.content.decode()


def where(page: str) -> Any:
    found = re.search(r'name="where" value="([^"]*)"', page)
    assert found is not None
    return json.loads(found[1].replace("&#34;", '"')) if found[1] else None


def test_conditions_are_put_together_in_the_address_and_then_saved(firm: Firm) -> None:
    field = own(firm, "Reason")
    page = asked(firm, field)
    assert "Always shown" in page
    assert '<option value="rig"' in page
    assert f'<option value="{field.name}"' not in page
    page = asked(firm, field, on="rig")
    assert 'value="ketch"' in page
    page = asked(firm, field, on="rig", op="any", value=["ketch", "yawl"])
    assert "Only shown when “Rig” is Ketch or Yawl." in page
    assert "Not saved yet." in page
    draft = where(page)
    page = asked(firm, field, where=json.dumps(draft), on="length", op="min", value="5")
    assert "Only shown when “Rig” is Ketch or Yawl and “Length” is at least 5." in page
    draft = where(page)
    draft[0] = "or"
    address = settings_of(firm, field, "conditions", "shown")
    assert FieldDefinition.objects.visible_to(firm.olga).get(pk=field.pk).conditions == {}
    answer = firm.client().post(address, {"where": json.dumps(draft)})
    assert answer.status_code == 303
    page = firm.client().get(settings_of(firm, field)).content.decode()
    told = "“Rig” is Ketch or Yawl or “Length” is at least 5"
    assert f"<dt>Only shown when …</dt><dd>{told} " in page
    assert (
        "with conditions"
        in firm.client().get(f"/{firm.slug}/settings/fields/boats").content.decode()
    )


def test_a_condition_reads_as_a_sentence_in_german(firm: Firm) -> None:
    field = given(firm, own(firm, "Grund"), "locked", ["or", *KETCH[1:], ["harbour", "empty", ""]])
    places = (settings_of(firm, field), settings_of(firm, field, "conditions", "locked"))
    with translation.override("de"):
        browser, german = firm.client(), {"headers": {"accept-language": "de"}}
        one, whole = (browser.get(place, **german).content.decode() for place in places)
    assert "<dt>Gesperrt, solange …</dt><dd>„Rig“ ist Ketch oder „Harbour“ ist leer " in one
    assert "Gesperrt, solange gilt: „Rig“ ist Ketch oder „Harbour“ ist leer." in whole


def test_what_is_wrong_with_a_condition_is_told_where_it_is_put_together(firm: Firm) -> None:
    field = own(firm, "Reason")
    page = asked(firm, field, on="length", op="min", value="a lot")
    assert "is not a number" in page
    assert 'value="a lot"' in page
    address = settings_of(firm, field, "conditions", "shown")
    itself = json.dumps(["and", [field.name, "filled", ""]])
    answer = firm.client().post(address, {"where": itself})
    assert answer.status_code == 422
    assert "A field cannot have a condition on itself." in answer.content.decode()
    for nonsense in ("[", "[1]", '["and",["and",["and"]]]', "x" * 20_000):
        assert firm.client().get(address, {"where": nonsense}).status_code == 200
        assert firm.client().post(address, {"where": nonsense}).status_code == 422
    assert firm.client().get(settings_of(firm, field, "conditions", "liked")).status_code == 404
    assert firm.client("wim").get(address).status_code == 403


def test_a_condition_on_what_was_deleted_is_said_not_to_apply(firm: Firm) -> None:
    region = own(firm, "Region", "choice")
    pier = given(firm, own(firm, "Pier"), "shown", ["and", [region.name, "any", "o1"]])
    FieldDefinition.objects.visible_to(firm.olga).filter(pk=pier.pk).update(
        trashed_at=pier.created_at
    )
    trash_field(firm.olga, field=str(region.pk))
    FieldDefinition.objects.visible_to(firm.olga).filter(pk=pier.pk).update(trashed_at=None)
    firm.workspace.touch_directory()
    page = firm.client().get(settings_of(firm, pier)).content.decode()
    assert "that condition is not applied" in page
    assert "this condition is not applied" in asked(firm, pier)


def new(firm: Firm, **typed: str) -> Any:
    given = {"name": "Adler", "token": str(uuid7()), **typed}
    return firm.client().post(f"/{firm.slug}/boats/new", given)


def test_the_form_asks_for_what_is_shown_and_insists_on_what_is_required(firm: Firm) -> None:
    reason = given(firm, own(firm, "Reason"), "required", KETCH)
    mast = given(firm, own(firm, "Mast", is_required=True), "shown", KETCH)
    page = firm.client().get(f"/{firm.slug}/boats/new").content.decode()
    assert f'<div id="ask-{mast.name}" hidden>' in page
    assert f'<div id="ask-{reason.name}">' in page
    assert "/boats/asked" in page
    assert new(firm, rig="sloop", **{mast.name: ""}).status_code == 303
    refused = new(firm, rig="ketch", **{reason.name: "", mast.name: ""})
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "“Reason” must be filled when “Rig” is Ketch." in page
    assert "must not be empty" in page or "“Mast” must be filled." in page
    assert f'<div id="ask-{mast.name}">' in page
    full = {reason.name: "Speed", mast.name: "Pine"}
    assert new(firm, rig="ketch", **full).status_code == 303
    assert Boat.objects.visible_to(firm.olga).get(rig="ketch").own_values == full


def test_what_was_hidden_again_is_not_saved_with_the_form(firm: Firm) -> None:
    mast = given(firm, own(firm, "Mast", "number"), "shown", KETCH)
    assert new(firm, rig="sloop", **{mast.name: "no number"}).status_code == 303
    assert Boat.objects.visible_to(firm.olga).get().own_values == {}


def test_fields_come_and_go_while_the_form_is_filled(firm: Firm) -> None:
    mast = given(firm, own(firm, "Mast", is_required=True), "shown", KETCH)
    browser, address = firm.client(), f"/{firm.slug}/boats/asked"
    typed = {"name": "Adler", "rig": "ketch", mast.name: "Pi", "asks": f"{mast.name}:hidden"}
    text = browser.post(address, typed, **SCRIPT).content.decode()
    assert f'id="ask-{mast.name}" hx-swap-oob="outerMorph"' in text
    assert 'value="Pi"' in text
    assert f'value="{mast.name}:needed"' in text
    typed["asks"] = f"{mast.name}:needed"
    assert browser.post(address, typed, **SCRIPT).content.decode().strip() == ""
    text = browser.post(address, {**typed, "rig": "sloop"}, **SCRIPT).content.decode()
    assert f'id="ask-{mast.name}" hidden' in text
    # the quick form has no room for what need not be given
    loose = given(firm, own(firm, "Sails"), "required", KETCH)
    typed["asks"] = f"{loose.name}:needed"
    text = browser.post(f"{address}?small", {**typed, "rig": "sloop"}, **SCRIPT).content.decode()
    assert f'id="ask-{loose.name}" hidden' in text
    assert not Boat.objects.visible_to(firm.olga).exists()
    assert firm.client("bodo").post(address, typed, **SCRIPT).status_code == 403


def test_a_record_shows_what_its_conditions_show_and_marks_what_is_missing(firm: Firm) -> None:
    mast = given(firm, own(firm, "Mast"), "shown", KETCH)
    reason = given(firm, own(firm, "Reason", is_internal=True), "required", KETCH)
    boat = a_boat(firm, **{mast.name: "Pine", reason.name: "Speed"})
    browser, page = firm.client(), f"/{firm.slug}/boats/{boat.pk}"
    text = browser.get(page).content.decode()
    assert f'id="fact-{mast.name}"' not in text
    assert "Hidden from outsiders" in text
    saved = browser.post(f"{page}/fields/rig?as=fact", {"rig": "ketch"}, **SCRIPT).content.decode()
    assert "data-leads" in saved
    assert "Pine" in browser.get(page).content.decode()
    other = browser.post(f"{page}/fields/harbour?as=fact", {"harbour": "Kiel"}, **SCRIPT)
    assert "data-leads" not in other.content.decode()
    text = browser.post(f"{page}/fields/{reason.name}?as=fact", {reason.name: ""}, **SCRIPT)
    assert text.status_code == 422
    assert "must be filled when" in text.content.decode()
    bare = actions.create(firm.olga, "boat", {"name": "Biene", "rig": "ketch"})
    text = browser.get(f"/{firm.slug}/boats/{bare.pk}").content.decode()
    assert "must be filled" in text


def test_a_locked_value_shows_its_lock_and_opens_no_input(firm: Firm) -> None:
    price = given(firm, own(firm, "Price", "choice"), "locked", KETCH)
    boat = a_boat(firm, rig="ketch", **{price.name: "North"})
    browser, page = firm.client(), f"/{firm.slug}/boats/{boat.pk}"
    text = browser.get(page).content.decode()
    assert "“Price” is locked while “Rig” is Ketch." in text
    assert f"fields/{price.name}?as=fact" not in text
    for shape in ("cell", "fact"):
        answer = browser.get(f"{page}/fields/{price.name}?as={shape}", **SCRIPT)
        assert answer.status_code == 422
        assert "is locked while" in answer.content.decode()
    answer = browser.post(f"{page}/fields/{price.name}", {price.name: "South"}, **SCRIPT)
    assert answer.status_code == 422
    menu = browser.get(f"{page}/menu?by={price.name}", **SCRIPT).content.decode()
    assert f"{page}/change" not in menu
    # a card that is dragged into another column says why it went back
    answer = browser.post(f"{page}/change", {price.name: "South"}, **SCRIPT)
    assert answer.status_code == 422
    assert "is locked while" in answer.content.decode()
    assert again(firm, boat).own_values == {price.name: "o1"}


def test_a_card_dropped_where_something_must_be_filled_first_goes_back(firm: Firm) -> None:
    given(firm, own(firm, "Reason"), "required", KETCH)
    boat = a_boat(firm)
    answer = firm.client().post(f"/{firm.slug}/boats/{boat.pk}/change", {"rig": "ketch"}, **SCRIPT)
    assert answer.status_code == 422
    assert "“Reason” must be filled when “Rig” is Ketch." in answer.content.decode()
    assert again(firm, boat).rig == "sloop"


def test_many_fields_with_conditions_cost_no_further_queries(firm: Firm) -> None:
    boat, browser = a_boat(firm, rig="ketch"), firm.client()
    page = f"/{firm.slug}/boats/{boat.pk}"

    def queries() -> int:
        browser.get(page)
        with CaptureQueriesContext(connection) as counted:
            browser.get(page)
        return len(counted)

    given(firm, own(firm, "Reason"), "shown", KETCH)
    few = queries()
    for number in range(6):
        field = own(firm, f"Field {number}")
        for purpose in ("shown", "required", "locked"):
            given(firm, field, purpose, ["or", *KETCH[1:], ["length", "min", str(number)]])
    assert queries() == few
