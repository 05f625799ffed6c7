"""Own fields that go and come back: deleted, restored, removed for good, taken back and redone."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from klientel.events.models import Event
from klientel.kit import clock
from klientel.kit.refused import Refused
from klientel.records import actions
from klientel.records.actions.own_field import (
    change_field,
    order_fields,
    restore_field,
    trash_field,
)
from klientel.records.consistency import differences
from klientel.records.models import FieldDefinition
from klientel.records.own_fields.settling import purge
from klientel.records.tasks import empty_fields, settle_field
from klientel.records.tests.own import (
    accounts,
    again,
    an_account,
    last,
    own,
    rows_of,
    shown,
)
from klientel.workspaces.actor import Actor
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def first(firm: Firm, verb: str) -> Event:
    event = Event.objects.visible_to(firm.olga).filter(verb=verb).order_by("id").first()
    assert event is not None
    return event


def settled(firm: Firm, field: FieldDefinition) -> None:
    """The job that deleting and restoring asks for."""
    settle_field.call(str(firm.workspace.pk), str(field.pk))


def test_a_deleted_field_keeps_its_values_and_comes_back_with_them(firm: Firm) -> None:
    field = own(firm)
    account = an_account(firm, **{field.name: "7"})
    trash_field(firm.olga, field=str(field.pk))
    settled(firm, field)
    assert field.name not in accounts(firm).by_name
    assert rows_of(firm, field) == []
    assert list(differences(firm.workspace)) == []
    actions.change(firm.olga, "account", account.pk, {"city": "Hamburg"})
    restore_field(firm.olga, field=str(field.pk))
    settled(firm, field)
    assert shown(firm, again(firm, account), field.name) == "7"
    assert [row.number for row in rows_of(firm, field)] == [Decimal(7)]
    assert list(differences(firm.workspace)) == []


def test_adding_changing_and_deleting_a_field_can_be_undone(firm: Firm) -> None:
    field = own(firm)
    change_field(firm.olga, field=str(field.pk), label="Other", places="2")
    actions.undo(firm.olga, last(firm, "field.changed").pk)
    assert str(accounts(firm).field(field.name).label) == "Budget"
    trash_field(firm.olga, field=str(field.pk))
    actions.undo(firm.olga, last(firm, "field.trashed").pk)
    assert field.name in accounts(firm).by_name
    actions.undo(firm.olga, last(firm, "field.added").pk)
    assert field.name not in accounts(firm).by_name


def test_what_was_taken_back_of_a_field_is_done_again_by_undoing_the_undo(firm: Firm) -> None:
    field, other = own(firm), own(firm, "Other")
    order_fields(firm.olga, type="account", order=f"{other.name},{field.name}")
    ordered = actions.undo(firm.olga, last(firm, "field.ordered").pk)
    assert [one.name for one in accounts(firm).added] == [field.name, other.name]
    assert ordered.batch is not None
    actions.undo(firm.olga, ordered.batch)
    assert [one.name for one in accounts(firm).added] == [other.name, field.name]

    removed = actions.undo(firm.olga, first(firm, "field.added").pk)
    assert field.name not in accounts(firm).by_name
    assert removed.batch is not None
    back = actions.undo(firm.olga, removed.batch)
    assert field.name in accounts(firm).by_name
    assert back.batch is not None
    actions.undo(firm.olga, back.batch)
    assert field.name not in accounts(firm).by_name


def test_a_later_order_stays_when_an_earlier_one_is_taken_back(firm: Firm) -> None:
    names = [own(firm, label).name for label in ("One", "Two", "Three")]
    order_fields(firm.olga, type="account", order=",".join(reversed(names)))
    event = last(firm, "field.ordered")
    order_fields(firm.olga, type="account", order=f"{names[1]},{names[0]},{names[2]}")
    with pytest.raises(Refused, match="later change stays"):
        actions.undo(firm.olga, event.pk)
    assert [one.name for one in accounts(firm).added] == [names[1], names[0], names[2]]


def test_an_order_is_taken_back_though_a_field_was_added_and_one_deleted_since(firm: Firm) -> None:
    one, two, three = (own(firm, label) for label in ("One", "Two", "Three"))
    order_fields(firm.olga, type="account", order=f"{three.name},{two.name},{one.name}")
    event = last(firm, "field.ordered")
    trash_field(firm.olga, field=str(two.pk))
    four = own(firm, "Four")
    actions.undo(firm.olga, event.pk)
    assert [each.name for each in accounts(firm).added] == [one.name, three.name, four.name]


def test_a_month_later_a_deleted_field_goes_with_its_values(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    field, other = own(firm), own(firm, "Kept")
    account = an_account(firm, **{field.name: "7", other.name: "8"})
    trash_field(firm.olga, field=str(field.pk))
    empty_fields.call()
    assert field.name in again(firm, account).own_values
    FieldDefinition.objects.visible_to(firm.olga).filter(pk=field.pk).update(
        trashed_at=clock.now() - timedelta(days=31)
    )
    empty_fields.call()
    assert again(firm, account).own_values == {other.name: "8.0"}
    assert not FieldDefinition.objects.visible_to(firm.olga).filter(pk=field.pk).exists()
    assert list(differences(firm.workspace)) == []


def deleted_long_ago(firm: Firm, field: FieldDefinition) -> None:
    """Let a field lie in the trash longer than anything is kept there."""
    trash_field(firm.olga, field=str(field.pk))
    rows = FieldDefinition.objects.visible_to(firm.olga).filter(pk=field.pk)
    rows.update(trashed_at=clock.now() - timedelta(days=31))


def test_a_field_that_was_deleted_a_month_ago_is_not_restored_and_says_why(firm: Firm) -> None:
    field = own(firm)
    deleted_long_ago(firm, field)
    with pytest.raises(Refused, match="restored for"):
        restore_field(firm.olga, field=str(field.pk))
    assert field.name not in accounts(firm).by_name


def test_a_field_whose_values_are_being_forgotten_is_not_restored(firm: Firm) -> None:
    field = own(firm)
    account = an_account(firm, **{field.name: "7"})
    deleted_long_ago(firm, field)
    actor = Actor.system(firm.workspace.pk, "a job that is cut off")
    going = purge(actor, clock.now() - timedelta(days=30))
    assert next(going) == 1
    going.close()
    # a clock that is behind makes no difference: the job decided
    with clock.travel(timedelta(days=-20)), pytest.raises(Refused):
        restore_field(firm.olga, field=str(field.pk))
    empty_fields.call()
    assert again(firm, account).own_values == {}
    assert not FieldDefinition.objects.visible_to(firm.olga).filter(pk=field.pk).exists()


def test_a_field_that_is_restored_before_its_values_go_keeps_them(firm: Firm) -> None:
    field, other = own(firm), own(firm, "Other")
    account = an_account(firm, **{field.name: "7", other.name: "8"})
    for one in (field, other):
        deleted_long_ago(firm, one)
    actor = Actor.system(firm.workspace.pk, "a job that comes too late")
    going = purge(actor, clock.now() - timedelta(days=30))
    next(going)
    # the job knows of the second already when somebody has it restored
    FieldDefinition.objects.visible_to(firm.olga).filter(pk=other.pk).update(trashed_at=None)
    list(going)
    assert again(firm, account).own_values == {other.name: "8.0"}
    assert [row.number for row in rows_of(firm, other)] == [Decimal(8)]
