"""Paging: all pages one after the other are the whole order, with ties and missing values."""

from __future__ import annotations

import pytest

from klientel.records.actions.create import Draft, create_many
from klientel.records.reading import reading_for
from klientel.records.types import record_types
from klientel.views.keyset import Keyset
from klientel.views.query import Sort, ViewQuery
from klientel.views.rows import Listing
from tests.cast import Firm


def fill(firm: Firm) -> None:
    lengths = [None, "3", "3", "7.5", None, "0", "3", "-2", "7.5", None, "12", "3"]
    create_many(
        firm.actor(),
        "boat",
        [
            Draft(
                {"name": f"N{n % 4}", "length": length or "", "rig": ("sloop", "ketch", "")[n % 3]}
            )
            for n, length in enumerate(lengths)
        ],
    )


def walk(firm: Firm, sort: Sort, size: int, group: str = "") -> list:
    record_type, reading, actor = (
        record_types.get("boat"),
        reading_for(firm.workspace),
        firm.actor(),
    )
    query, seen = ViewQuery("boat", sort=sort, group=group), []
    for _page in range(40):
        page = Listing(record_type, query, actor, reading).page(size)
        seen += page.rows
        if not page.next_cursor:
            return seen
        query = query.with_(after=page.next_cursor)
    raise AssertionError("the pages never end")


@pytest.mark.parametrize("size", [1, 2, 3, 5, 12, 50])
@pytest.mark.parametrize("desc", [False, True])
@pytest.mark.parametrize("name", ["length", "name", "launched_on"])
def test_pages_are_the_whole_order(firm: Firm, name: str, desc: bool, size: int) -> None:
    fill(firm)
    rows = list(record_types.get("boat").model.objects.visible_to(firm.actor()))
    column = record_types.get("boat").field(name).order_column()
    filled = [row for row in rows if getattr(row, column) is not None]
    missing = [row for row in rows if getattr(row, column) is None]
    filled.sort(key=lambda row: (getattr(row, column), row.pk), reverse=desc)
    missing.sort(key=lambda row: row.pk, reverse=desc)
    found = [row.id for row in walk(firm, Sort(name, desc), size)]
    assert found == [row.pk for row in [*filled, *missing]]


@pytest.mark.parametrize("desc", [False, True])
def test_groups_are_walked_one_after_the_other(firm: Firm, desc: bool) -> None:
    fill(firm)
    rows = walk(firm, Sort("length", desc), 2, "rig")
    assert len({row.id for row in rows}) == len(rows) == 12
    assert [row.group for row in rows] == sorted(row.group for row in rows)
    assert [row.id for row in rows] == [
        row.id for row in walk(firm, Sort("length", desc), 50, "rig")
    ]


@pytest.mark.parametrize("desc", [False, True])
def test_neighbours_follow_the_order(firm: Firm, desc: bool) -> None:
    fill(firm)
    record_type = record_types.get("boat")
    order = [row.id for row in walk(firm, Sort("length", desc), 50)]
    rows = record_type.model.objects.visible_to(firm.actor())
    keyset = Keyset.of(record_type, Sort("length", desc))
    for place, key in enumerate(order):
        before, after = keyset.beside(rows, rows.get(pk=key))
        assert before == (order[place - 1] if place else None)
        assert after == (order[place + 1] if place + 1 < len(order) else None)
        assert sum(some.count() for some in keyset.before(rows, rows.get(pk=key))) == place


def test_a_cursor_of_another_order_starts_at_the_top(firm: Firm) -> None:
    fill(firm)
    record_type, reading, actor = (
        record_types.get("boat"),
        reading_for(firm.workspace),
        firm.actor(),
    )
    first = Listing(record_type, ViewQuery("boat", sort=Sort("name")), actor, reading).page(3)
    strange = ViewQuery("boat", sort=Sort("length"), after=first.next_cursor or "")
    page = Listing(record_type, strange, actor, reading).page(3)
    assert page.notices
    assert len(page.rows) == 3


def manned(firm: Firm) -> None:
    firm.members["bea"].name = "Ömer"
    firm.members["bea"].save()
    names = ["Wim", "", "Ömer", "Olga", "Wim", "Lena", "", "Ömer", "Olga", "Sam"]
    drafts = [Draft({"name": f"N{n}", "owner": name}) for n, name in enumerate(names)]
    create_many(firm.actor(), "boat", drafts)


@pytest.mark.parametrize("size", [1, 3, 50])
@pytest.mark.parametrize("group", ["", "rig"])
@pytest.mark.parametrize(
    ("desc", "wanted"),
    [
        (False, ["Lena", "Olga", "Olga", "Ömer", "Ömer", "Sam", "Wim", "Wim", "", ""]),
        (True, ["Wim", "Wim", "Sam", "Ömer", "Ömer", "Olga", "Olga", "Lena", "", ""]),
    ],
)
def test_people_are_ordered_by_name_and_nobody_comes_last(
    firm: Firm, desc: bool, wanted: list[str], group: str, size: int
) -> None:
    manned(firm)
    names = reading_for(firm.workspace).directory.members
    rows = walk(firm, Sort("owner", desc), size, group)
    assert [names.get(row.columns["owner_id"], "") for row in rows] == wanted


def test_a_record_knows_its_neighbours_in_the_order_of_people(firm: Firm) -> None:
    manned(firm)
    record_type, reading = record_types.get("boat"), reading_for(firm.workspace)
    ids = [row.id for row in walk(firm, Sort("owner", True), 50)]
    rows = record_type.model.objects.visible_to(firm.actor())
    keyset = Keyset.of(record_type, Sort("owner", True), None, reading)
    for before, here, after in zip([None, *ids], ids, [*ids[1:], None], strict=False):
        record = rows.get(pk=here)
        assert keyset.beside(rows, record) == (before, after)
        assert sum(some.count() for some in keyset.before(rows, record)) == ids.index(here)
