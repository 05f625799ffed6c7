"""What two people write at the same moment adds up: on PostgreSQL both really run at once."""

from __future__ import annotations

import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction

from klientel.crm.actions.account import name_decider
from klientel.crm.actions.interaction import log
from klientel.crm.actions.purchase import PurchaseDraft, record_purchases
from klientel.crm.actions.purchase_trash import take_back
from klientel.crm.models import Account, Contact
from klientel.events.models import Event
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.records import actions
from klientel.records.actions.create import Draft
from klientel.records.consistency import differences
from klientel.records.models import RecordRef
from klientel.workspaces.rows import known_as
from tests.at_once import _until_somebody_waits, both_at_once
from tests.cast import Firm

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="SQLite lets one transaction write"
    ),
]


@pytest.fixture
def account(firm: Firm) -> Account:
    values = {"name": "Lena Schmidt", "relationship": "customer"}
    return known_as(Account, actions.create(firm.olga, "account", values))


def again(account: Account) -> Account:
    return Account.objects.in_workspace(account.workspace_id).get(pk=account.pk)


def test_two_purchases_at_once_both_count(firm: Firm, account: Account) -> None:
    today = clock.today(firm.workspace.time_zone)

    def buy() -> None:
        record_purchases(firm.olga, [PurchaseDraft(account.pk, today, Decimal("10.00"))])

    both_at_once(buy, buy)
    found = again(account)
    assert (found.purchases_count, found.purchases_total) == (2, Decimal("20.00"))


def test_of_two_contacts_at_once_the_later_is_the_last(firm: Firm, account: Account) -> None:
    now = clock.now()

    def call(days: int) -> None:
        at = now - timedelta(days=days)
        values = {"kind": "call", "account": account.pk, "occurred_at": at}
        actions.create_many(firm.olga, "interaction", [Draft(values)], cleaned=True)

    both_at_once(lambda: call(1), lambda: call(9))
    assert again(account).last_contact_at == now - timedelta(days=1)


def test_an_undo_waits_for_an_edit_and_then_spares_it(firm: Firm, account: Account) -> None:
    actions.change(firm.olga, "account", account.pk, {"city": "Kiel"})
    event = Event.objects.in_workspace(firm.workspace.pk).latest("id")
    lena, olga = firm.actor("lena"), firm.olga
    both_at_once(
        lambda: actions.change(lena, "account", account.pk, {"city": "Husum"}),
        lambda: actions.undo(olga, event.pk),
    )
    assert again(account).city == "Husum"


def test_purchases_taken_back_twice_at_once_are_told_once(firm: Firm, account: Account) -> None:
    today = clock.today(firm.workspace.time_zone)
    record_purchases(firm.olga, [PurchaseDraft(account.pk, today, Decimal("10.00"))])
    log = Event.objects.in_workspace(firm.workspace.pk)
    event = log.get(verb="purchase.recorded")

    def back() -> None:
        with transaction.atomic():
            take_back(firm.olga, [event], uuid7())

    both_at_once(back, back)
    assert log.filter(verb="purchase.trashed").count() == 1
    assert again(account).purchases_count == 0


def confide(firm: Firm, account: Account) -> None:
    actions.share(firm.olga, "account", account.pk, privacy="named")


def note(firm: Firm, account: Account) -> None:
    values = {"kind": "note", "body": "Between us", "account": account.pk}
    actions.create(firm.olga, "interaction", values)


@pytest.mark.parametrize("noted_first", [True, False])
def test_a_note_taken_while_its_account_becomes_confidential_is_so_too(
    firm: Firm, account: Account, noted_first: bool
) -> None:
    both = [lambda: note(firm, account), lambda: confide(firm, account)]
    both_at_once(*(both if noted_first else reversed(both)))
    spine = RecordRef.objects.in_workspace(firm.workspace.pk).get(type="interaction")
    assert spine.privacy == "named"
    wim = RecordRef.objects.visible_to(firm.actor("wim"))
    assert not wim.exists()
    assert list(differences(firm.workspace)) == []


def test_a_note_edited_while_its_account_becomes_confidential_is_so_too(
    firm: Firm, account: Account
) -> None:
    talk = log(firm.olga, account, kind="note", body="Between us")
    both_at_once(
        lambda: confide(firm, account),
        lambda: actions.change(firm.olga, "interaction", talk.pk, {"body": "Still"}),
    )
    assert not RecordRef.objects.visible_to(firm.actor("wim")).exists()
    assert list(differences(firm.workspace)) == []


def test_what_is_added_while_its_account_is_deleted_is_deleted_with_it(
    firm: Firm, account: Account
) -> None:
    person = {"last_name": "Ott", "account": account.pk}
    both_at_once(
        lambda: actions.create(firm.olga, "contact", person),
        lambda: actions.trash(firm.olga, "account", account.pk),
    )
    spine = RecordRef.objects.in_workspace(firm.workspace.pk).get(type="contact")
    assert spine.trashed_at is not None
    assert list(differences(firm.workspace)) == []


def test_naming_who_decides_and_deleting_them_wait_for_each_other(
    firm: Firm, account: Account
) -> None:
    ott = actions.create(firm.olga, "contact", {"last_name": "Ott", "account": account.pk})
    name_decider(firm.olga, account.pk, contact=ott.pk)
    anna = actions.create(firm.olga, "contact", {"last_name": "Anna", "account": account.pk})
    both_at_once(
        lambda: name_decider(firm.olga, account.pk, contact=anna.pk),
        lambda: actions.trash(firm.olga, "contact", ott.pk),
    )
    assert again(account).decision_maker_id == anna.pk
    contacts = Contact.objects.in_workspace(firm.workspace.pk)
    assert [one.pk for one in contacts.filter(is_decision_maker=True)] == [anna.pk]


def test_deleting_a_person_while_their_account_is_held_is_no_deadlock(
    firm: Firm, account: Account
) -> None:
    ott = actions.create(firm.olga, "contact", {"last_name": "Ott", "account": account.pk})
    name_decider(firm.olga, account.pk, contact=ott.pk)
    begun = threading.Event()

    def hold_and_write() -> None:
        try:
            with transaction.atomic():
                actions.change(firm.olga, "account", account.pk, {"city": "Kiel"})
                begun.set()
                _until_somebody_waits()
                # the person's row, behind the account's: whoever waits must not hold it
                Contact.objects.in_workspace(firm.workspace.pk).filter(pk=ott.pk).update(
                    position="Head"
                )
        finally:
            begun.set()
            connection.close()

    thread = threading.Thread(target=hold_and_write)
    thread.start()
    assert begun.wait(10)
    # as part of a larger write, which is not tried again
    with transaction.atomic():
        actions.trash(firm.olga, "contact", ott.pk)
    thread.join(10)
    contact = Contact.objects.in_workspace(firm.workspace.pk).get(pk=ott.pk)
    assert (contact.position, contact.is_decision_maker) == ("Head", False)
    assert (again(account).city, again(account).decision_maker_id) == ("Kiel", None)
