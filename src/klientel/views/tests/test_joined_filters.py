"""Filters put together: several on one field, "is not", any and all of them, in groups."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from klientel.kit.ids import uuid7
from klientel.records.actions.catalogue import run
from klientel.records.actions.create import Draft, create_many
from klientel.views.models import SavedView
from tests.cast import Firm

pytestmark = pytest.mark.django_db

HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_REQUEST_TYPE": "partial"}
TITLES = re.compile(r'name="selected"[^>]* aria-label="Select ([^"]+)"')


@pytest.fixture
def fleet(firm: Firm) -> Firm:
    for name, rig, harbour in (
        ("Ann", "sloop", "Kiel"),
        ("Bea", "ketch", "Kiel"),
        ("Cat", "sloop", "Bremen"),
        ("Dora", "yawl", "Hamburg"),
    ):
        draft = Draft({"name": name, "rig": rig, "harbour": harbour})
        create_many(firm.olga, "boat", [draft])
    return firm


def titles(firm: Firm, address: str) -> set[str]:
    return set(TITLES.findall(firm.client().get(address).content.decode()))


def panel(firm: Firm, query: str) -> str:
    page = firm.client().get(f"/werft/boats/filters?{query}", **HTMX)
    assert page.status_code == 200
    return page.content.decode()


def sent(form: str) -> list[tuple[str, str]]:
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return [(name, unescape(value)) for name, value in found]


def where(*parts: Any) -> str:
    return urlencode({"where": json.dumps(parts)})


def test_is_not_is_offered_for_choices_and_holds_for_all_ticked(fleet: Firm) -> None:
    shown = panel(fleet, "on=rig")
    href = re.search(r'hx-get="([^"]+how=not[^"]*)"[^>]*>is not', shown)
    assert href is not None
    other = fleet.client().get(unescape(href[1]) + "&rig=sloop&rig=yawl", **HTMX).content.decode()
    boxes = re.findall(r'type="checkbox" name="(rig\.not)" value="(\w+)" checked', other)
    assert boxes == [("rig.not", "sloop"), ("rig.not", "yawl")]
    assert titles(fleet, "/werft/boats?rig.not=sloop&rig.not=yawl") == {"Bea"}


def test_the_panel_of_is_not_opens_at_what_is_asked(fleet: Firm) -> None:
    shown = panel(fleet, "on=rig&rig.not=sloop")
    assert re.search(r'aria-pressed="true"[^>]*>is not', shown)
    assert 'name="rig.not" value="sloop" checked' in shown


def test_another_condition_on_a_field_leaves_the_first(fleet: Firm) -> None:
    asked = "harbour=i&harbour.empty=&rig=sloop"
    shown = panel(fleet, f"on=harbour&{asked}")
    again = re.search(r'hx-get="([^"]+nr=new[^"]*)"', shown)
    assert again is not None
    empty = fleet.client().get(unescape(again[1]), **HTMX).content.decode()
    assert "Another condition" not in empty
    form = [*sent(empty[: empty.index("</form>")]), ("harbour", "Kiel")]
    both = ["and", ["harbour", "has", "i"], ["harbour", "empty", ""]]
    assert json.loads(dict(form)["where"]) == both
    assert dict(form)["rig"] == "sloop"


def test_changing_one_of_two_conditions_on_a_field_keeps_the_other(fleet: Firm) -> None:
    two = "rig=sloop,ketch&rig.not=ketch"
    assert titles(fleet, f"/werft/boats?{two}") == {"Ann", "Cat"}
    page = fleet.client().get(f"/werft/boats?{two}").content.decode()
    assert 'id="chip-rig"' in page
    assert 'id="chip-rig-1"' in page
    shown = panel(fleet, f"on=rig&nr=1&{two}")
    assert 'name="rig.not" value="ketch" checked' in shown
    form = [*sent(shown), ("rig.not", "sloop")]
    assert titles(fleet, f"/werft/boats?{urlencode(form)}") == {"Bea"}
    # with boxes of the same name as the condition that stays
    shown = panel(fleet, f"on=rig&nr=new&{two}")
    form = [*sent(shown[: shown.index("</form>")]), ("rig", "sloop"), ("rig", "yawl")]
    assert titles(fleet, f"/werft/boats?{urlencode(form)}") == {"Ann", "Cat"}


def test_a_group_is_a_chip_that_can_be_changed_and_says_how_it_nests(fleet: Firm) -> None:
    asked = where(
        "or", ["rig", "any", "yawl"], ["and", ["rig", "any", "sloop"], ["harbour", "has", "Kiel"]]
    )
    page = unescape(fleet.client().get(f"/werft/boats?{asked}").content.decode())
    assert set(TITLES.findall(page)) == {"Ann", "Dora"}
    assert "Rig: Yawl or (Rig: Sloop and Harbour:" in re.sub(r"\s+", " ", page)
    edit = re.search(r'hx-get="([^"]+/filters/joined[^"]*)" hx-target="#quick"', page)
    assert edit is not None
    shown = unescape(fleet.client().get(edit[1], **HTMX).content.decode())
    assert 'id="joined-dialog"' in shown
    assert 'name="given.1.0.field"' in shown
    assert re.search(r'name="given.joined".*?<option value="or" selected', shown, re.DOTALL)
    assert "“Rig” is Yawl or (“Rig” is Sloop and “Harbour” contains Kiel)" in shown


def draft(firm: Firm, given: dict[str, Any], **headers: str) -> Any:
    return firm.client().post("/werft/boats/filters/joined", given, **headers)


def test_a_group_is_put_together_and_applied_without_a_script(fleet: Firm) -> None:
    first = fleet.client().get("/werft/boats/filters/joined?sort=name&rig=sloop")
    text = unescape(first.content.decode())
    assert "<dialog" not in text[text.index("<main") : text.index("</main")]
    form = {"where": _held(text, "where"), "state": _held(text, "state")}
    assert form["state"] == "sort=name"
    text = unescape(draft(fleet, {**form, "do": "add-group:given"}).content.decode())
    assert 'name="given.1.1.field"' in text
    form["where"] = _held(text, "where")
    form |= {"given.1.0.field": "harbour", "given.1.1.field": "rig"}
    text = unescape(draft(fleet, form).content.decode())
    form["where"] = _held(text, "where")
    form |= {"given.1.0.op": "has", "given.1.0.value": "Kiel", "given.1.joined": "or"}
    form |= {"given.1.1.op": "any", "given.1.1.value": "yawl"}
    done = draft(fleet, {**form, "apply": "1"})
    assert done.status_code == 303
    asked = parse_qs(urlsplit(done["Location"]).query)
    assert asked["sort"] == ["name"]
    assert asked["rig"] == ["sloop"]
    assert json.loads(asked["where"][0])[0] == "or"
    assert titles(fleet, done["Location"]) == {"Ann"}


def _held(text: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="(.*?)">', text)
    assert found is not None
    return found[1]


def test_what_is_wrong_is_said_at_its_place_and_nothing_is_lost(fleet: Firm) -> None:
    parts = ["and", ["rig", "any", "sloop"], ["length", "min", ""], ["", "", ""]]
    form = {"where": json.dumps(parts), "state": ""}
    answer = draft(fleet, {**form, "apply": "1"}, **HTMX)
    text = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "A value is missing." in text[text.index('id="at-given.1"') :]
    assert 'value="sloop" checked' in text
    answer = draft(fleet, {"where": "[[[", "state": "", "apply": "1"}, **HTMX)
    assert answer.status_code == 200
    assert answer["HX-Redirect"].startswith("/werft/boats?")
    deep: Any = ["rig", "any", "sloop"]
    for _number in range(400):
        deep = ["and", deep]
    assert draft(fleet, {"where": json.dumps(deep), "state": "", "apply": "1"}).status_code == 303


def test_too_many_conditions_are_refused_with_a_sentence(fleet: Firm) -> None:
    parts = ["or", *(["name", "has", f"{number}"] for number in range(51))]
    answer = draft(fleet, {"where": json.dumps(parts), "state": "", "apply": "1"}, **HTMX)
    assert answer.status_code == 422
    assert "At most 50 conditions" in answer.content.decode()


def test_me_stays_me_and_is_said_by_name(fleet: Firm) -> None:
    page = fleet.client().get("/werft/boats/filters/joined?owner=me", **HTMX)
    text = unescape(page.content.decode())
    assert re.search(r'value="me" checked', text)
    assert "“Owner” is Olga" in text
    form = {"where": _held(text, "where"), "state": ""}
    done = draft(fleet, {**form, "apply": "1"}, **HTMX)
    assert done["HX-Redirect"] == "/werft/boats?owner=me"
    assert 'value="me" checked' in panel(fleet, "on=owner&owner=me")


def test_a_view_keeps_a_group(fleet: Firm) -> None:
    asked = where("or", ["rig", "any", "yawl"], ["harbour", "has", "Bremen"])
    view: SavedView = run(
        fleet.olga, "view.save", type="boat", name="Two", query=asked, key=str(uuid7())
    )
    assert titles(fleet, f"/werft/boats?view={view.number}") == {"Cat", "Dora"}
    page = fleet.client().get(f"/werft/boats/filters/joined?view={view.number}", **HTMX)
    assert 'name="given.1.field"' in page.content.decode()


def test_a_stranger_finds_no_filters(fleet: Firm, other_firm: Firm) -> None:
    stranger = other_firm.client("fremd")
    assert stranger.get("/werft/boats/filters/joined").status_code == 404
