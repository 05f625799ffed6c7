"""Fields that a firm adds: added, filled, renamed, put in order."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import translation

from klientel.events.feed import history_of
from klientel.kit.ids import uuid7
from klientel.kit.refused import Forbidden, Invalid, Refused
from klientel.records import actions
from klientel.records.actions.many import Edit, change_each
from klientel.records.actions.merge import merge
from klientel.records.actions.own_field import (
    add_field,
    change_field,
    order_fields,
    set_choices,
)
from klientel.records.actions.unmerge import unmerge
from klientel.records.consistency import differences, repair
from klientel.records.models import FieldValue
from klientel.records.own_fields.defined import OWN_KINDS
from klientel.records.reading import reading_for
from klientel.records.telling import in_words
from klientel.records.tests.own import TYPED, accounts, again, an_account, last, own, rows_of, shown
from klientel.records.types import record_types
from klientel.views.search import search
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def test_every_kind_that_people_fill_is_among_those() -> None:
    assert {*TYPED, "record", "relation"} == {
        name for name, kind in OWN_KINDS.items() if not kind.is_made
    }


@pytest.mark.parametrize("kind", list(TYPED))
def test_a_value_of_each_kind_is_kept_shown_and_found_beside_its_record(
    firm: Firm, kind: str
) -> None:
    typed, told = TYPED[kind]
    field = own(firm, kind=kind)
    account = an_account(firm, **{field.name: typed})
    with translation.override("en"):
        assert shown(firm, again(firm, account), field.name) == told
    one = accounts(firm).field(field.name)
    assert one.from_api(one.api(one.value(account))) == one.value(account)
    assert bool(rows_of(firm, field)) is (kind != "long_text")
    assert list(differences(firm.workspace)) == []
    actions.change(firm.olga, "account", account.pk, {field.name: ""})
    assert again(firm, account).own_values == {}
    assert rows_of(firm, field) == []


def test_a_link_leads_to_a_record_that_its_reader_sees(firm: Firm, other_firm: Firm) -> None:
    field = own(firm, "Recommended by", "record", to="account")
    weber = an_account(firm)
    other = an_account(firm, "Nord Media", **{field.name: str(weber.pk)})
    assert rows_of(firm, field)[0].key == weber.pk
    foreign = an_account(other_firm, "Fremd")
    with pytest.raises(Refused):
        actions.change(firm.olga, "account", other.pk, {field.name: str(foreign.pk)})


def test_a_field_is_of_its_firm_alone(firm: Firm, other_firm: Firm) -> None:
    field = own(firm)
    other_firm.workspace.refresh_from_db()
    there = record_types.get("account").in_workspace(other_firm.workspace)
    assert field.name in accounts(firm).by_name
    assert field.name not in there.by_name
    assert field.name not in record_types.get("account").by_name
    with pytest.raises(Invalid):
        an_account(other_firm, **{field.name: "1"})


def test_the_log_tells_a_change_by_the_label_and_undo_takes_it_back(firm: Firm) -> None:
    field = own(firm, "Annual budget", "money")
    account = an_account(firm, **{field.name: "10"})
    actions.change(firm.olga, "account", account.pk, {field.name: "25"})
    accounts(firm)
    event = history_of(firm.olga, account.pk).rows[0]
    assert event.facts["changes"] == {field.name: ["10.00", "25.00"]}
    assert "Annual budget" in in_words(event, reading_for(firm.workspace), {})
    actions.undo(firm.olga, event.pk)
    assert shown(firm, again(firm, account), field.name) == "€10.00"
    assert rows_of(firm, field)[0].number == Decimal(10)


def test_only_the_field_that_was_changed_is_told(firm: Firm) -> None:
    first, second = own(firm, "One"), own(firm, "Two")
    account = an_account(firm, **{first.name: "1", second.name: "2"})
    actions.change(firm.olga, "account", account.pk, {first.name: "3"})
    event = history_of(firm.olga, account.pk).rows[0]
    assert set(event.facts["changes"]) == {first.name}


def test_a_new_name_writes_no_record(firm: Firm) -> None:
    field = own(firm)
    account = an_account(firm, **{field.name: "7"})
    change_field(firm.olga, field=str(field.pk), label="Yearly budget", places="1")
    assert again(firm, account).version == account.version
    assert str(accounts(firm).field(field.name).label) == "Yearly budget"
    assert shown(firm, again(firm, account), field.name) == "7"


@pytest.mark.parametrize(
    ("kind", "typed", "told"), [("number", "1.99", "1.99"), ("percent", "12.75", "12.75%")]
)
def test_a_field_that_keeps_fewer_decimal_places_shows_what_was_typed_before_as_it_is(
    firm: Firm, kind: str, typed: str, told: str
) -> None:
    field = own(firm, kind=kind, places="2")
    account = an_account(firm, **{field.name: typed})
    whole = an_account(firm, "Nord Media", **{field.name: "7.00"})
    for places in ("1", "0"):
        change_field(firm.olga, field=str(field.pk), label="Budget", places=places)
        one = accounts(firm).field(field.name)
        assert one.value(again(firm, account)) == Decimal(typed)
        assert shown(firm, again(firm, account), field.name) == told
        assert list(differences(firm.workspace)) == []
    assert one.value(again(firm, whole)) == 7
    assert {row.number for row in rows_of(firm, field)} == {Decimal(typed), Decimal(7)}


def test_a_name_is_given_once(firm: Firm) -> None:
    own(firm, "Budget")
    with pytest.raises(Refused):
        own(firm, "  budget ")
    with pytest.raises(Refused):
        own(firm, "Industry")


def test_braces_in_what_somebody_wrote_are_just_braces(firm: Firm) -> None:
    field = own(firm, "Tier {gold} }", "choice", choices="{x\n{client}")
    account = an_account(firm, **{field.name: "{client}"})
    assert shown(firm, account, field.name) == "{client}"
    assert reading_for(firm.workspace).say(accounts(firm).field(field.name).label) == field.label


def test_a_form_that_is_sent_twice_adds_one_field(firm: Firm) -> None:
    key = str(uuid7())
    first, second = own(firm, key=key), own(firm, key=key)
    assert first.pk == second.pk
    assert len(accounts(firm).added) == 1


def test_only_who_manages_the_firm_adds_fields(firm: Firm) -> None:
    for name in ("wim", "sam", "bodo"):
        with pytest.raises(Forbidden):
            add_field(firm.actor(name), type="account", kind="text", label="Mine")


def test_an_option_that_is_renamed_or_taken_away_stays_where_it_was_chosen(firm: Firm) -> None:
    field = own(firm, "Region", "choice")
    account = an_account(firm, **{field.name: "North"})
    set_choices(
        firm.olga,
        field=str(field.pk),
        every='[{"value": "o1", "label": "Far north", "colour": "red"}, {"label": "West"}]',
    )
    assert shown(firm, again(firm, account), field.name) == "Far north"
    set_choices(firm.olga, field=str(field.pk), every='[{"value": "o4", "label": "West"}]')
    assert shown(firm, again(firm, account), field.name) == "Far north"
    with pytest.raises(Refused):
        actions.change(firm.olga, "account", account.pk, {field.name: "Far north"})


@pytest.mark.parametrize("every", ["", "x", "{}", "[]", '[{"label": "A, B"}]', "[1]"])
def test_options_that_make_no_sense_are_refused(firm: Firm, every: str) -> None:
    field = own(firm, "Region", "choice")
    with pytest.raises(Refused):
        set_choices(firm.olga, field=str(field.pk), every=every)


def test_what_must_be_filled_cannot_be_emptied_but_programs_add_without_it(firm: Firm) -> None:
    field = own(firm, "Branch", "text", is_required="1")
    account = an_account(firm)
    actions.change(firm.olga, "account", account.pk, {field.name: "South"})
    with pytest.raises(Invalid):
        actions.change(firm.olga, "account", account.pk, {field.name: ""})


def test_new_records_begin_with_the_value_of_new_records(firm: Firm) -> None:
    field = own(firm, "Region", "choice", preset="south")
    assert shown(firm, an_account(firm), field.name) == "South"
    with pytest.raises(Refused):
        own(firm, "Other region", "choice", preset="Nowhere")


@pytest.mark.parametrize(
    ("kind", "preset", "left"), [("choice", "North", ""), ("choices", "North, South", "South")]
)
def test_an_option_that_is_taken_away_is_no_value_of_new_records_any_more(
    firm: Firm, kind: str, preset: str, left: str
) -> None:
    field = own(firm, "Region", kind, preset=preset)
    every = '[{"value": "o2", "label": "South"}, {"value": "o3", "label": "East"}]'
    set_choices(firm.olga, field=str(field.pk), every=every)
    assert shown(firm, an_account(firm), field.name) == left
    actions.undo(firm.olga, last(firm, "field.changed").pk)
    assert shown(firm, an_account(firm, "Nord Media"), field.name) == preset


def test_undo_brings_no_preset_back_that_was_taken_away_meanwhile(firm: Firm) -> None:
    field = own(firm, "Region", "choice", preset="North")
    change_field(firm.olga, field=str(field.pk), label="Region", preset="South")
    event = last(firm, "field.changed")
    every = '[{"value": "o2", "label": "South"}, {"value": "o3", "label": "East"}]'
    set_choices(firm.olga, field=str(field.pk), every=every)
    actions.undo(firm.olga, event.pk)
    assert shown(firm, an_account(firm), field.name) == ""


def test_fields_stand_in_the_order_that_somebody_gave_them(firm: Firm) -> None:
    names = [own(firm, label).name for label in ("One", "Two", "Three")]
    order_fields(firm.olga, type="account", order=f"{names[2]},{names[0]}")
    assert [one.name for one in accounts(firm).added] == [names[2], names[0], names[1]]
    actions.undo(firm.olga, last(firm, "field.ordered").pk)
    assert [one.name for one in accounts(firm).added] == names


def test_texts_in_own_fields_are_found_by_the_search(firm: Firm) -> None:
    field = own(firm, "Motto", "text")
    account = an_account(firm, **{field.name: "Glückauf zusammen"})
    accounts(firm)
    assert [hit.id for hit in search(firm.olga, "gluckauf")] == [account.pk]
    # what other actions write leaves it findable
    actions.trash(firm.olga, "account", account.pk)
    actions.restore(firm.olga, "account", account.pk)
    assert [hit.id for hit in search(firm.olga, "gluckauf")] == [account.pk]


def test_many_records_get_a_value_at_once(firm: Firm) -> None:
    field = own(firm, "Region", "choices")
    ids = [an_account(firm, f"Firm {n}", **{field.name: "North"}).pk for n in range(3)]
    edit = Edit(field.name, "add", ["o2"])
    outcome = change_each(firm.olga, record_types.get("account"), ids, edit, uuid7())
    assert len(outcome.changed) == 3
    assert len(rows_of(firm, field)) == 6


def test_a_merge_takes_values_along_and_gives_them_back(firm: Firm) -> None:
    field, other = own(firm), own(firm, "Second")
    first = an_account(firm, "Weber", **{field.name: "7"})
    second = an_account(firm, "Weber Bau", **{other.name: "9"})
    done = merge(firm.olga, "account", first.pk, [second.pk])
    assert shown(firm, again(firm, first), other.name) == "9"
    assert list(differences(firm.workspace)) == []
    unmerge(firm.olga, done.pk)
    assert shown(firm, again(firm, first), other.name) == ""
    assert shown(firm, again(firm, second), other.name) == "9"
    assert list(differences(firm.workspace)) == []


def test_rows_that_were_lost_are_repaired(firm: Firm) -> None:
    field = own(firm)
    an_account(firm, **{field.name: "7"})
    FieldValue.objects.visible_to(firm.olga).delete()
    accounts(firm)
    assert len(list(differences(firm.workspace))) == 1
    repair(firm.workspace)
    assert list(differences(firm.workspace)) == []
    assert len(rows_of(firm, field)) == 1
