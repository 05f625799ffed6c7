"""Rows written fast read back exactly as rows written by Django."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from django.db import DataError, IntegrityError, connection, transaction

from klientel.kit.ids import uuid7
from klientel.workspaces.bulk import FEW, insert_rows, unsaved, update_rows
from tests.cast import Firm
from tests.sample_room.models import Boat

pytestmark = pytest.mark.django_db

CEST = timezone(timedelta(hours=2))


def boat(firm: Firm, number: int) -> Boat:
    return Boat(
        id=uuid7(),
        workspace_id=firm.workspace.pk,
        name=f'Möwe "{number}" \\ \t',
        length=Decimal("12.50"),
        launched_on=date(2024, 2, 29),
        tags=["a", {"b": "ü"}],
        owner_id=firm.members["wim"].pk,
        is_afloat=bool(number % 2),
        created_at=datetime(2026, 3, 29, 2, 30, 0, 123456, tzinfo=CEST),
        updated_at=datetime(2026, 11, 23, tzinfo=UTC),
    )


def test_all_ways_leave_the_same(firm: Firm) -> None:
    Boat.objects.bulk_create([boat(firm, 1)])
    insert_rows(Boat, [boat(firm, 1)])
    insert_rows(Boat, [boat(firm, 1) for _ in range(FEW + 1)])
    insert_rows(Boat, [boat(firm, 1) for _ in range(2)], at_once=True)
    columns = [f.attname for f in Boat._meta.concrete_fields if f.name != "id"]
    rows = Boat.objects.in_workspace(firm.workspace.pk).values_list(*columns)
    assert len(rows) == FEW + 5
    assert all(row == rows[0] for row in rows)


def test_a_row_that_is_there_is_left_out_when_asked_and_an_error_else(firm: Firm) -> None:
    known, other = boat(firm, 1), boat(firm, 0)
    insert_rows(Boat, [known])
    insert_rows(Boat, [known, other], skip_known=True)
    assert Boat.objects.in_workspace(firm.workspace.pk).count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(Boat, [known])


def test_rows_are_written_by_their_key_or_by_what_only_one_has(
    firm: Firm, other_firm: Firm
) -> None:
    mine, beside, theirs = boat(firm, 1), boat(firm, 2), boat(firm, 1)
    theirs.workspace_id = other_firm.workspace.pk
    theirs.owner_id = None
    insert_rows(Boat, [mine, beside, theirs])
    changed = [boat(firm, 1), boat(firm, 3)]
    for one in changed:
        one.length = Decimal("7.25")
    update_rows(Boat, changed, ["length"])
    update_rows(Boat, changed, ["length"], by=("name", "is_afloat"))
    beside.length = Decimal("8.00")
    update_rows(Boat, [beside], ["length"])
    rows = Boat.objects.for_system("a test of two workspaces")
    lengths = {row.pk: row.length for row in rows.filter(pk__in=[mine.pk, beside.pk, theirs.pk])}
    assert lengths == {
        mine.pk: Decimal("7.25"),
        beside.pk: Decimal("8.00"),
        theirs.pk: Decimal("12.50"),
    }


def test_many_rows_are_written_at_once_as_few_are(firm: Firm, other_firm: Firm) -> None:
    known = [boat(firm, 1) for _ in range(FEW)]
    fresh = [boat(firm, number) for number in range(FEW)]
    assert insert_rows(Boat, known, skip_known=True) == FEW
    assert insert_rows(Boat, [*known, *fresh], skip_known=True) == FEW
    theirs = boat(firm, 1)
    theirs.workspace_id, theirs.owner_id = other_firm.workspace.pk, None
    insert_rows(Boat, [theirs])
    for place, one in enumerate([*known, *fresh]):
        one.name, one.length, one.tags = f"{place}", str(Decimal(place)), [place]
        one.launched_on = None if place % 2 else date(2026, 1, 1)
        one.owner_id = None
    theirs.name = "not mine to change"
    names = ["name", "length", "tags", "launched_on", "owner_id"]
    update_rows(Boat, [*known, *fresh, theirs], names)
    mine = Boat.objects.in_workspace(firm.workspace.pk)
    by_name = {row.pk: row for row in mine.all()}
    for place, one in enumerate([*known, *fresh]):
        row = by_name[one.pk]
        assert (row.name, row.length, row.tags) == (f"{place}", Decimal(place), [place])
        assert row.launched_on == one.launched_on
        assert row.owner_id is None


def test_the_last_of_the_same_row_counts(firm: Firm) -> None:
    one = boat(firm, 1)
    insert_rows(Boat, [one])
    changed = [boat(firm, number) for number in range(FEW + 2)]
    for place, copy in enumerate(changed):
        copy.pk, copy.length = one.pk, Decimal(place)
    update_rows(Boat, changed, ["length"])
    assert Boat.objects.in_workspace(firm.workspace.pk).get().length == FEW + 1


def test_what_is_too_long_is_refused_and_not_cut_off(firm: Firm) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite knows no length")
    boats = [boat(firm, number) for number in range(FEW)]
    boats[-1].name = "x" * 1_000
    with pytest.raises(DataError), transaction.atomic():
        insert_rows(Boat, boats)


def test_an_unsaved_row_is_what_the_model_makes_of_the_same_values(firm: Firm) -> None:
    given = {"id": uuid7(), "workspace_id": firm.workspace.pk, "name": "Möwe"}
    made, quick = Boat(**given), unsaved(Boat, **given)
    clocks = ("created_at", "updated_at")
    names = [f.attname for f in Boat._meta.concrete_fields if f.name not in clocks]
    assert [getattr(quick, name) for name in names] == [getattr(made, name) for name in names]
    assert quick._state.adding
    assert all(getattr(quick, name) is not None for name in clocks)
    assert quick.tags is not unsaved(Boat, **given).tags
