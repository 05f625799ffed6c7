"""Lookups: a field of linked records, shown here, and true whoever changes either end."""

from __future__ import annotations

import json
from typing import Any

import pytest

from klientel.events.models import Job
from klientel.kit.refused import Refused
from klientel.records import actions
from klientel.records.actions.own_field import add_field, set_choices, trash_field
from klientel.records.consistency import differences
from klientel.records.models import FieldDefinition, FieldValue
from klientel.records.own_fields.outside import is_internal
from klientel.records.reading import reading_for
from klientel.records.tasks import reckon_formulas
from klientel.records.tests.related import CHARTERER, a_boat, an_account, related, set_to
from klientel.records.types import record_types
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def looked_up(firm: Firm, type_name: str, label: str, what: str) -> FieldDefinition:
    """A field that shows one at the other end of a relation, with the values there now."""
    made: FieldDefinition = add_field(
        firm.olga, type=type_name, kind="lookup", label=label, what=what
    )
    firm.workspace.refresh_from_db()
    reckon_formulas.func(str(firm.workspace.pk), type_name)
    return made


def shown(firm: Firm, record: Any, field: FieldDefinition) -> str:
    record_type = record_types.get(record.record_type).in_workspace(firm.workspace)
    row = type(record).objects.in_workspace(firm.workspace.pk).get(pk=record.pk)
    one = record_type.field(field.name)
    return one.shown(one.value(row), reading_for(firm.workspace))


def test_of_one_linked_record_the_value_is_taken_as_it_is(firm: Firm) -> None:
    related(firm, is_one_back="1")
    for kind, label, more in (
        ("percent", "Discount", {"places": "0"}), ("money", "Budget", {}), ("day", "Until", {}),
    ):  # fmt: skip
        add_field(firm.olga, type="account", kind=kind, label=label, **more)
    firm.workspace.refresh_from_db()
    values = {"own_discount": "12", "own_budget": "1500", "own_until": "2026-03-01"}
    weber = an_account(firm, city="Kiel", **values)
    adler = a_boat(firm, **{CHARTERER: str(weber.pk)})
    told = {"own_discount": "12%", "own_budget": "€1,500.00", "own_until": "1 Mar 2026",
            "city": "Kiel"}  # fmt: skip
    for name, text in told.items():
        field = looked_up(firm, "boat", f"Theirs {name}", f"{CHARTERER}:{name}")
        assert shown(firm, adler, field) == text
        assert FieldValue.objects.visible_to(firm.olga).filter(field_id=field.pk).count() == 1
    assert list(differences(firm.workspace)) == []


def test_several_linked_records_are_told_in_words_each_once(firm: Firm) -> None:
    related(firm)
    weber = an_account(firm)
    boats = [a_boat(firm, f"B{n}", length=length) for n, length in enumerate(["10", "", "7", "10"])]
    set_to(firm, weber, "own_ships", *boats)
    assert shown(firm, weber, looked_up(firm, "account", "Lengths", "own_ships:length")) == "10, 7"
    names = looked_up(firm, "account", "Names", "own_ships:name")
    assert shown(firm, weber, names) == "B0, B1, B2, B3"
    page = firm.client().get(f"/{firm.slug}/accounts?own_names.contains=b2").content.decode()
    assert "Weber Bau" in page


def test_it_follows_values_links_and_the_trash_from_either_end(firm: Firm) -> None:
    related(firm)
    names = looked_up(firm, "account", "Names", "own_ships:name")
    weber, nord = an_account(firm), an_account(firm, "Nord")
    adler = a_boat(firm, **{CHARTERER: str(weber.pk)})
    assert shown(firm, weber, names) == "Adler"
    actions.change(firm.olga, "boat", adler.pk, {"name": "Bussard"})
    assert shown(firm, weber, names) == "Bussard"
    set_to(firm, adler, CHARTERER, nord)
    assert (shown(firm, weber, names), shown(firm, nord, names)) == ("", "Bussard")
    actions.trash(firm.olga, "boat", adler.pk)
    assert shown(firm, nord, names) == ""
    actions.restore(firm.olga, "boat", adler.pk)
    assert shown(firm, nord, names) == "Bussard"
    assert list(differences(firm.workspace)) == []


def test_an_option_that_is_called_anew_is_called_so_there_too(firm: Firm) -> None:
    related(firm)
    cut = add_field(firm.olga, type="boat", kind="choice", label="Cut", choices="Sloop\nKetch")
    firm.workspace.refresh_from_db()
    cuts = looked_up(firm, "account", "Cuts", "own_ships:own_cut")
    weber = an_account(firm)
    first, _second = cut.options["choices"]
    a_boat(firm, own_cut=first["value"], **{CHARTERER: str(weber.pk)})
    assert shown(firm, weber, cuts) == "Sloop"
    every = [{**one, "label": one["label"].upper()} for one in cut.options["choices"]]
    waiting = Job.objects.filter(dedupe_key=f"formulas:{firm.workspace.pk}:account")
    waiting.delete()
    set_choices(firm.olga, field=str(cut.pk), every=json.dumps(every))
    firm.workspace.refresh_from_db()
    assert waiting.exists()
    reckon_formulas.func(str(firm.workspace.pk), "account")
    assert shown(firm, weber, cuts) == "SLOOP"


def test_what_is_shown_elsewhere_is_not_deleted_under_it(firm: Firm) -> None:
    related(firm)
    own = add_field(firm.olga, type="boat", kind="text", label="Berth")
    firm.workspace.refresh_from_db()
    looked_up(firm, "account", "Berths", "own_ships:own_berth")
    with pytest.raises(Refused, match="uses this field"):
        trash_field(firm.olga, field=str(own.pk))


@pytest.mark.parametrize("what", ["own_nothing:length", "own_ships", "own_ships:nothing"])
def test_what_cannot_be_shown_is_refused(firm: Firm, what: str) -> None:
    related(firm)
    with pytest.raises(Refused, match="Choose a field of the linked"):
        add_field(firm.olga, type="account", kind="lookup", label="X", what=what)


def test_nobody_types_into_it_and_no_sum_is_made_of_it(firm: Firm) -> None:
    related(firm)
    looked_up(firm, "account", "Lengths", "own_ships:length")
    browser = firm.client()
    form = browser.get(f"/{firm.slug}/accounts/new").content.decode()
    assert 'name="own_lengths"' not in form
    here = f"/{firm.slug}/settings/fields/boats/new"
    assert f"{CHARTERER}:own_lengths" not in browser.get(f"{here}?kind=rollup").content.decode()
    assert f"{CHARTERER}:name" in browser.get(f"{here}?kind=lookup").content.decode()


def test_what_it_shows_of_an_internal_field_is_internal_too(firm: Firm) -> None:
    related(firm)
    secret = add_field(firm.olga, type="boat", kind="text", label="Secret", is_internal=True)
    firm.workspace.refresh_from_db()
    open_one = looked_up(firm, "account", "Names", "own_ships:name")
    hidden = looked_up(firm, "account", "Secrets", f"own_ships:{secret.name}")
    firm.workspace.refresh_from_db()
    record_type = record_types.get("account").in_workspace(firm.workspace)
    assert is_internal(record_type.field(hidden.name))
    assert not is_internal(record_type.field(open_one.name))
