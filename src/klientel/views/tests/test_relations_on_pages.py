"""Relations on pages: settings, columns, filters, cells, forms, exports; and who sees what."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from klientel.records import actions
from klientel.records.actions.own_field import add_field
from klientel.records.fields import beside
from klientel.records.models import FieldDefinition
from klientel.records.reading import reading_for
from klientel.records.types import record_types
from klientel.views.export import Export
from klientel.views.query import ViewQuery
from klientel.views.rows import Listing
from tests.cast import Firm
from tests.sample_room.models import Boat

pytestmark = pytest.mark.django_db

HTMX = {"headers": {"HX-Request": "true"}}
SHIPS, CHARTERER = "own_ships", "own_charterer"


@pytest.fixture
def fleet(firm: Firm) -> Firm:
    """Two accounts with their ships; one ship is shared, one is nobody's."""
    add_field(firm.olga, type="account", kind="relation", label="Ships", to="boat",
              back_label="Charterer")  # fmt: skip
    firm.workspace.refresh_from_db()
    for name in ("Weber", "Nord"):
        actions.create(firm.olga, "account", {"name": name, "relationship": "customer"})
    weber, nord = (the(firm, "account", name) for name in ("Weber", "Nord"))
    for name, held in (("Adler", [weber]), ("Biene", [weber, nord]), ("Clara", [])):
        keys = [str(one.pk) for one in held]
        actions.create(firm.olga, "boat", {"name": name, CHARTERER: keys})
    return firm


def the(firm: Firm, type_name: str, name: str) -> Any:
    return record_types.get(type_name).model.objects.visible_to(firm.olga).get(name=name)


def listing(firm: Firm, query: str, who: str = "olga") -> Listing:
    record_type = record_types.get("boat").in_workspace(firm.workspace)
    actor, reading = firm.actor(who), reading_for(firm.workspace)
    asked = ViewQuery.from_request(record_type, QueryDict(query), actor, reading)
    assert not asked.notices, asked.notices
    return Listing(record_type, asked, actor, reading)


def found(firm: Firm, query: str) -> str:
    return "".join(sorted(row.title[0] for row in listing(firm, query).page().rows))


@pytest.mark.parametrize("rare", [2_000, 0], ids=["rare", "common"])
def test_a_list_is_filtered_by_what_its_records_are_linked_with(
    fleet: Firm, rare: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beside, "RARE", rare)
    monkeypatch.setattr(beside, "FILLED", rare)
    weber, nord = (the(fleet, "account", name).pk for name in ("Weber", "Nord"))
    asked = {
        f"{CHARTERER}={weber}": "AB",
        f"{CHARTERER}={weber},{nord}": "AB",
        f"{CHARTERER}={nord}": "B",
        f"{CHARTERER}.not={nord}": "AC",
        f"{CHARTERER}.empty": "C",
        f"{CHARTERER}.filled": "AB",
    }
    assert {query: found(fleet, query) for query in asked} == asked


def test_a_filter_is_told_by_the_name_of_the_record_and_chosen_by_it(fleet: Firm) -> None:
    weber = the(fleet, "account", "Weber")
    state = f"{CHARTERER}={weber.pk}"
    page = fleet.client().get(f"/{fleet.slug}/boats?{state}").content.decode()
    assert re.search(r"Charterer.{0,200}Weber", page, re.DOTALL)
    panel = fleet.client().get(f"/{fleet.slug}/boats/filters?on={CHARTERER}&{state}", **HTMX)
    text = panel.content.decode()
    assert f'data-source="/{fleet.slug}/options?types=account"' in text
    assert 'value="Weber"' in text


def test_a_filter_by_what_is_no_record_is_said_and_not_applied(fleet: Firm) -> None:
    page = fleet.client().get(f"/{fleet.slug}/boats?{CHARTERER}=Weber").content.decode()
    assert "This is not a record." in page


def test_the_queries_of_a_page_do_not_grow_with_its_links(fleet: Firm) -> None:
    browser, weber = fleet.client(), the(fleet, "account", "Weber")

    def asked() -> int:
        browser.get(f"/{fleet.slug}/boats?cols={CHARTERER}")
        with CaptureQueriesContext(connection) as queries:
            browser.get(f"/{fleet.slug}/boats?cols={CHARTERER}")
        return len(queries)

    before = asked()
    for number in range(20):
        actions.create(fleet.olga, "boat", {"name": f"B{number}", CHARTERER: [str(weber.pk)]})
    assert asked() == before


def test_nobody_reads_the_name_of_what_they_may_not_see(fleet: Firm) -> None:
    weber, biene = the(fleet, "account", "Weber"), the(fleet, "boat", "Biene")
    actions.share(fleet.olga, "account", weber.pk, privacy="named")
    wim = fleet.client("wim")
    for path in (
        f"boats?cols={CHARTERER}",
        f"boats/{biene.pk}",
        f"boats/{biene.pk}/fields/{CHARTERER}?as=fact",
        f"boats?{CHARTERER}={weber.pk}",
    ):
        text = wim.get(f"/{fleet.slug}/{path}").content.decode()
        assert "Weber" not in text, path
    row = {"name": "Biene", CHARTERER: "Nord"}
    written = [one for piece in Export(listing(fleet, "", "wim"), _fields(fleet), "en").rows()
               for one in piece]  # fmt: skip
    assert list(row.values()) in written


def _fields(firm: Firm) -> list[Any]:
    record_type = record_types.get("boat").in_workspace(firm.workspace)
    return [record_type.field("name"), record_type.field(CHARTERER)]


def test_an_export_parts_names_by_semicolons(fleet: Firm) -> None:
    written = [one for piece in Export(listing(fleet, ""), _fields(fleet), "en").rows()
               for one in piece]  # fmt: skip
    assert ["Biene", "Weber; Nord"] in written
    assert ["Clara", ""] in written


def test_a_cell_is_changed_in_place_by_ticks_and_one_more(fleet: Firm) -> None:
    biene, browser = the(fleet, "boat", "Biene"), fleet.client()
    weber, nord = (str(the(fleet, "account", name).pk) for name in ("Weber", "Nord"))
    here = f"/{fleet.slug}/boats/{biene.pk}/fields/{CHARTERER}"
    editor = browser.get(here, **HTMX).content.decode()
    assert editor.count('type="checkbox"') == 2
    answer = browser.post(
        here, {CHARTERER: ["", weber], "expected": f'["{weber}","{nord}"]'}, **HTMX
    )
    assert answer.status_code == 200, answer.content.decode()
    assert "Weber" in answer.content.decode()
    assert "Nord" not in answer.content.decode()
    stale = browser.post(here, {CHARTERER: ["", nord], "expected": f'["{weber}","{nord}"]'}, **HTMX)
    assert stale.status_code == 409
    wrong = browser.post(here, {CHARTERER: ["", "nonsense"]}, **HTMX)
    assert wrong.status_code == 422
    assert "This is not a record." in wrong.content.decode()


def test_a_new_record_is_linked_with_several_at_once(fleet: Firm) -> None:
    keys = [str(the(fleet, "account", name).pk) for name in ("Weber", "Nord")]
    form = {"name": "Dora", CHARTERER: ["", *keys]}
    answer = fleet.client().post(f"/{fleet.slug}/boats/new", form)
    assert answer.status_code in (302, 303), answer.content.decode()
    dora = Boat.objects.visible_to(fleet.olga).get(name="Dora")
    assert dora.own_values[CHARTERER] == keys
    refused = fleet.client().post(f"/{fleet.slug}/boats/new", {**form, "name": ""})
    assert refused.status_code == 422
    assert refused.content.decode().count('type="checkbox"') >= 2


def test_the_settings_add_a_relation_and_say_where_it_leads(firm: Firm) -> None:
    browser, here = firm.client(), f"/{firm.slug}/settings/fields/boats"
    form = browser.get(f"{here}/new?kind=relation").content.decode()
    assert "Name at the other end" in form
    assert 'name="preset"' not in form
    typed = {"kind": "relation", "label": "Owner of it", "to": "account", "is_required": "0"}
    refused = browser.post(f"{here}/new", typed)
    assert refused.status_code == 422
    assert 'value="Owner of it"' in refused.content.decode()
    answer = browser.post(f"{here}/new", {**typed, "back_label": "Fleet", "is_one": "1"})
    assert answer.status_code == 303, answer.content.decode()
    mine, other = FieldDefinition.objects.visible_to(firm.olga).order_by("-type")
    assert (mine.options["most"], other.options["most"]) == (1, 100)
    page = browser.get(f"{here}/{mine.pk}").content.decode()
    assert "Fleet" in page
    assert 'name="is_one"' not in page
    described = {"do": "describe", "label": "Owned by", "is_required": "0"}
    assert browser.post(f"{here}/{mine.pk}", described).status_code == 303
    accounts = browser.get(f"/{firm.slug}/settings/fields/accounts").content.decode()
    assert "Fleet" in accounts


def test_what_sums_stand_beside_a_relation_are_drawn_anew_when_it_is_saved(fleet: Firm) -> None:
    adler, nord = the(fleet, "boat", "Adler"), the(fleet, "account", "Nord")
    address = f"/{fleet.slug}/accounts/{nord.pk}/fields/own_ships"
    typed, script = {"own_ships": str(adler.pk)}, {"headers": {"HX-Request": "true"}}
    alone = fleet.client().post(address, typed, **script).content.decode()
    assert "cell-saved" in alone
    assert "data-leads" not in alone
    add_field(fleet.olga, type="account", kind="rollup", label="Fleet", what="own_ships",
              how="count")  # fmt: skip
    saved = fleet.client().post(address, {"own_ships": ""}, **script).content.decode()
    assert "data-leads" in saved
