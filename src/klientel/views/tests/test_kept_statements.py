"""Statements that are kept for a list: they give what was just written, to each what they see."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from klientel.records import actions
from klientel.records.actions.create import Draft
from klientel.records.actions.own_field import add_field
from klientel.records.reading import reading_for
from klientel.records.types import record_types
from klientel.views import keyset
from klientel.views.query import ViewQuery
from klientel.views.rows import Listing
from tests.cast import Firm

pytestmark = pytest.mark.django_db

NEVER = 10**9
ASKED = (
    "own_region=o1&sort=own_budget",
    "own_region=o1,o2&sort=-own_budget",
    "own_budget.min=3&own_region=o2&sort=own_berth",
)


@pytest.fixture
def fleet(firm: Firm) -> Firm:
    """Boats with a region, mostly with a budget and a berth."""
    for label, kind in (("Region", "choice"), ("Budget", "number"), ("Berth", "text")):
        add_field(firm.olga, type="boat", kind=kind, label=label, choices="North\nSouth\nEast")
    firm.workspace.refresh_from_db()
    drafts = [
        Draft(
            {
                "name": f"Boat {number:02d}",
                "own_region": f"o{1 + number % 3}",
                "own_budget": "" if number % 5 == 0 else str(number * 7 % 11),
                "own_berth": "" if number % 7 == 0 else f"B{number * 5 % 13}",
            }
        )
        for number in range(60)
    ]
    actions.create_many(firm.olga, "boat", drafts)
    return firm


def listing(firm: Firm, actor: Any, query: str) -> Listing:
    record_type = record_types.get("boat").in_workspace(firm.workspace)
    reading = reading_for(firm.workspace)
    asked = ViewQuery.from_request(record_type, QueryDict(query), actor, reading)
    return Listing(record_type, asked, actor, reading)


def read(firm: Firm, query: str) -> list[str]:
    """The names of a list in its order, page by page."""
    found, after = [], ""
    while True:
        page = listing(firm, firm.olga, query + (f"&after={after}" if after else "")).page(8)
        found += [row.title for row in page.rows]
        after = page.next_cursor or ""
        if not after:
            return found


def test_values_lead_to_a_short_list_in_the_order_it_would_be_sorted_in(
    fleet: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    for query in ASKED:
        monkeypatch.setattr(keyset, "LED", NEVER)
        sorted_ = read(fleet, query)
        monkeypatch.setattr(keyset, "LED", 1)
        with CaptureQueriesContext(connection) as asked:
            assert read(fleet, query) == sorted_
        assert any('"record_id"' in one["sql"] and "LIMIT 9)" in one["sql"] for one in asked)


def test_values_do_not_lead_to_the_few_rows_among_many_values(
    fleet: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    # 20 rows of 60: every third value is one of them, so a page of 51 would take all of them
    with CaptureQueriesContext(connection) as asked:
        listing(fleet, fleet.olga, ASKED[0]).page()
    assert not any("LIMIT 51)" in one["sql"] for one in asked)


def test_a_kept_statement_gives_what_was_just_written(fleet: Firm) -> None:
    query = "own_region=o1&sort=-own_budget"
    assert listing(fleet, fleet.olga, query).counts()[0].value == 20
    more = Draft({"name": "Zed", "own_region": "o1", "own_budget": "900"})
    actions.create_many(fleet.olga, "boat", [more])
    later = listing(fleet, fleet.olga, query)
    assert later.counts()[0].value == 21
    assert later.page().rows[0].title == "Zed"


def test_a_kept_statement_is_not_given_to_those_who_see_less(fleet: Firm) -> None:
    query = "own_region=o1&sort=own_budget"
    model = record_types.get("boat").model
    hidden = model.objects.in_workspace(fleet.workspace.pk).filter(name__in=("Boat 03", "Boat 06"))
    assert hidden.update(privacy="named") == 2
    for actor, count in ((fleet.olga, 20), (fleet.actor("wim"), 18), (fleet.olga, 20)):
        mine = listing(fleet, actor, query)
        assert mine.counts()[0].value == count
        assert len(mine.page().rows) == count


def test_what_was_chosen_or_lies_in_the_trash_is_not_counted_by_a_kept_statement(
    fleet: Firm,
) -> None:
    query = "own_region=o1"
    assert listing(fleet, fleet.olga, query).counts()[0].value == 20
    chosen = listing(fleet, fleet.olga, query)
    chosen.narrow([row.id for row in listing(fleet, fleet.olga, query).page(5).rows])
    assert chosen.counts()[0].value == 5
    assert len(chosen.page().rows) == 5
    record_type = record_types.get("boat").in_workspace(fleet.workspace)
    asked = ViewQuery.from_request(
        record_type, QueryDict(query), fleet.olga, reading_for(fleet.workspace)
    )
    trash = Listing(record_type, asked, fleet.olga, reading_for(fleet.workspace), trashed=True)
    assert trash.counts()[0].value == 0


def test_a_list_is_counted_once_a_page(fleet: Firm) -> None:
    page = fleet.client()
    page.get(f"/werft/boats?{ASKED[1]}")
    with CaptureQueriesContext(connection) as asked:
        page.get(f"/werft/boats?{ASKED[1]}")
    counting = [
        one["sql"] for one in asked if "COUNT(*)" in one["sql"] and "SUM(" not in one["sql"]
    ]
    of_rows = [one for one in counting if "'o1', 'o2'" in one and '"sample_room_boat"' in one]
    assert len(of_rows) == 1
