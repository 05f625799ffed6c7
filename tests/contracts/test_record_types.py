"""Every record type: scope, spine, history, search, trash, undo, list, constant query counts."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test.utils import CaptureQueriesContext

from klientel.events.feed import history_of
from klientel.events.models import Event
from klientel.integrations.api.limits import limiter
from klientel.integrations.tests.calling import Caller
from klientel.kit.refused import Forbidden, NotFound, Refused
from klientel.records import actions
from klientel.records.compiled import record_named
from klientel.records.consistency import differences
from klientel.records.models import RecordRef
from klientel.records.types import RecordType, record_types
from klientel.views.search import search
from klientel.workspaces import policy
from tests.cast import Firm
from tests.contracts.samples import (
    beyond,
    editable_text,
    make,
    other_values,
    sample_values,
)

pytestmark = pytest.mark.django_db

TYPES = list(record_types)
LISTED = [one for one in TYPES if one.in_lists]
#: the budget of HOUSE 7, with the read of linked names
LIST_QUERIES = 7


def named(record_type: RecordType) -> str:
    return record_type.name


def rows(firm: Firm, record_type: RecordType, name: str = "olga") -> Any:
    return record_type.model.objects.visible_to(firm.actor(name))


@pytest.fixture(params=TYPES, ids=named)
def record_type(request: pytest.FixtureRequest) -> RecordType:
    return request.param


@pytest.fixture(params=LISTED, ids=named)
def listed(request: pytest.FixtureRequest) -> RecordType:
    return request.param


def test_it_says_what_it_shows(record_type: RecordType) -> None:
    names = [field.name for field in record_type.fields]
    assert len(names) == len(set(names))
    assert record_type.title in names or record_type.title_of is not None
    assert set(record_type.default_columns) <= set(names)
    assert (
        record_type.default_sort.lstrip("-") in names
        or record_type.default_sort.lstrip("-") == "updated_at"
    )
    columns = {field.attname for field in record_type.model._meta.concrete_fields}
    assert {field.column for field in record_type.fields} <= columns


def test_it_hangs_under_a_type_that_is_there(record_type: RecordType) -> None:
    under = getattr(record_type.model, "hangs_under", None)
    if under is None:
        assert not record_type.inherits
        return
    assert record_type.account == under.by
    assert record_types.get(under.type).account == "pk"


def test_creating_leaves_everything_consistent(firm: Firm, record_type: RecordType) -> None:
    record = make(firm.olga, record_type)
    spine = RecordRef.objects.visible_to(firm.olga).get(pk=record.pk)
    assert (spine.type, spine.title) == (record_type.name, record_type.named(record))
    assert list(differences(firm.workspace)) == []


def test_history_tells_what_happened(firm: Firm, record_type: RecordType) -> None:
    record = make(firm.olga, record_type)
    field = editable_text(record_type)
    actions.change(firm.olga, record_type.name, record.pk, {field: "Another text"})
    changed, created = history_of(firm.olga, record.pk).rows
    assert (created.verb, changed.verb) == (
        record_type.verb("created"),
        record_type.verb("changed"),
    )
    assert changed.facts["changes"][field][1] == "Another text"


def test_trash_and_undo_bring_it_back(firm: Firm, record_type: RecordType) -> None:
    record = make(firm.olga, record_type)
    actions.trash(firm.olga, record_type.name, record.pk)
    assert not rows(firm, record_type).filter(pk=record.pk).exists()
    assert list(differences(firm.workspace)) == []
    event = last_event(firm, record)
    actions.undo(firm.olga, event.pk)
    assert rows(firm, record_type).filter(pk=record.pk).exists()
    assert list(differences(firm.workspace)) == []


def test_programs_list_the_trash_and_restore_from_it(
    firm: Firm, other_firm: Firm, listed: RecordType
) -> None:
    limiter.forget()
    kept, gone = make(firm.olga, listed, 1), make(firm.olga, listed, 2)
    actions.trash(firm.olga, listed.name, gone.pk)
    call, path = Caller(firm), f"{listed.slug}?limit=200"

    def found(path: str, caller: Caller = call) -> set[str]:
        return {one["id"] for one in caller.get(path).data["data"]}

    assert found(f"{path}&trash=true") == {str(gone.pk)}
    assert str(gone.pk) not in found(path)
    assert found(f"{path}&trash=true", Caller(other_firm, "fremd")) == set()
    assert call.post(f"{listed.slug}/{gone.pk}/restore").status_code == 200
    assert found(f"{path}&trash=true") == set()
    assert {str(kept.pk), str(gone.pk)} <= found(path)


def values_of(firm: Firm, record_type: RecordType, record: Any) -> dict[str, Any]:
    row = record_type.model.objects.in_workspace(firm.workspace.pk).get(pk=record.pk)
    return {
        one.name: one.api(one.value(row)) for one in record_type.fields if one.name != "updated_at"
    }


def test_undoing_any_change_restores_every_field(firm: Firm, record_type: RecordType) -> None:
    record = make(firm.olga, record_type)
    for field in [one for one in record_type.fields if one.is_changeable]:
        before = values_of(firm, record_type, record)
        for value in other_values(firm.olga, record_type, record, field):
            actions.change(firm.olga, record_type.name, record.pk, {field.name: value})
            changed = values_of(firm, record_type, record)
            if changed[field.name] != before[field.name]:
                actions.undo(firm.olga, last_event(firm, record).pk)
                break
            before = changed
        else:
            pytest.fail(f"no other value for {field.name}")
        assert values_of(firm, record_type, record) == before, field.name
    assert list(differences(firm.workspace)) == []


def test_what_no_column_keeps_is_refused_in_words(firm: Firm, record_type: RecordType) -> None:
    record = make(firm.olga, record_type)
    for field in [one for one in record_type.fields if one.is_changeable]:
        column = record_type.columns[field.column]
        for raw in beyond(field, column):
            if is_refused(firm, record_type, record, {field.name: raw}):
                continue
            kept = record_type.model.objects.in_workspace(firm.workspace.pk).get(pk=record.pk)
            assert_fits(column, getattr(kept, field.column))


def is_refused(firm: Firm, record_type: RecordType, record: Any, values: dict[str, Any]) -> bool:
    try:
        with transaction.atomic():
            actions.change(firm.olga, record_type.name, record.pk, values)
    except Refused as refusal:
        return bool(str(refusal))
    return False


def assert_fits(column: Any, value: Any) -> None:
    """SQLite keeps more than the column says; PostgreSQL would not."""
    if column.max_length is not None and isinstance(value, str):
        assert len(value) <= column.max_length, column.name
    if isinstance(value, int) and not isinstance(value, bool):
        low, high = BaseDatabaseOperations.integer_field_ranges[column.get_internal_type()]
        assert low <= value <= high, column.name


def last_event(firm: Firm, record: Any) -> Any:
    return Event.objects.in_workspace(firm.workspace.pk).filter(record_id=record.pk).latest("id")


def test_a_stranger_reaches_nothing(firm: Firm, other_firm: Firm, record_type: RecordType) -> None:
    record = make(firm.olga, record_type)
    stranger = other_firm.actor("fremd")
    field = editable_text(record_type)
    for attempt in (
        lambda: actions.change(stranger, record_type.name, record.pk, {field: "x"}),
        lambda: actions.trash(stranger, record_type.name, record.pk),
        lambda: actions.restore(stranger, record_type.name, record.pk),
        lambda: history_of(stranger, record.pk),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert not record_type.model.objects.visible_to(stranger).exists()
    assert not search(stranger, record_type.named(record))


def test_named_people_only_hides_it_everywhere(firm: Firm, record_type: RecordType) -> None:
    record = make(firm.olga, record_type)
    account_id = record_type.account_of(record)
    if record_type.follows_account(record):
        actions.share(firm.olga, record_types_of(firm, account_id), account_id, privacy="named")
    else:
        actions.share(firm.olga, record_type.name, record.pk, privacy="named")
    wim = firm.actor("wim")
    assert not record_type.model.objects.visible_to(wim).filter(pk=record.pk).exists()
    assert not RecordRef.objects.visible_to(wim).filter(pk=record.pk).exists()
    assert record.pk not in {hit.id for hit in search(wim, record_type.named(record))}
    with pytest.raises(NotFound):
        actions.trash(wim, record_type.name, record.pk)
    assert list(differences(firm.workspace)) == []


def test_who_is_named_sees_it_and_what_hangs_on_it(firm: Firm, record_type: RecordType) -> None:
    record = make(firm.olga, record_type)
    follows = record_type.follows_account(record)
    account_id = record_type.account_of(record) if follows else record.pk
    name = record_types_of(firm, account_id) if follows else record_type.name
    bea = firm.members["bea"].pk
    actions.share(firm.olga, name, account_id, privacy="named", member_ids=[bea])
    actor = firm.actor("bea")
    assert record_type.model.objects.visible_to(actor).filter(pk=record.pk).exists()
    assert RecordRef.objects.visible_to(actor).filter(pk=record.pk).exists()
    assert record.pk in {hit.id for hit in search(actor, record_type.named(record))}
    assert history_of(actor, record.pk).rows


def test_a_role_that_may_not_view_the_type_finds_none(
    firm: Firm, record_type: RecordType, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = make(firm.olga, record_type)
    row = policy.Permission(record_type.permission("view"), "x", frozenset({"owner"}))
    monkeypatch.setitem(policy._permissions, row.name, row)
    wim = firm.actor("wim")
    assert not record_type.model.objects.visible_to(wim).exists()
    assert not RecordRef.objects.visible_to(wim).filter(pk=record.pk).exists()
    assert record.pk not in {hit.id for hit in search(wim, record_type.named(record))}
    page = f"/{firm.slug}/{record_type.slug}/{record.ref or record.pk}"
    for address in (page, f"{page}/peek"):
        assert firm.client("wim").get(address).status_code in (403, 404)


def record_types_of(firm: Firm, pk: Any) -> str:
    return RecordRef.objects.visible_to(firm.olga).get(pk=pk).type


def test_bookkeeping_cannot_write_it(firm: Firm, record_type: RecordType) -> None:
    with pytest.raises(Forbidden):
        actions.create(
            firm.actor("bodo"), record_type.name, sample_values(firm.olga, record_type, 1)
        )


def test_it_takes_no_field_it_does_not_name(firm: Firm, record_type: RecordType) -> None:
    values = sample_values(firm.olga, record_type, 1)
    for name in ("workspace_id", "id", "version", "trashed_at", "sphere"):
        with pytest.raises(Refused):
            actions.create(firm.olga, record_type.name, {**values, name: "1"})


def test_search_finds_it_by_its_title(firm: Firm, record_type: RecordType) -> None:
    record = make(firm.olga, record_type, 7)
    found = {hit.id for hit in search(firm.olga, record_type.named(record))}
    assert record.pk in found


def test_the_list_costs_the_same_for_ten_and_a_hundred_rows(firm: Firm, listed: RecordType) -> None:
    browser = firm.client()
    for number in range(10):
        make(firm.olga, listed, number)
    address = f"/{firm.slug}/{listed.slug}"
    browser.get(address)
    with CaptureQueriesContext(
        connection,
    ) as few:
        assert browser.get(address).status_code == 200
    for number in range(10, 100):
        make(firm.olga, listed, number)
    browser.get(address)
    with CaptureQueriesContext(connection) as many:
        assert browser.get(address).status_code == 200
    assert len(many) == len(few) <= LIST_QUERIES, [q["sql"][:120] for q in many.captured_queries]


def test_every_filter_of_every_field_answers(firm: Firm, listed: RecordType) -> None:
    browser = firm.client()
    make(firm.olga, listed)
    for field in listed.fields:
        if not field.filterable:
            continue
        for operator in field.operators():
            for operand in ("1", "x'\"%_\\", "", "2026-11-23", "a,b", "1..2"):
                query = {f"{field.name}.{operator.name}": operand}
                answer = browser.get(f"/{firm.slug}/{listed.slug}", query)
                assert answer.status_code == 200, (field.name, operator.name, operand)


def test_every_sort_answers_both_ways(firm: Firm, listed: RecordType) -> None:
    browser = firm.client()
    for number in range(3):
        make(firm.olga, listed, number)
    for field in listed.fields:
        for sort in (field.name, f"-{field.name}"):
            answer = browser.get(f"/{firm.slug}/{listed.slug}", {"sort": sort})
            assert answer.status_code == 200


def test_its_page_opens_and_a_stranger_gets_404(
    firm: Firm, other_firm: Firm, record_type: RecordType
) -> None:
    record = make(firm.olga, record_type)
    address = f"/{firm.slug}/{record_type.slug}/{record.ref or record.pk}"
    assert firm.client().get(address).status_code == 200
    assert other_firm.client("fremd").get(address).status_code == 404


@pytest.mark.skipif(connection.vendor != "sqlite", reason="asks SQLite for its plan")
def test_a_number_in_an_address_is_looked_up(firm: Firm, record_type: RecordType) -> None:
    if not record_type.has_refs:
        pytest.skip("has no numbers")
    record = make(firm.olga, record_type)
    with CaptureQueriesContext(connection) as asked:
        assert record_named(record_type, firm.olga, "ref", record.ref, trashed=False) == record
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {asked.captured_queries[-1]['sql']}")
        steps = [row[-1] for row in cursor.fetchall()]
    table = record_type.model._meta.db_table
    assert [step for step in steps if f" {table} " in step and "(id=?)" not in step] == []
