"""Accounts become what they are by actions, and can go back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from klientel.crm.actions import account as verbs
from klientel.crm.actions.people import add_person
from klientel.crm.models import Account, Contact
from klientel.events.models import Event
from klientel.kit import clock
from klientel.kit.refused import Forbidden, NotFound, Refused
from klientel.records import actions
from klientel.workspaces.actor import Actor
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def new(firm: Firm, **values: object) -> Account:
    return actions.create(firm.olga, "account", {"name": "Weber Bau", **values})


def again(account: Account) -> Account:
    return Account.objects.in_workspace(account.workspace_id).get(pk=account.pk)


def last_event(account: Account) -> Event:
    events = Event.objects.in_workspace(account.workspace_id).filter(account_id=account.pk)
    return events.order_by("-id").first()


def test_a_new_account_knows_its_order_its_sphere_and_its_days(firm: Firm) -> None:
    account = new(firm, name="Öko & Söhne", relationship="client", acquired_on="03.02.2024")
    assert account.name_key == "oko sohne"
    assert account.sphere == "client"
    assert account.ref == "1"
    day = account.acquired_on
    assert (account.customer_since, account.client_since, account.stage_since) == (day, day, day)


def test_a_prospect_is_no_customer_yet(firm: Firm) -> None:
    account = new(firm)
    assert (account.relationship, account.sphere) == ("prospect", "general")
    assert account.customer_since is None


def test_a_stage_is_changed_with_a_day_and_a_reason(firm: Firm) -> None:
    account = new(firm, relationship="customer")
    verbs.change_stage(firm.olga, account, stage="active", since="01.03.2024", reason="Auftrag")
    account = again(account)
    assert (account.stage, account.stage_since.isoformat()) == ("active", "2024-03-01")
    facts = last_event(account).facts
    assert (facts["reason"], facts["since"]) == ("Auftrag", "2024-03-01")
    actions.undo(firm.olga, last_event(account).pk)
    assert again(account).stage == "new"


def test_a_stage_set_in_a_cell_begins_today(firm: Firm) -> None:
    with clock.travel(timedelta(days=-40)):
        account = new(firm)
    actions.change(firm.olga, "account", account.pk, {"stage": "qualified"})
    today = clock.today(firm.workspace.time_zone)
    assert again(account).stage_since == today


def test_promotion_adds_a_manager_and_can_be_undone(firm: Firm) -> None:
    account = new(firm, relationship="customer")
    verbs.promote(firm.olga, account, manager=str(firm.olga.member_id), start="")
    account = again(account)
    assert account.is_client
    assert account.owner_id == firm.olga.member_id
    assert account.client_since == clock.today(firm.workspace.time_zone)
    with pytest.raises(Refused):
        verbs.promote(firm.olga, account)
    actions.undo(firm.olga, last_event(account).pk)
    account = again(account)
    assert (account.relationship, account.owner_id, account.sphere) == (
        "customer",
        None,
        "customer",
    )


def test_a_client_can_become_a_customer_again(firm: Firm) -> None:
    account = new(firm, relationship="client")
    verbs.return_to_customer(firm.olga, account)
    assert again(account).relationship == "customer"
    with pytest.raises(Refused):
        verbs.return_to_customer(firm.olga, account)


def test_an_account_is_assigned(firm: Firm) -> None:
    account = new(firm)
    verbs.assign(firm.olga, account, owner=str(firm.actor("lena").member_id))
    assert again(account).owner_id == firm.actor("lena").member_id


def test_only_a_person_of_the_account_decides_and_only_one_is_marked(firm: Firm) -> None:
    account, other = new(firm), new(firm, name="Andere")
    falk = add_person(firm.olga, account, {"last_name": "Falk"}, decides=True)
    ott = add_person(firm.olga, account, {"last_name": "Ott"})
    assert again(account).decision_maker_id == falk.pk
    verbs.name_decider(firm.olga, account, contact=str(ott.pk))
    marked = Contact.objects.in_workspace(account.workspace_id).filter(is_decision_maker=True)
    assert [one.last_name for one in marked] == ["Ott"]
    with pytest.raises(Refused):
        verbs.name_decider(firm.olga, other, contact=str(ott.pk))
    actions.undo(firm.olga, last_event(account).pk)
    assert [one.last_name for one in marked.all()] == ["Falk"]


def test_support_does_not_see_clients_nor_what_belongs_to_them(firm: Firm) -> None:
    client, customer = new(firm, relationship="client"), new(firm, relationship="customer")
    for one in (client, customer):
        add_person(firm.olga, one, {"last_name": f"Falk {one.relationship}"})
    support = firm.actor("sam")
    assert support.role == "support"
    seen = Account.objects.visible_to(support)
    assert [one.pk for one in seen] == [customer.pk]
    people = Contact.objects.visible_to(support)
    assert [one.account_id for one in people] == [customer.pk]
    with pytest.raises(NotFound):
        verbs.change_stage(support, client.pk, stage="active")


def test_a_stranger_finds_no_account_and_bookkeeping_changes_none(
    firm: Firm, other_firm: Firm
) -> None:
    account = new(firm, relationship="customer")
    with pytest.raises(NotFound):
        verbs.promote(other_firm.actor("fremd"), account.pk)
    with pytest.raises(Forbidden):
        verbs.promote(firm.actor("bodo"), account.pk)


def test_the_program_may_do_it_too(firm: Firm) -> None:
    account = new(firm)
    system = Actor.system(firm.workspace.pk, "test")
    verbs.change_stage(system, account, stage="former")
    assert again(account).stage == "former"
