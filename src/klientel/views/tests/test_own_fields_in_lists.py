"""Fields that a firm added in lists: columns, filters, order, groups, totals, export, and plans."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from klientel.records import actions
from klientel.records.actions.create import Draft
from klientel.records.actions.own_field import add_field
from klientel.records.fields import beside
from klientel.records.models import FieldDefinition
from klientel.records.reading import reading_for
from klientel.records.types import record_types
from klientel.views import keyset, rows
from klientel.views.export import Export
from klientel.views.query import ViewQuery
from klientel.views.rows import Listing, ListPage
from tests.cast import Firm

pytestmark = pytest.mark.django_db

#: name, region, budget, day, rating: what the tests look for; the last has nothing
BOATS: list[tuple[Any, ...]] = [
    ("Adler", "o1", "300", "2026-03-01", "5"),
    ("Biene", "o2", "100.5", "2026-01-01", "3"),
    ("Clara", "o1", "200", "2026-02-01", ""),
    ("Dora", "o3", "100.5", "", "4"),
    ("Emma", "", "", "", ""),
]


def own(firm: Firm, label: str, kind: str, **said: Any) -> str:
    asked = {"places": "1", "choices": "North\nSouth\nEast"}
    made: FieldDefinition = add_field(
        firm.olga, type="boat", kind=kind, label=label, **{**asked, **said}
    )
    firm.workspace.refresh_from_db()
    return made.name


@pytest.fixture
def fleet(firm: Firm) -> Firm:
    """Five boats with what they are told by."""
    own(firm, "Region", "choice")
    own(firm, "Budget", "money")
    own(firm, "Checked", "day")
    own(firm, "Liked", "rating")
    own(firm, "Motto", "text")
    own(firm, "Services", "choices")
    own(firm, "Insured", "truth")
    own(firm, "Skipper", "member")
    names = ("name", "own_region", "own_budget", "own_checked", "own_liked")
    drafts = []
    for number, boat in enumerate(BOATS):
        values = dict(zip(names, boat, strict=True))
        if boat[0] != "Emma":
            services = ["o1", "o2", "o1,o2", "o3"][number]
            values |= {
                "own_motto": f"Glück auf {number}",
                "own_services": services,
                "own_insured": "1" if number % 2 else "",
                "own_skipper": str(firm.members["wim" if number < 2 else "bea"].pk),
            }
        drafts.append(Draft(values))
    actions.create_many(firm.olga, "boat", drafts)
    return firm


def listed(firm: Firm, query: str, size: int = 50) -> ListPage:
    record_type = record_types.get("boat").in_workspace(firm.workspace)
    reading = reading_for(firm.workspace)
    given = QueryDict(query)
    asked = ViewQuery.from_request(record_type, given, firm.olga, reading)
    assert not asked.notices, asked.notices
    return Listing(record_type, asked, firm.olga, reading).page(size)


def names(page: ListPage) -> str:
    """The first letters of what a page shows."""
    return "".join(row.title[0] for row in page.rows)


def together(page: ListPage) -> str:
    return "".join(sorted(names(page)))


ASKED = [
    ("own_region=o1", "AC"),
    ("own_region=o1,o3", "ACD"),
    ("own_region=north", "AC"),
    ("own_region.not=o1", "BDE"),
    ("own_region.empty", "E"),
    ("own_region.filled", "ABCD"),
    ("own_budget=200", "C"),
    ("own_budget.min=200", "AC"),
    ("own_budget.max=150", "BD"),
    ("own_budget.between=150..250", "C"),
    ("own_budget.empty", "E"),
    ("own_checked=2026-01-01", "B"),
    ("own_checked.before=2026-02-01", "B"),
    ("own_checked.since=2026-02-01", "AC"),
    ("own_liked.min=4", "AD"),
    ("own_motto.has=GLUCK", "ABCD"),
    ("own_motto.is=glück auf 2", "C"),
    ("own_motto.starts=gluck auf 3", "D"),
    ("own_services=o2", "BC"),
    ("own_services.not=o2", "ADE"),
    ("own_insured=1", "BD"),
    ("own_insured=0", "ACE"),
    ("own_skipper=Wim", "AB"),
    ("own_skipper.not=Wim", "CDE"),
    ('where=["or",["own_region","any","o3"],["own_budget","min","300"]]', "AD"),
]


@pytest.mark.parametrize("rare", [2_000, 0], ids=["rare", "common"])
@pytest.mark.parametrize(("query", "found"), ASKED, ids=[query for query, _found in ASKED])
def test_a_list_is_filtered_by_own_fields(
    fleet: Firm, query: str, found: str, rare: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beside, "RARE", rare)
    monkeypatch.setattr(beside, "FILLED", rare)
    assert together(listed(fleet, query)) == found


ORDERED = [
    ("sort=own_budget", "BDCAE"),
    ("sort=-own_budget", "ACDBE"),
    ("sort=own_checked", "BCADE"),
    ("sort=own_region", "ACBDE"),
    ("sort=-own_region", "DBCAE"),
    ("sort=own_motto", "ABCDE"),
    ("sort=own_skipper", "CDABE"),
    ("sort=-own_liked&own_budget.filled", "ADBC"),
]


def paged(firm: Firm, query: str) -> str:
    """All that a list shows, two rows at a time."""
    found, after = "", ""
    while True:
        page = listed(firm, f"{query}&after={after}" if after else query, 2)
        found += names(page)
        if page.next_cursor is None:
            return found
        after = page.next_cursor


@pytest.mark.parametrize("long", [2_500, 0], ids=["short", "long"])
@pytest.mark.parametrize(("query", "found"), ORDERED, ids=[query for query, _found in ORDERED])
def test_a_list_is_ordered_by_own_fields_and_paged_by_place(
    fleet: Firm, query: str, found: str, long: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A short list is sorted; of a long one the values lead. Both show the same."""
    monkeypatch.setattr(keyset, "LONG", long)
    shown = paged(fleet, query)
    assert shown == found
    assert names(listed(fleet, query)) == found


def test_a_list_is_grouped_by_own_fields_with_counts_and_sums(fleet: Firm) -> None:
    page = listed(fleet, "group=own_region&sort=own_budget&cols=own_budget,own_region")
    assert page.grouping is not None
    assert page.grouping.labels[:3] == ["North", "South", "East"]
    assert page.grouping.counts == {0: 2, 1: 1, 2: 1, 3: 1}
    assert [row.group for row in page.rows] == [0, 0, 1, 2, 3]
    assert names(page)[:2] == "CA"
    assert page.totals is not None
    assert page.totals.groups[0]["own_budget"][""].sum == Decimal(500)
    ticked = listed(fleet, "group=own_insured")
    assert ticked.grouping is not None
    assert ticked.grouping.counts == {0: 2, 1: 3}
    stars = listed(fleet, "group=own_liked")
    assert stars.grouping is not None
    assert stars.grouping.counts == {0: 1, 1: 1, 2: 1, 5: 2}


@pytest.mark.parametrize("long", [2_500, 0], ids=["short", "long"])
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("group=own_region&sort=own_budget", "CABDE"),
        ("group=own_region&sort=-name", "CABDE"),
        ("group=own_insured&sort=name", "BDACE"),
        ("group=own_skipper&sort=name", "CDABE"),
        ("group=own_liked&sort=-own_budget", "ADBCE"),
    ],
)
def test_groups_are_paged(
    fleet: Firm, query: str, found: str, long: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A short list is sorted; a long one is read group by group. Both show the same."""
    monkeypatch.setattr(keyset, "LONG", long)
    assert paged(fleet, query) == found


def test_groups_of_a_long_list_are_counted_up_to_a_limit(
    fleet: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyset, "LONG", 0)
    monkeypatch.setattr(rows, "COUNTED", 1)
    page = listed(fleet, "group=own_region")
    assert page.grouping is not None
    format_ = reading_for(fleet.workspace).format
    shown = [page.grouping.counted([number], format_) for number in range(4)]
    assert shown == ["1+", "1", "1", ""]
    ticked = listed(fleet, "group=own_insured")
    assert ticked.grouping is not None
    assert ticked.grouping.counted([0], format_) == "1+"


def test_a_list_adds_up_own_fields(fleet: Firm) -> None:
    page = listed(fleet, "cols=own_budget,own_liked")
    assert page.totals is not None
    assert page.totals.whole["own_budget"][""].sum == Decimal(701)
    assert page.totals.whole["own_liked"][""].average == Decimal(4)


def test_an_export_has_own_fields_as_numbers_and_days(fleet: Firm) -> None:
    record_type = record_types.get("boat").in_workspace(fleet.workspace)
    reading = reading_for(fleet.workspace)
    query = ViewQuery.from_request(record_type, QueryDict("sort=-own_budget"), fleet.olga, reading)
    fields = [record_type.field(one) for one in ("name", "own_region", "own_budget", "own_checked")]
    listing = Listing(record_type, query, fleet.olga, reading)
    written = [row for piece in Export(listing, fields, "en").rows() for row in piece]
    assert written[0] == ["Adler", "North", Decimal(300), date(2026, 3, 1)]
    assert written[-1] == ["Emma", "", None, None]


def test_the_number_of_queries_does_not_grow_with_the_fields(firm: Firm) -> None:
    browser = firm.client("olga")
    for number in range(3):
        actions.create(firm.olga, "boat", {"name": f"Boat {number}"})

    def asked(query: str) -> int:
        browser.get(f"/{firm.slug}/boats?{query}")
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(f"/{firm.slug}/boats?{query}").status_code == 200
        return len(seen)

    before = asked("")
    columns = [own(firm, f"Field {number}", "number") for number in range(10)]
    ids = [row.id for row in listed(firm, "").rows]
    actions.change_many(firm.olga, "boat", {key: dict.fromkeys(columns, "3") for key in ids})
    assert asked(f"cols={','.join(columns)}") <= before + 1
    assert asked(f"cols={','.join(columns)}&sort={columns[0]}") <= before + 3
    assert asked(f"cols={columns[0]}&{columns[1]}.min=1") <= before + 1


def test_the_neighbours_of_a_record_are_those_of_the_list(fleet: Firm) -> None:
    page = listed(fleet, "sort=own_budget")
    browser = fleet.client("olga")
    key = page.rows[2].id
    answer = browser.get(f"/{fleet.slug}/boats/{key}?list=sort%3Down_budget").content.decode()
    assert "3 of 5" in answer


def groups_of(page: ListPage) -> list[tuple[str, int]]:
    assert page.grouping is not None
    labels = page.grouping.labels
    return [(labels[place], count) for place, count in sorted(page.grouping.counts.items())]


RANGED = [
    ("€100.00 to under €150.00", 2),
    ("€200.00 to under €250.00", 1),
    ("€300.00 to under €350.00", 1),
]


def test_numbers_are_grouped_by_ranges(fleet: Firm) -> None:
    page = listed(fleet, "group=own_budget&sort=name")
    assert groups_of(page) == [*RANGED, ("Without", 1)]
    assert names(page) == "BDCAE"
    assert paged(fleet, "group=own_budget&sort=name") == "BDCAE"


def test_ranges_of_a_long_list_are_read_group_by_group(
    fleet: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyset, "LONG", 0)
    monkeypatch.setattr(rows, "COUNTED", 2)
    page = listed(fleet, "group=own_budget&sort=name")
    assert [pair for pair in groups_of(page) if pair[1]] == RANGED
    assert paged(fleet, "group=own_budget&sort=name") == "BDCAE"


def test_a_list_that_cannot_be_grouped_says_so_by_what_the_field_is_called(fleet: Firm) -> None:
    record_type = record_types.get("boat").in_workspace(fleet.workspace)
    given = QueryDict("group=own_motto&sort=own_services")
    asked = ViewQuery.from_request(record_type, given, fleet.olga, reading_for(fleet.workspace))
    assert asked.notices == (
        "The list cannot be sorted by “Services”.", "The list cannot be grouped by “Motto”.",
    )  # fmt: skip


@pytest.mark.skipif(connection.vendor != "sqlite", reason="its planner keeps no statistics")
@pytest.mark.parametrize(
    "query", ["own_budget.min=200", "own_checked.before=2026-02-01", "own_liked.min=4"]
)
def test_a_range_of_common_values_is_looked_up_by_the_record(
    fleet: Firm, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through the index of the values, all of the range was read for each of the records."""
    monkeypatch.setattr(beside, "RARE", 0)
    monkeypatch.setattr(beside, "FILLED", 0)
    with CaptureQueriesContext(connection) as queries:
        listed(fleet, query)
    read = next(
        one["sql"] for one in queries if "EXISTS" in one["sql"] and "ORDER BY" in one["sql"]
    )
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {read}")
        plan = [row[3] for row in cursor.fetchall()]
    mine = [one for one in plan if "U0" in one]
    assert mine
    assert all("record_id=?" in one for one in mine), (plan, read)
