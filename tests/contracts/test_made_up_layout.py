"""A layout that no part of the program has heard of is offered, drawn, paged and kept in addresses.

This file and its template are all that it needs.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.http import QueryDict

from klientel.records import actions
from klientel.records.actions.create import Draft, create_many
from klientel.records.reading import reading_of
from klientel.records.types import record_types
from klientel.ui.html import Html, el, join
from klientel.views.layouts import Layout, layouts
from klientel.views.layouts.base import Drawing
from klientel.views.layouts.table_head import head_of
from klientel.views.offers import Setting
from klientel.views.query import ViewQuery
from klientel.views.rows import Listing
from tests.cast import Firm

HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_REQUEST_TYPE": "partial"}


def lines(drawing: Drawing) -> Html:
    return join([el("li", row.title, class_="line") for row in drawing.page.rows])


LOGBOOK = Layout(
    name="logbook",
    label="Logbook",
    icon="list-filter",
    template="sample_room/logbook.html",
    frame=lambda drawing: {"head": head_of(drawing)},
    rows=lines,
    fits=lambda kind: "rig" in kind.by_name,
    settings=(Setting("ink", lambda kind, text: text if text in kind.by_name else "", says=True),),
)


@pytest.fixture(autouse=True)
def logbook(db: None) -> Iterator[None]:
    layouts.register(LOGBOOK)
    yield
    layouts.remove(LOGBOOK.name)


def test_it_is_offered_where_it_fits_and_drawn_when_asked_for(firm: Firm) -> None:
    actions.create(firm.olga, "boat", {"name": "Gudrun", "rig": "ketch"})
    actions.create(firm.olga, "boat", {"name": "Adler", "rig": "yawl"})
    actions.create(firm.olga, "account", {"name": "Ott"})
    browser = firm.client()
    usual = browser.get("/werft/boats?rig=ketch").content.decode()
    assert 'role="grid"' in usual
    assert 'href="?rig=ketch&amp;layout=logbook"' in usual
    asked = browser.get("/werft/boats?rig=ketch&layout=logbook").content.decode()
    assert '<ul class="logbook"><li class="line">Gudrun</li></ul>' in asked
    assert 'role="grid"' not in asked
    assert 'name="layout" value="logbook"' in asked, "a search keeps the layout"
    accounts = browser.get("/werft/accounts?layout=logbook").content.decode()
    assert "cannot be shown as “logbook”" in accounts
    assert 'role="grid"' in accounts
    assert ">Logbook<" not in accounts


def test_a_field_that_a_setting_says_something_by_is_shown_with_it(firm: Firm) -> None:
    record_type, reading = record_types.get("boat"), reading_of(firm.olga)
    given = QueryDict("layout=logbook&cols=name,length&ink=rig")
    query = ViewQuery.from_request(record_type, given, firm.olga, reading)
    assert [one.name for one in query.shown_fields(record_type)] == ["length", "rig"]


def test_its_pages_and_its_address_keep_it(firm: Firm) -> None:
    create_many(firm.olga, "boat", [Draft({"name": f"Boat {n}"}) for n in range(60)])
    record_type, reading = record_types.get("boat"), reading_of(firm.olga)
    query = ViewQuery.from_request(
        record_type, QueryDict("layout=logbook&sort=name"), firm.olga, reading
    )
    assert not query.notices
    assert query.layout == "logbook"
    again = ViewQuery.from_request(
        record_type, QueryDict(query.to_query_string()), firm.olga, reading
    )
    assert again == query
    cursor = Listing(record_type, query, firm.olga, reading).page().next_cursor
    more = firm.client().get(f"/werft/boats?layout=logbook&sort=name&after={cursor}", **HTMX)
    assert more.content.decode().count('<li class="line">') == 10
