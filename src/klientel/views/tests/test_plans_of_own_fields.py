"""How the database finds the rows of a list by own fields: by their indexes, at any length."""

from __future__ import annotations

from datetime import date, timedelta
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

MANY = 3_000


@pytest.fixture
def fleet(firm: Firm) -> Firm:
    """Some thousand boats with a region, a budget and a day each."""
    for label, kind in (("Region", "choice"), ("Budget", "money"), ("Checked", "day")):
        add_field(firm.olga, type="boat", kind=kind, label=label, choices="North\nSouth\nEast")
    firm.workspace.refresh_from_db()
    drafts = [
        Draft(
            {
                "name": f"Boat {number:05d}",
                "own_region": "o3" if number % 500 == 0 else f"o{1 + number % 2}",
                "own_budget": str(number * 7 % MANY),
                "own_checked": str(date(2026, 1, 1) + timedelta(days=number % 900)),
            }
        )
        for number in range(MANY)
    ]
    actions.create_many(firm.olga, "boat", drafts)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE") if connection.vendor == "postgresql" else None
    return firm


def statements(firm: Firm, query: str) -> list[str]:
    """What a page of a list asks of the rows beside the records."""
    record_type = record_types.get("boat").in_workspace(firm.workspace)
    reading = reading_for(firm.workspace)
    asked = ViewQuery.from_request(record_type, QueryDict(query), firm.olga, reading)
    with CaptureQueriesContext(connection) as seen:
        page = Listing(record_type, asked, firm.olga, reading).page()
    assert page.rows
    return [one["sql"] for one in seen if "records_fieldvalue" in one["sql"]]


def plan_of(sql: str) -> str:
    """The plan of a statement, as the database words it."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # a few thousand rows are read as fast without an index; a million are not
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN {sql}")
            return "\n".join(row[0] for row in cursor.fetchall())
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        return "\n".join(row[3] for row in cursor.fetchall())


#: what a list asks, and an index that must find it
ASKED = [
    ("own_region=o3", "own_by_text"),
    ("own_region=o1", "own_"),
    ("own_budget.between=10..12", "own_by_number"),
    ("own_checked.since=2028-06-01", "own_by_day"),
    ("sort=own_budget", "own_by_number"),
    ("sort=-own_checked", "own_by_day"),
    ("sort=own_budget&own_region=o1", "own_of_record"),
    ("group=own_region", "own_of_record"),
]


def test_the_rows_beside_are_read_by_an_index(fleet: Firm) -> None:
    for query, index in ASKED:
        plans = [plan_of(sql) for sql in statements(fleet, query)]
        assert any(index in plan for plan in plans), (query, plans)
        for plan in plans:
            assert "SCAN records_fieldvalue" not in plan, (query, plan)
            assert "Seq Scan on records_fieldvalue" not in plan, (query, plan)


def keys_in(sql: str) -> str:
    """The statement inside another one that gives it the keys of its rows."""
    start = sql.index("IN (SELECT") + 4
    depth = 1
    for end, letter in enumerate(sql[start:], start):
        depth += (letter == "(") - (letter == ")")
        if not depth:
            return sql[start:end]
    raise AssertionError(sql)


def test_a_long_list_is_read_in_the_order_of_the_values_and_not_sorted(
    fleet: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyset, "LONG", 100)
    (whole,) = [sql for sql in statements(fleet, "sort=-own_budget") if "LIMIT 51" in sql]
    plan = plan_of(keys_in(whole))
    assert "own_by_number" in plan
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan


def test_the_page_costs_the_same_number_of_queries_whatever_is_asked(fleet: Firm) -> None:
    def count(query: str) -> int:
        record_type: Any = record_types.get("boat").in_workspace(fleet.workspace)
        reading = reading_for(fleet.workspace)
        asked = ViewQuery.from_request(record_type, QueryDict(query), fleet.olga, reading)
        with CaptureQueriesContext(connection) as seen:
            Listing(record_type, asked, fleet.olga, reading).page()
        return len(seen)

    count("")
    plain = count("")
    assert count("sort=own_budget") <= plain + 2
    # one small question for each filter: how rare its values are
    assert count("own_region=o1&own_budget.min=5&own_checked.filled") <= plain + 3
