"""Groups that an index holds ready: what a long list shows is what sorting all of it would show."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from klientel.crm.models import Account
from klientel.kit import clock
from klientel.records import actions
from klientel.records.actions.create import Draft
from klientel.records.reading import reading_for
from klientel.records.types import record_types
from klientel.views import ready, rows
from klientel.views.query import ViewQuery
from klientel.views.rows import Listing, ListPage
from tests.cast import Firm

pytestmark = pytest.mark.django_db

STAGES = ("active", "new", "former", "qualified")
QUERIES = ("group=stage&sort=-last_contact", "group=stage&sort=last_contact")


@pytest.fixture
def clients(firm: Firm) -> Firm:
    """Accounts of four stages, of which some were never spoken with and some nobody else sees."""
    drafts = [
        Draft(
            {
                "name": f"Firm {number:02d}",
                "relationship": "client",
                "owner": str(firm.members["bea"].pk),
            }
        )
        for number in range(36)
    ]
    made = actions.create_many(firm.olga, "account", drafts)
    mine = Account.objects.in_workspace(firm.workspace.pk)
    for number, one in enumerate(made):
        at = None if number % 3 == 0 else clock.now() - timedelta(days=number % 5)
        privacy = "named" if number % 7 == 0 else "everyone"
        mine.filter(pk=one.pk).update(stage=STAGES[number % 4], last_contact_at=at, privacy=privacy)
    mine.filter(pk=made[5].pk).update(trashed_at=clock.now())
    return firm


def pages(firm: Firm, actor: Any, query: str, size: int = 7) -> list[ListPage]:
    """All pages of a list, one after the other."""
    record_type = record_types.get("account").in_workspace(firm.workspace)
    reading = reading_for(firm.workspace)
    found, after = [], ""
    while True:
        given = QueryDict(query + (f"&after={after}" if after else ""))
        asked = ViewQuery.from_request(record_type, given, actor, reading)
        page = Listing(record_type, asked, actor, reading).page(size)
        found.append(page)
        after = page.next_cursor or ""
        if not after:
            return found


def told(found: list[ListPage]) -> list[tuple[str, int]]:
    return [(row.title, row.group) for page in found for row in page.rows]


def test_a_long_list_in_groups_is_the_same_as_a_sorted_one(
    clients: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    for actor in (clients.olga, clients.actor("wim")):
        for query in QUERIES:
            sorted_ = told(pages(clients, actor, query))
            with monkeypatch.context() as patched:
                patched.setattr(ready, "LONG", 3)
                assert told(pages(clients, actor, query)) == sorted_
    assert len(told(pages(clients, clients.olga, QUERIES[0]))) == 35
    assert len(told(pages(clients, clients.actor("wim"), QUERIES[0]))) < 35


def test_each_group_is_counted_as_far_as_lists_count(
    clients: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ready, "LONG", 3)
    monkeypatch.setattr(rows, "COUNTED", 5)
    (grouping,) = {id(page.grouping): page.grouping for page in pages(clients, clients.olga,
                   QUERIES[0], 50)}.values()  # fmt: skip
    assert grouping is not None
    shown = [grouping.counted([place], reading_for(clients.workspace).format) for place in range(7)]
    assert sorted(shown) == ["", "", "", "5+", "5+", "5+", "5+"]


def test_what_no_group_has_stands_at_the_end(
    clients: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = Account.objects.in_workspace(clients.workspace.pk)
    mine.filter(name__in=("Firm 01", "Firm 02")).update(stage="mystery")
    sorted_ = told(pages(clients, clients.olga, QUERIES[0]))
    monkeypatch.setattr(ready, "LONG", 3)
    found = pages(clients, clients.olga, QUERIES[0])
    assert told(found) == sorted_
    assert {title for title, _group in told(found)[-2:]} == {"Firm 01", "Firm 02"}
    assert found[0].grouping is not None
    assert found[0].grouping.counts[len(found[0].grouping.values)] == 2


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="of a few rows PostgreSQL takes any index it likes"
)
def test_a_group_is_found_by_its_index_and_nothing_is_sorted(
    clients: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ready, "LONG", 3)
    pages(clients, clients.olga, QUERIES[0], 50)
    with CaptureQueriesContext(connection) as seen, connection.cursor() as cursor:
        pages(clients, clients.olga, QUERIES[0], 50)
        asked = [one["sql"] for one in seen if '"crm_account"' in one["sql"]]
        told_sql = [one for one in asked if "LIMIT" in one and '"name"' in one]
        assert told_sql
        for sql in told_sql:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            plan = str(cursor.fetchall())
            assert "account_stage_contact" in plan, plan
            assert "TEMP B-TREE" not in plan, plan


def test_what_narrows_a_list_is_not_looked_up_group_by_group(
    clients: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ready, "LONG", 3)
    record_type = record_types.get("account").in_workspace(clients.workspace)
    reading = reading_for(clients.workspace)

    def counted(query: str) -> int:
        asked = ViewQuery.from_request(record_type, QueryDict(query), clients.olga, reading)
        page = Listing(record_type, asked, clients.olga, reading).page()
        assert page.grouping is not None
        return page.grouping.most

    assert counted(QUERIES[0]) == rows.COUNTED
    assert counted(f"{QUERIES[0]}&kind=organisation") == 0
    # no index goes on from the stage to the city
    assert counted("group=stage&sort=city") == 0


def test_a_list_with_totals_adds_up_all_of_each_group(
    clients: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ready, "LONG", 3)
    monkeypatch.setattr(rows, "COUNTED", 5)
    (page,) = pages(clients, clients.olga, f"{QUERIES[0]}&cols=revenue_12m", 50)
    assert page.totals is not None
    assert page.grouping is not None
    assert sum(page.grouping.counts.values()) == 35
    assert page.grouping.most == 0
