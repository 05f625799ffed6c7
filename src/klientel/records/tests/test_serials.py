"""Numbers in turn, addresses and progress as fields of a firm's own."""

from __future__ import annotations

from typing import Any

import pytest

from klientel.kit.refused import Invalid, Refused
from klientel.records import actions
from klientel.records.actions.create import Draft
from klientel.records.actions.own_field import (
    add_field,
    change_field,
    restore_field,
    trash_field,
)
from klientel.records.consistency import differences
from klientel.records.models import FieldDefinition, FieldValue
from klientel.records.own_fields.kinds.address import read_address
from klientel.records.reading import reading_for
from klientel.records.tasks import reckon_formulas, settle_field
from klientel.records.types import record_types
from klientel.views.search import search
from klientel.workspaces.rows import known_as
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def own(firm: Firm, kind: str, label: str = "Akte", **said: Any) -> FieldDefinition:
    asked = {"prefix": "AK-", "digits": "3", "start": "7"}
    made = add_field(firm.olga, type="account", kind=kind, label=label, **{**asked, **said})
    firm.workspace.refresh_from_db()
    return known_as(FieldDefinition, made)


def an_account(firm: Firm, name: str = "Weber Bau", **values: Any) -> Any:
    return actions.create(
        firm.olga, "account", {"name": name, "relationship": "customer", **values}
    )


def shown(firm: Firm, record: Any, field: FieldDefinition) -> str:
    firm.workspace.refresh_from_db()
    record.refresh_from_db()
    one = record_types.get("account").in_workspace(firm.workspace).field(field.name)
    return one.shown(one.value(record), reading_for(firm.workspace))


def test_every_new_record_gets_the_next_number(firm: Firm) -> None:
    field = own(firm, "serial")
    assert shown(firm, an_account(firm), field) == "AK-007"
    drafts = [Draft({"name": f"Firm {n}", "relationship": "customer"}) for n in range(13)]
    made = actions.create_many(firm.olga, "account", drafts)
    assert [shown(firm, one, field) for one in made] == [f"AK-{n:03d}" for n in range(8, 21)]
    assert list(differences(firm.workspace)) == []
    row = FieldValue.objects.visible_to(firm.olga).get(field_id=field.pk, text="ak-020")
    assert row.number == 20


def test_records_that_are_there_get_theirs_from_the_oldest_on(firm: Firm) -> None:
    first, second = an_account(firm, "Alt"), an_account(firm, "Neuer")
    field = own(firm, "serial")
    third = an_account(firm, "Neu")
    reckon_formulas.call(str(firm.workspace.pk), "account")
    reckon_formulas.call(str(firm.workspace.pk), "account")
    told = [shown(firm, one, field) for one in (third, first, second)]
    assert told == ["AK-007", "AK-008", "AK-009"]
    assert list(differences(firm.workspace)) == []


def test_a_number_stays_when_its_field_gets_another_prefix(firm: Firm) -> None:
    field = own(firm, "serial")
    account = an_account(firm)
    change_field(firm.olga, field=str(field.pk), label="Akte", prefix="X/", digits="5")
    assert shown(firm, account, field) == "AK-007"
    firm.workspace.refresh_from_db()
    assert shown(firm, an_account(firm, "Neu"), field) == "X/00008"


def test_nobody_sets_a_number_and_copies_get_their_own(firm: Firm) -> None:
    field = own(firm, "serial")
    with pytest.raises(Invalid):
        an_account(firm, **{field.name: "AK-001"})
    account = an_account(firm)
    actions.trash(firm.olga, "account", account.pk)
    actions.restore(firm.olga, "account", account.pk)
    assert shown(firm, account, field) == "AK-007"


def test_a_number_comes_back_with_its_field(firm: Firm) -> None:
    field = own(firm, "serial")
    account = an_account(firm)
    trash_field(firm.olga, field=str(field.pk))
    settle_field.call(str(firm.workspace.pk), str(field.pk))
    firm.workspace.refresh_from_db()
    other = an_account(firm, "Zwischendurch")
    restore_field(firm.olga, field=str(field.pk))
    settle_field.call(str(firm.workspace.pk), str(field.pk))
    assert shown(firm, account, field) == "AK-007"
    assert shown(firm, other, field) == "AK-008"
    assert list(differences(firm.workspace)) == []


@pytest.mark.parametrize("said", [{"prefix": "a,b"}, {"digits": "11"}, {"start": "0"}])
def test_a_number_that_makes_no_sense_is_refused(firm: Firm, said: dict[str, str]) -> None:
    with pytest.raises(Refused):
        own(firm, "serial", **said)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Am Kai 1\n20457 Hamburg", ("Am Kai 1", "20457", "Hamburg", "")),
        ("Am Kai 1, 20457 Hamburg, Deutschland", ("Am Kai 1", "20457", "Hamburg", "Deutschland")),
        ("Haus Nord\nAm Kai 1\nA-1010 Wien\nÖsterreich",
         ("Haus Nord, Am Kai 1", "A-1010", "Wien", "Österreich")),
        ("8001 Zürich", ("", "8001", "Zürich", "")),
        ("10 Downing Street\nLondon\nUK", ("10 Downing Street", "", "London", "UK")),
        ("Hamburg", ("Hamburg", "", "", "")),
        (", ,", ("", "", "", "")),
    ],
)  # fmt: skip
def test_an_address_is_read_as_on_an_envelope(text: str, parts: tuple[str, ...]) -> None:
    assert read_address(text) == parts


def test_an_address_is_kept_in_its_parts(firm: Firm) -> None:
    field = own(firm, "address", "Lieferadresse")
    account = an_account(firm, **{field.name: "Am Kai 1\n20457 Hamburg"})
    assert shown(firm, account, field) == "Am Kai 1, 20457 Hamburg"
    kept = {"street": "Am Kai 1", "postcode": "20457", "city": "Hamburg", "country": ""}
    assert account.own_values == {field.name: kept}
    with pytest.raises(Invalid):
        actions.change(firm.olga, "account", account.pk, {field.name: "\n".join("abcdefgh")})
    actions.change(firm.olga, "account", account.pk, {field.name: " , "})
    assert shown(firm, account, field) == ""


@pytest.mark.parametrize("typed", ["101", "-1", "viel"])
def test_progress_lies_between_nothing_and_all(firm: Firm, typed: str) -> None:
    field = own(firm, "progress", "Fortschritt")
    with pytest.raises(Invalid):
        an_account(firm, **{field.name: typed})


def test_a_number_is_found_by_the_search(firm: Firm) -> None:
    field = own(firm, "serial")
    account = an_account(firm)
    assert shown(firm, account, field) == "AK-007"
    assert [hit.id for hit in search(firm.olga, "AK-007")] == [account.pk]
