"""Own fields that are shown, required and locked by what else stands on their record."""

from __future__ import annotations

import json
from typing import Any

import pytest

from klientel.events.models import Event
from klientel.kit.ids import uuid7
from klientel.kit.refused import Forbidden, Invalid, Refused
from klientel.records import actions
from klientel.records.actions.many import Edit, change_each, foresee
from klientel.records.actions.own_field import (
    change_field,
    restore_field,
    set_choices,
    trash_field,
)
from klientel.records.actions.own_field_conditions import set_conditions
from klientel.records.consistency import differences
from klientel.records.models import FieldDefinition
from klientel.records.own_fields.outside import fields_for, is_internal
from klientel.records.own_fields.standing import Standing
from klientel.records.reading import reading_for
from klientel.records.tests.conditioned import KETCH, a_boat, again, given, own
from klientel.records.types import RecordType, record_types
from klientel.workspaces.actor import Actor
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def boats(firm: Firm) -> RecordType:
    firm.workspace.refresh_from_db()
    return record_types.get("boat").in_workspace(firm.workspace)


def standing(firm: Firm) -> Standing:
    return Standing(boats(firm), reading_for(firm.workspace))


def change(firm: Firm, boat: Any, **values: Any) -> Any:
    return actions.change(firm.olga, "boat", boat.pk, values)


def last(firm: Firm, verb: str) -> Event:
    event = Event.objects.visible_to(firm.olga).filter(verb=verb).order_by("id").last()
    assert event is not None
    return event


def test_a_field_must_be_filled_before_what_requires_it(firm: Firm) -> None:
    reason = given(firm, own(firm, "Reason"), "required", KETCH)
    boat = a_boat(firm)
    with pytest.raises(Refused, match=r"“Reason” must be filled when “Rig” is Ketch\."):
        change(firm, boat, rig="ketch")
    change(firm, boat, **{reason.name: "A second mast"})
    change(firm, boat, rig="ketch")
    with pytest.raises(Refused, match="must be filled when"):
        change(firm, boat, **{reason.name: ""})
    # both at once is one step
    change(firm, boat, rig="sloop", **{reason.name: ""})
    change(firm, boat, rig="ketch", **{reason.name: "Again"})


def test_what_was_missing_before_hinders_nobody(firm: Firm) -> None:
    boat = a_boat(firm, rig="ketch")
    given(firm, own(firm, "Reason"), "required", KETCH)
    change(firm, boat, harbour="Kiel")
    assert again(firm, boat).harbour == "Kiel"
    one = boats(firm).field("own_reason")
    assert standing(firm).is_missing(one, again(firm, boat))


def test_what_is_hidden_stays_stored_and_is_not_required(firm: Firm) -> None:
    field = given(firm, own(firm, "Reason", is_required=True), "shown", KETCH)
    boat = a_boat(firm, rig="ketch", **{field.name: "A second mast"})
    change(firm, boat, rig="sloop")
    assert again(firm, boat).own_values == {field.name: "A second mast"}
    one = boats(firm).field(field.name)
    assert not standing(firm).is_shown(one, again(firm, boat))
    bare = a_boat(firm, "Biene")
    assert not standing(firm).is_missing(one, bare)
    # it could not have been filled before it was shown
    change(firm, bare, rig="ketch")
    assert standing(firm).is_missing(one, again(firm, bare))
    assert list(differences(firm.workspace)) == []


def test_what_a_hidden_field_holds_shows_no_other(firm: Firm) -> None:
    region = given(firm, own(firm, "Region", "choice"), "shown", KETCH)
    other = given(firm, own(firm, "Pier"), "shown", ["and", [region.name, "any", "o1"]])
    boat = a_boat(firm, rig="ketch", **{region.name: "o1"})
    one = boats(firm).field(other.name)
    assert standing(firm).is_shown(one, boat)
    assert not standing(firm).is_shown(one, change(firm, boat, rig="yawl"))


def test_any_of_several_conditions_is_enough_where_they_are_joined_so(firm: Firm) -> None:
    both = [["rig", "any", "ketch"], ["length", "min", "10"]]
    one, boat = own(firm, "Reason"), a_boat(firm, rig="ketch", length="5")
    for joined, expected in (("and", False), ("or", True)):
        given(firm, one, "shown", [joined, *both])
        assert standing(firm).is_shown(boats(firm).field(one.name), boat) is expected


def test_a_locked_value_refuses_to_change_while_the_lock_stands(firm: Firm) -> None:
    field = given(firm, own(firm, "Price", "money"), "locked", KETCH)
    boat = a_boat(firm, **{field.name: "5"})
    change(firm, boat, rig="ketch", **{field.name: "6"})
    with pytest.raises(Refused, match=r"“Price” is locked while “Rig” is Ketch\."):
        change(firm, boat, **{field.name: "7"})
    change(firm, boat, harbour="Kiel")
    change(firm, boat, rig="sloop", **{field.name: "7"})
    # whoever adds a record says what it is: nothing is there yet that could be locked
    assert a_boat(firm, "Biene", rig="ketch", **{field.name: "1"}).own_values[field.name] == "1.00"


def test_undo_brings_back_what_was_there_and_respects_a_lock(firm: Firm) -> None:
    field = given(firm, own(firm, "Price", "money", is_required=True), "locked", KETCH)
    boat = a_boat(firm)
    change(firm, boat, **{field.name: "6"})
    filled = last(firm, "boat.changed")
    change(firm, boat, rig="ketch", **{field.name: "7"})
    locking = last(firm, "boat.changed")
    undone = actions.undo(firm.olga, filled.pk, force=True)
    assert undone.count == 0
    assert again(firm, boat).own_values == {field.name: "7.00"}
    actions.undo(firm.olga, locking.pk)
    assert again(firm, boat).own_values == {field.name: "6.00"}
    # it was empty before, although it must be filled
    actions.undo(firm.olga, filled.pk)
    assert again(firm, boat).own_values == {}


def test_of_many_records_those_are_skipped_that_conditions_refuse(firm: Firm) -> None:
    reason = given(firm, own(firm, "Reason"), "required", KETCH)
    full = a_boat(firm, "Adler", **{reason.name: "Yes"})
    bare = a_boat(firm, "Biene")
    record_type, reading = boats(firm), reading_for(firm.workspace)
    edit, ids = Edit("rig", "set", "ketch"), [full.pk, bare.pk]
    foreseen = foresee(firm.olga, record_type, ids, edit, reading)
    became = change_each(firm.olga, record_type, ids, edit, uuid7())
    for outcome in (foreseen, became):
        assert [record.pk for record, _before in outcome.changed] == [full.pk]
        assert [(pk, str(why)) for pk, _title, why in outcome.skipped] == [
            (bare.pk, "“Reason” must be filled when “Rig” is Ketch.")
        ]
    assert again(firm, bare).rig == "sloop"


def test_a_program_that_asks_for_inputs_gets_the_same_answers(firm: Firm) -> None:
    reason = given(firm, own(firm, "Reason"), "required", KETCH)
    with pytest.raises(Invalid) as refused:
        actions.run(firm.olga, "boat.create", name="Adler", rig="ketch")
    assert list(refused.value.errors) == [reason.name]
    made = actions.run(firm.olga, "boat.create", name="Adler", rig="sloop")
    with pytest.raises(Refused, match="must be filled"):
        actions.run(firm.olga, "boat.change", made.pk, rig="ketch")


def test_a_condition_can_ask_what_a_formula_gives(firm: Firm) -> None:
    double = own(firm, "Double", "formula")
    price = own(firm, "Price", "money")
    given(firm, price, "required", ["and", [double.name, "min", "10"]])
    boat = a_boat(firm, length="2")
    with pytest.raises(Refused, match="“Price” must be filled when “Double” is at least 10"):
        change(firm, boat, length="5")
    change(firm, boat, length="5", **{price.name: "1"})
    assert again(firm, boat).own_values[double.name] == "10.0"
    assert list(differences(firm.workspace)) == []


def test_what_the_program_does_by_itself_is_not_asked(firm: Firm) -> None:
    given(firm, own(firm, "Reason"), "required", KETCH)
    boat = a_boat(firm)
    program = Actor.system(firm.workspace.pk, "what follows from something else")
    actions.change(program, "boat", boat.pk, {"rig": "ketch"})
    assert again(firm, boat).rig == "ketch"


def test_conditions_that_cannot_be_are_refused(firm: Firm) -> None:
    field = own(firm, "Reason")
    for conditions, why in (
        (["and", [field.name, "filled", ""]], "on itself"),
        (["and", ["own_gone", "filled", ""]], "not there any more"),
        (["and", ["rig", "any", "raft"]], "none of"),
        (["and", ["length", "min", ""]], "A value is missing"),
        (["and", ["length", "near", "3"]], "cannot be filtered"),
        (["and", *(["length", "is", str(n)] for n in range(6))], "At most 5"),
        (["and", ["or", ["rig", "any", "ketch"]]], "not there any more"),
        ("nonsense", "cannot be read"),
    ):
        with pytest.raises(Refused, match=why):
            given(firm, field, "shown", conditions)
    number = own(firm, "Number", "serial")
    with pytest.raises(Refused, match="No condition can ask"):
        given(firm, field, "shown", ["and", [number.name, "has", "1"]])
    with pytest.raises(Refused, match="cannot have such a condition"):
        given(firm, number, "required", KETCH)
    with pytest.raises(Forbidden):
        set_conditions(
            firm.actor("wim"), field=str(field.pk), purpose="shown", conditions=json.dumps(KETCH)
        )


def test_fields_that_would_show_each_other_are_refused_by_name(firm: Firm) -> None:
    first, second, third = (own(firm, label) for label in ("First", "Second", "Third"))
    given(firm, first, "shown", ["and", [second.name, "filled", ""]])
    given(firm, second, "shown", ["and", [third.name, "filled", ""]])
    with pytest.raises(Refused, match="Third → First → Second → Third"):
        given(firm, third, "shown", ["and", [first.name, "filled", ""]])
    # what is only required or locked by another leads nowhere
    given(firm, third, "required", ["and", [first.name, "filled", ""]])


def test_a_field_that_conditions_ask_for_is_not_deleted_unseen(firm: Firm) -> None:
    region = own(firm, "Region", "choice")
    pier = given(firm, own(firm, "Pier"), "shown", ["and", [region.name, "any", "o1"]])
    with pytest.raises(Refused, match="conditions of “Pier” ask for this field"):
        trash_field(firm.olga, field=str(region.pk))
    # with both gone, what comes back alone is shown always: what it asked for is not there
    trash_field(firm.olga, field=str(pier.pk))
    trash_field(firm.olga, field=str(region.pk))
    restore_field(firm.olga, field=str(pier.pk))
    boat = a_boat(firm)
    assert standing(firm).is_shown(boats(firm).field(pier.name), boat)
    restore_field(firm.olga, field=str(region.pk))
    assert not standing(firm).is_shown(boats(firm).field(pier.name), boat)


def test_an_option_that_was_taken_away_still_locks(firm: Firm) -> None:
    region = own(firm, "Region", "choice")
    price = given(firm, own(firm, "Price", "money"), "locked", ["and", [region.name, "any", "o2"]])
    boat = a_boat(firm, **{region.name: "South"})
    set_choices(firm.olga, field=str(region.pk), every='[{"value": "o1", "label": "North"}]')
    with pytest.raises(Refused, match="“Price” is locked while “Region” is South"):
        change(firm, boat, **{price.name: "1"})


def test_conditions_are_told_and_taken_back(firm: Firm) -> None:
    field = given(firm, own(firm, "Reason"), "shown", KETCH)
    assert last(firm, "field.changed").facts["after"] == {"conditions": {"shown": KETCH}}
    change_field(firm.olga, field=str(field.pk), label="Why", is_internal=True)
    actions.undo(firm.olga, last(firm, "field.changed").pk)
    kept = FieldDefinition.objects.visible_to(firm.olga).get(pk=field.pk)
    assert (kept.label, kept.is_internal, kept.conditions) == ("Reason", False, {"shown": KETCH})
    given(firm, field, "shown", None)
    kept.refresh_from_db()
    assert kept.conditions == {}
    given(firm, field, "shown", None)


def test_what_a_condition_compares_with_is_kept_in_one_spelling(firm: Firm) -> None:
    field = own(firm, "Reason")
    for typed, stored in (
        (["length", "min", "1.234,5"], ["length", "min", "1234.50"]),
        (["launched_on", "on", "1.2.2026"], ["launched_on", "on", "2026-02-01"]),
        (["launched_on", "older", "30"], ["launched_on", "older", "30"]),
        (["rig", "any", "Ketch,Sloop"], ["rig", "any", "ketch,sloop"]),
        (["owner", "any", "Wim"], ["owner", "any", str(firm.members["wim"].pk)]),
        (["is_afloat", "is", "ja"], ["is_afloat", "is", "1"]),
        (["length", "between", "1..2"], ["length", "between", "1.00..2.00"]),
    ):
        kept = given(firm, field, "shown", ["and", typed])
        assert kept.conditions["shown"] == ["and", stored]


def test_what_is_for_nobody_outside_is_left_out_for_outsiders_and_links(firm: Firm) -> None:
    hidden = own(firm, "Margin", "percent", is_internal=True)
    shown = own(firm, "Reason")
    record_type = boats(firm)
    assert is_internal(record_type.field(hidden.name))
    for kind in ("outsider", "link"):
        actor = Actor(firm.workspace.pk, kind=kind)
        names = {one.name for one in fields_for(actor, record_type)}
        assert shown.name in names
        assert hidden.name not in names
    assert hidden.name in {one.name for one in fields_for(firm.olga, record_type)}


def test_what_is_made_of_it_is_for_nobody_outside_either(firm: Firm) -> None:
    hidden = own(firm, "Margin", "percent", is_internal=True)
    bonus = own(firm, "Bonus", "formula", formula="{Margin} * 2")
    of_bonus = own(firm, "Of the bonus", "formula", formula="{Bonus} + 1")
    other = own(firm, "Twice the length", "formula", formula="{Length} * 2")
    record_type = boats(firm)
    kept = {one.name: is_internal(record_type.field(one.name)) for one in (bonus, of_bonus, other)}
    assert kept == {bonus.name: True, of_bonus.name: True, other.name: False}
    assert is_internal(record_type.field(hidden.name))
