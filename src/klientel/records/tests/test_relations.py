"""Relations: fields that link records from both ends, one store, seen by whoever may."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from klientel.events.feed import history_of
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.kit.refused import Refused
from klientel.records import actions
from klientel.records.actions.create import Draft
from klientel.records.actions.many import Edit, change_each
from klientel.records.actions.merge import merge
from klientel.records.actions.own_field import (
    add_field,
    change_field,
    restore_field,
    trash_field,
)
from klientel.records.actions.unmerge import unmerge
from klientel.records.consistency import differences
from klientel.records.models import FieldDefinition, FieldValue
from klientel.records.own_fields.kinds import relation
from klientel.records.reading import learn, reading_for
from klientel.records.tasks import empty_fields, empty_trash, settle_field
from klientel.records.telling import in_words
from klientel.records.tests.related import CHARTERER, a_boat, an_account, related, set_to
from klientel.records.types import record_types
from klientel.workspaces.actor import Actor
from tests.cast import Firm

pytestmark = pytest.mark.django_db

MONTH = timedelta(days=31)
SHIPS = "own_ships"


def linked(firm: Firm, record: Any, name: str) -> list[str]:
    """The ids that a record holds in a field now."""
    row = type(record).objects.in_workspace(firm.workspace.pk).get(pk=record.pk)
    return list(row.own_values.get(name, ()))


def shown_to(firm: Firm, who: Actor, record: Any, name: str) -> str:
    record_type = record_types.get(record.record_type).in_workspace(firm.workspace)
    row = type(record).objects.in_workspace(firm.workspace.pk).get(pk=record.pk)
    reading, one = reading_for(firm.workspace), record_type.field(name)
    learn(who, reading, one.links(one.value(row)))
    return one.shown(one.value(row), reading)


def agree(firm: Firm) -> bool:
    return list(differences(firm.workspace)) == []


def test_a_relation_is_a_field_at_both_ends_under_a_name_of_its_own(firm: Firm) -> None:
    related(firm)
    account = record_types.get("account").in_workspace(firm.workspace).field(SHIPS)
    boat = record_types.get("boat").in_workspace(firm.workspace).field(CHARTERER)
    assert (account.label, boat.label) == ("Ships", "Charterer")


def test_what_is_linked_at_one_end_stands_at_the_other_whoever_writes_it(firm: Firm) -> None:
    related(firm)
    weber, adler, biene = an_account(firm), a_boat(firm), a_boat(firm, "Biene")
    set_to(firm, weber, SHIPS, adler, biene)
    assert linked(firm, adler, CHARTERER) == linked(firm, biene, CHARTERER) == [str(weber.pk)]
    set_to(firm, adler, CHARTERER)
    assert linked(firm, weber, SHIPS) == [str(biene.pk)]
    clara = a_boat(firm, "Clara", **{CHARTERER: str(weber.pk)})
    assert linked(firm, weber, SHIPS) == [str(biene.pk), str(clara.pk)]
    assert agree(firm)


def test_both_histories_tell_of_it_and_one_undo_takes_back_both_ends(firm: Firm) -> None:
    related(firm)
    weber, adler = an_account(firm), a_boat(firm)
    set_to(firm, weber, SHIPS, adler)
    mine = history_of(firm.olga, weber.pk).rows[0]
    theirs = history_of(firm.olga, adler.pk).rows[0]
    assert mine.facts["changes"] == {SHIPS: [[], [str(adler.pk)]]}
    assert theirs.facts["changes"] == {CHARTERER: [[], [str(weber.pk)]]}
    reading, names = reading_for(firm.workspace), {weber.pk: "Weber Bau", adler.pk: "Adler"}
    assert in_words(mine, reading, names) == "Olga changed Ships of Weber Bau"
    assert in_words(theirs, reading, names) == "Olga changed Charterer of Adler"
    actions.undo(firm.olga, mine.pk)
    assert linked(firm, weber, SHIPS) == linked(firm, adler, CHARTERER) == []
    assert agree(firm)


def test_what_was_unlinked_from_the_other_end_since_is_not_undone(firm: Firm) -> None:
    related(firm)
    weber, adler = an_account(firm), a_boat(firm)
    set_to(firm, weber, SHIPS, adler)
    first = history_of(firm.olga, weber.pk).rows[0]
    set_to(firm, adler, CHARTERER)
    actions.undo(firm.olga, history_of(firm.olga, adler.pk).rows[0].pk)
    set_to(firm, adler, CHARTERER)
    assert actions.undo(firm.olga, first.pk).skipped == ["Weber Bau"]
    assert linked(firm, weber, SHIPS) == []


def test_what_somebody_cannot_see_is_neither_named_nor_lost_when_they_save(firm: Firm) -> None:
    related(firm)
    weber, adler, secret = an_account(firm), a_boat(firm), a_boat(firm, "Geheim")
    set_to(firm, weber, SHIPS, secret, adler)
    actions.share(firm.olga, "boat", secret.pk, privacy="named")
    wim = firm.actor("wim")
    assert shown_to(firm, wim, weber, SHIPS) == "Adler"
    set_to(firm, weber, SHIPS, who=wim)
    assert linked(firm, weber, SHIPS) == [str(secret.pk)]
    biene = a_boat(firm, "Biene")
    set_to(firm, weber, SHIPS, biene, who=wim)
    assert shown_to(firm, firm.olga, weber, SHIPS) == "Geheim, Biene"
    with pytest.raises(Refused):
        set_to(firm, an_account(firm, "Nord"), SHIPS, secret, who=wim)
    assert agree(firm)


def test_where_there_is_but_one_another_takes_the_place_of_what_is_not_seen(firm: Firm) -> None:
    related(firm, is_one="1")
    weber, secret, adler = an_account(firm), a_boat(firm, "Geheim"), a_boat(firm)
    set_to(firm, weber, SHIPS, secret)
    actions.share(firm.olga, "boat", secret.pk, privacy="named")
    wim = firm.actor("wim")
    set_to(firm, weber, SHIPS, who=wim)
    assert linked(firm, weber, SHIPS) == [str(secret.pk)]
    set_to(firm, weber, SHIPS, adler, who=wim)
    assert linked(firm, weber, SHIPS) == [str(adler.pk)]
    assert linked(firm, secret, CHARTERER) == []


def test_a_record_in_the_trash_is_not_shown_and_comes_back_with_its_links(firm: Firm) -> None:
    related(firm)
    weber, adler, biene = an_account(firm), a_boat(firm), a_boat(firm, "Biene")
    set_to(firm, weber, SHIPS, adler, biene)
    actions.trash(firm.olga, "boat", adler.pk)
    assert shown_to(firm, firm.olga, weber, SHIPS) == "Biene"
    set_to(firm, weber, SHIPS, biene)
    actions.restore(firm.olga, "boat", adler.pk)
    assert shown_to(firm, firm.olga, weber, SHIPS) == "Biene, Adler"
    assert agree(firm)


def test_what_is_removed_for_good_leaves_no_link_behind_not_even_in_the_trash(firm: Firm) -> None:
    related(firm)
    weber, adler, biene = an_account(firm), a_boat(firm), a_boat(firm, "Biene")
    set_to(firm, weber, SHIPS, adler, biene)
    with clock.travel(-MONTH):
        actions.trash(firm.olga, "boat", adler.pk)
    actions.trash(firm.olga, "account", weber.pk)
    assert linked(firm, weber, SHIPS) == [str(biene.pk)]
    assert linked(firm, biene, CHARTERER) == []
    with clock.travel(timedelta(days=2)):
        empty_trash.func()
    actions.restore(firm.olga, "account", weber.pk)
    assert linked(firm, weber, SHIPS) == [str(biene.pk)]
    assert linked(firm, biene, CHARTERER) == [str(weber.pk)]
    assert agree(firm)


def test_an_end_that_leads_to_one_record_takes_no_second(firm: Firm) -> None:
    related(firm, is_one_back="1")
    weber, nord, adler = an_account(firm), an_account(firm, "Nord"), a_boat(firm)
    set_to(firm, weber, SHIPS, adler)
    with pytest.raises(Refused, match="linked with another record already"):
        set_to(firm, nord, SHIPS, adler)
    with pytest.raises(Refused, match="Only one record is possible here"):
        set_to(firm, adler, CHARTERER, weber, nord)
    # at its own end it is handed over
    set_to(firm, adler, CHARTERER, nord)
    assert linked(firm, weber, SHIPS) == []
    assert linked(firm, nord, SHIPS) == [str(adler.pk)]
    assert agree(firm)


def test_there_is_a_bound_at_both_ends(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relation, "MOST", 2)
    related(firm)
    weber = an_account(firm)
    boats = [a_boat(firm, name) for name in ("Adler", "Biene", "Clara")]
    with pytest.raises(Refused, match="At most 2"):
        set_to(firm, weber, SHIPS, *boats)
    set_to(firm, weber, SHIPS, *boats[:2])
    with pytest.raises(Refused, match="is linked with 2 records already"):
        set_to(firm, boats[2], CHARTERER, weber)
    assert linked(firm, boats[2], CHARTERER) == []


def test_records_of_one_type_are_related_by_two_names(firm: Firm) -> None:
    related(firm, label="Belongs to", to="account", back_label="Branches", is_one="1")
    holding, branch = an_account(firm, "Holding"), an_account(firm, "Filiale")
    set_to(firm, branch, "own_belongs_to", holding)
    assert linked(firm, holding, "own_branches") == [str(branch.pk)]
    set_to(firm, holding, "own_branches", holding)
    assert linked(firm, holding, "own_branches") == []
    assert linked(firm, branch, "own_belongs_to") == []
    assert agree(firm)


def test_both_ends_need_names_that_are_free(firm: Firm) -> None:
    with pytest.raises(Refused, match="There is a field"):
        related(firm, back_label="Harbour")
    with pytest.raises(Refused, match="name of their own"):
        related(firm, to="account", back_label="ships")
    with pytest.raises(Refused):
        related(firm, to="nothing")
    assert not FieldDefinition.objects.visible_to(firm.olga).exists()


def test_a_merge_takes_links_along_and_gives_them_back(firm: Firm) -> None:
    related(firm, is_one_back="1")
    adler, biene = a_boat(firm), a_boat(firm, "Biene")
    first = an_account(firm, "Weber", **{SHIPS: str(adler.pk)})
    second = an_account(firm, "Weber Bau", **{SHIPS: str(biene.pk)})
    done = merge(firm.olga, "account", first.pk, [second.pk])
    assert linked(firm, first, SHIPS) == [str(adler.pk), str(biene.pk)]
    assert linked(firm, biene, CHARTERER) == [str(first.pk)]
    assert agree(firm)
    unmerge(firm.olga, done.pk)
    assert linked(firm, first, SHIPS) == [str(adler.pk)]
    assert linked(firm, second, SHIPS) == [str(biene.pk)]
    assert linked(firm, biene, CHARTERER) == [str(second.pk)]
    assert agree(firm)


def test_a_merge_of_what_is_linked_with_one_another_leaves_nobody_with_themselves(
    firm: Firm,
) -> None:
    related(firm, label="Belongs to", to="account", back_label="Branches", is_one="1")
    first, second = an_account(firm, "Weber"), an_account(firm, "Weber Bau")
    set_to(firm, first, "own_branches", second)
    merge(firm.olga, "account", first.pk, [second.pk])
    assert linked(firm, first, "own_branches") == linked(firm, first, "own_belongs_to") == []
    assert agree(firm)


def test_deleting_one_end_deletes_both_and_they_come_back_together(firm: Firm) -> None:
    field = related(firm)
    weber, adler = an_account(firm), a_boat(firm)
    set_to(firm, weber, SHIPS, adler)
    back = FieldDefinition.objects.visible_to(firm.olga).get(name=CHARTERER)
    trash_field(firm.olga, field=str(back.pk))
    firm.workspace.refresh_from_db()
    assert SHIPS not in record_types.get("account").in_workspace(firm.workspace).by_name
    restore_field(firm.olga, field=str(field.pk))
    for one in (field, back):
        settle_field.call(str(firm.workspace.pk), str(one.pk))
    firm.workspace.refresh_from_db()
    assert shown_to(firm, firm.olga, adler, CHARTERER) == "Weber Bau"
    assert agree(firm)
    trash_field(firm.olga, field=str(field.pk))
    with clock.travel(MONTH):
        empty_fields.func()
    assert linked(firm, adler, CHARTERER) == linked(firm, weber, SHIPS) == []
    assert not FieldValue.objects.visible_to(firm.olga).exists()


def test_an_end_is_renamed_by_itself_and_writes_no_record(firm: Firm) -> None:
    related(firm)
    weber = an_account(firm)
    back = FieldDefinition.objects.visible_to(firm.olga).get(name=CHARTERER)
    change_field(firm.olga, field=str(back.pk), label="Hired by")
    names = FieldDefinition.objects.visible_to(firm.olga).values_list("label", flat=True)
    assert {*names} == {"Ships", "Hired by"}
    set_to(firm, weber, SHIPS, a_boat(firm))
    assert agree(firm)


def test_many_records_are_linked_in_a_few_statements(
    firm: Firm, django_assert_max_num_queries: Any
) -> None:
    related(firm)
    nord, weber = an_account(firm, "Nord"), an_account(firm)
    made = actions.create_many(firm.olga, "boat", [Draft({"name": f"B{n}"}) for n in range(30)])
    record_type = record_types.get("boat").in_workspace(firm.workspace)

    def give(some: Any, to: Any, way: str = "add") -> None:
        edit = Edit(CHARTERER, way, [str(to.pk)])
        change_each(firm.olga, record_type, [one.pk for one in some], edit, uuid7())

    give(made[:1], nord)
    with django_assert_max_num_queries(40) as few:
        give(made[1:4], nord)
    with django_assert_max_num_queries(len(few)):
        give(made[4:], nord)
    give(made, weber)
    assert len(linked(firm, weber, SHIPS)) == 30
    give(made[:2], nord, "remove")
    assert len(linked(firm, nord, SHIPS)) == 28
    assert agree(firm)


def test_a_field_that_was_filled_by_undo_follows_what_was_merged_since(firm: Firm) -> None:
    related(firm)
    first, second, adler = an_account(firm), an_account(firm, "Weber"), a_boat(firm)
    set_to(firm, adler, CHARTERER, second)
    set_to(firm, adler, CHARTERER)
    taken = history_of(firm.olga, adler.pk).rows[0]
    merge(firm.olga, "account", first.pk, [second.pk])
    actions.undo(firm.olga, taken.pk)
    assert linked(firm, adler, CHARTERER) == [str(first.pk)]
    assert linked(firm, first, SHIPS) == [str(adler.pk)]
    assert agree(firm)


def test_a_formula_reads_how_many_there_are_and_follows_either_end(firm: Firm) -> None:
    field = related(firm)
    count = add_field(
        firm.olga, type="account", kind="formula", label="Fleet", formula="{Ships} * 2", places="0"
    )
    firm.workspace.refresh_from_db()
    weber, adler = an_account(firm), a_boat(firm)
    assert shown_to(firm, firm.olga, weber, count.name) == "0"
    set_to(firm, adler, CHARTERER, weber)
    assert shown_to(firm, firm.olga, weber, count.name) == "2"
    actions.trash(firm.olga, "boat", adler.pk)
    assert shown_to(firm, firm.olga, weber, count.name) == "0"
    back = FieldDefinition.objects.visible_to(firm.olga).get(name=CHARTERER)
    for one in (field, back):
        with pytest.raises(Refused, match="uses this field"):
            trash_field(firm.olga, field=str(one.pk))
    assert agree(firm)
