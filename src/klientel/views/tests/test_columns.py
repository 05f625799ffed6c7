"""Columns: which, in which order, how wide; remembered per member and list, kept in a view."""

from __future__ import annotations

import re
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.kit.ids import uuid7
from klientel.records.actions.catalogue import run
from klientel.records.actions.create import Draft, create_many
from klientel.views.models import ListLook
from tests.cast import Firm

HEAD = re.compile(r'data-col="(\w+)"')


def columns_of(browser: Any, path: str = "/werft/boats") -> list[str]:
    return HEAD.findall(browser.get(path).content.decode())[1:]


def arranged(browser: Any, **given: Any) -> Any:
    return browser.post("/werft/boats/columns", given)


def test_columns_are_remembered_per_member_and_list(firm: Firm) -> None:
    create_many(firm.olga, "boat", [Draft({"name": "Ann"})])
    browser = firm.client()
    usual = columns_of(browser)
    answer = arranged(browser, cols=["length", "rig"], w="rig.200")
    assert answer["Location"] == "/werft/boats?cols=length,rig&w=rig.200"
    assert columns_of(browser) == ["length", "rig"]
    assert 'data-col="rig" width="200"' in browser.get("/werft/boats").content.decode()
    assert columns_of(firm.client("wim")) == usual
    assert columns_of(browser, "/werft/contacts") != ["length", "rig"]
    arranged(browser, usual="1")
    assert columns_of(browser) == usual


def test_an_address_with_columns_is_shown_as_it_is_to_whoever_gets_it(firm: Firm) -> None:
    create_many(firm.olga, "boat", [Draft({"name": "Ann"})])
    wim = firm.client("wim")
    arranged(wim, cols=["harbour"])
    path = "/werft/boats?cols=length,rig&w=rig.200"
    assert columns_of(wim, path) == ["length", "rig"]
    assert columns_of(wim) == ["harbour"]


def test_a_saved_view_keeps_its_columns_and_is_only_changed_by_saving(firm: Firm) -> None:
    create_many(firm.olga, "boat", [Draft({"name": "Ann"})])
    browser = firm.client()
    given = {"type": "boat", "name": "V", "query": "cols=rig,length&w=rig.120"}
    view = run(firm.olga, "view.save", **given, key=str(uuid7()))
    path = f"/werft/boats?view={view.number}"
    assert columns_of(browser, path) == ["rig", "length"]
    answer = arranged(browser, state=f"view={view.number}", cols=["harbour"])
    assert columns_of(browser, answer["Location"]) == ["harbour"]
    assert "View changed" in browser.get(answer["Location"]).content.decode()
    assert columns_of(browser, path) == ["rig", "length"]
    assert not ListLook.objects.in_workspace(firm.workspace.pk).exists()


def test_columns_that_went_and_wild_widths_do_no_harm(firm: Firm) -> None:
    create_many(firm.olga, "boat", [Draft({"name": "Ann"})])
    browser = firm.client()
    arranged(browser, cols=["rig", "gone", "rig"], w="rig.999999,rig,x.y,.5,length.-3,length.1")
    assert columns_of(browser) == ["rig"]
    looks = ListLook.objects.in_workspace(firm.workspace.pk)
    assert list(looks.values_list("columns", "widths")) == [("rig", "length.48")]
    looks.update(columns="gone,rig")
    assert columns_of(browser) == ["rig"]


def test_the_panel_lists_shown_columns_first_and_in_their_order(firm: Firm) -> None:
    text = firm.client().get("/werft/boats/columns?cols=length,rig").content.decode()
    marks = re.findall(r'data-order-mark="(\w+)"', text)
    assert marks[:2] == ["length", "rig"]
    assert set(marks) >= {"harbour", "tags", "owner"}
    assert text.count(" checked") == 2


def test_arranging_twice_the_same_is_one_event(firm: Firm) -> None:
    from klientel.events.models import Event

    for _ in range(2):
        run(firm.olga, "list.arrange", type="boat", place="", columns="rig", widths="")
    told = Event.objects.in_workspace(firm.workspace.pk).filter(verb="list.arranged")
    assert told.count() == 1


def test_a_remembered_look_costs_one_small_query(firm: Firm) -> None:
    create_many(firm.olga, "boat", [Draft({"name": f"Boat {n}"}) for n in range(60)])
    browser = firm.client()
    arranged(browser, cols=["harbour", "rig"], w="rig.200")
    browser.get("/werft/boats")
    with CaptureQueriesContext(connection) as queries:
        browser.get("/werft/boats")
    assert len(queries) <= 4, [one["sql"][:90] for one in queries]


def test_a_row_drawn_anew_has_the_columns_of_its_list(firm: Firm) -> None:
    (boat,) = create_many(firm.olga, "boat", [Draft({"name": "Ann", "rig": "sloop"})])
    browser = firm.client()
    arranged(browser, cols=["length", "rig"], w="rig.200")
    text = browser.get("/werft/boats").content.decode()
    found = re.search(r'data-live-url="([^"]+row[^"]*)"', text)
    assert found is not None
    row = browser.get(found[1].replace("&amp;", "&")).content.decode()
    assert row in text
    assert re.search(rf'is-sized" role="gridcell" id="c-{boat.pk}-rig"', row)
