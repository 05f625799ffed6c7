"""What was said is logged once, and the last contact follows however it was written."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from klientel.crm.actions.interaction import log
from klientel.crm.actions.people import add_person
from klientel.crm.models import Account, Interaction
from klientel.crm.queries import _meetings_of
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.kit.refused import NotFound, Refused
from klientel.records import actions
from klientel.records.actions.create import Draft
from tests.cast import Firm

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(firm: Firm) -> Account:
    return actions.create(firm.olga, "account", {"name": "Weber Bau", "relationship": "client"})


def last_contact(account: Account) -> object:
    return Account.objects.in_workspace(account.workspace_id).get(pk=account.pk).last_contact_at


def test_a_call_is_the_last_contact_and_a_note_is_none(firm: Firm, account: Account) -> None:
    then = clock.now() - timedelta(days=3)
    log(firm.olga, account, kind="call", body="Budget bestätigt", occurred_at=then, minutes="18")
    log(firm.olga, account, kind="note", body="Rechnung an die Holding")
    assert last_contact(account) == then
    note = Interaction.objects.visible_to(firm.olga).get(kind="note")
    assert note.is_internal
    assert note.owner_id == firm.olga.member_id


def test_an_older_call_does_not_replace_a_newer_one(firm: Firm, account: Account) -> None:
    now = clock.now()
    log(firm.olga, account, kind="call", occurred_at=now - timedelta(days=1))
    log(firm.olga, account, kind="call", occurred_at=now - timedelta(days=9))
    assert last_contact(account) == now - timedelta(days=1)


def test_the_last_contacts_of_many_are_those_of_each(firm: Firm) -> None:
    now = clock.now()
    accounts = [actions.create(firm.olga, "account", {"name": f"Firma {n}"}) for n in range(3)]
    talks = [(0, "call", 4), (0, "mail", 2), (0, "note", 1), (1, "note", 3)]
    drafts = [
        Draft({"account": accounts[n].pk, "kind": kind, "occurred_at": now - timedelta(days=days)})
        for n, kind, days in talks
    ]
    made = actions.create_many(firm.olga, "interaction", drafts, cleaned=True)
    assert [last_contact(one) for one in accounts] == [now - timedelta(days=2), None, None]
    actions.trash(firm.olga, "interaction", made[1].pk)
    assert last_contact(accounts[0]) == now - timedelta(days=4)


def test_the_nearest_meetings_are_found_past_all_that_was_only_said(
    firm: Firm, account: Account
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has statistics, and takes another way where few rows are")
    rows = _meetings_of(firm.workspace.pk, account.pk)
    assert "interaction_meetings" in rows.explain()


def test_editing_deleting_and_restoring_keep_the_last_contact_right(
    firm: Firm, account: Account
) -> None:
    now = clock.now()
    first = log(firm.olga, account, kind="call", occurred_at=now - timedelta(days=9))
    second = log(firm.olga, account, kind="call", occurred_at=now - timedelta(days=1))
    later = now - timedelta(hours=1)
    actions.change(firm.olga, "interaction", first.pk, {"occurred_at": later})
    assert last_contact(account) == later
    actions.trash(firm.olga, "interaction", first.pk)
    assert last_contact(account) == second.occurred_at
    actions.change(firm.olga, "interaction", second.pk, {"kind": "note"})
    assert last_contact(account) is None
    actions.restore(firm.olga, "interaction", first.pk)
    assert last_contact(account) == later


def test_moving_an_interaction_settles_both_accounts(firm: Firm, account: Account) -> None:
    other = actions.create(firm.olga, "account", {"name": "Andere"})
    talk = log(firm.olga, account, kind="call")
    actions.change(firm.olga, "interaction", talk.pk, {"account": other.pk})
    assert last_contact(account) is None
    assert last_contact(other) == talk.occurred_at


def test_a_meeting_to_come_is_planned_and_no_contact_yet(firm: Firm, account: Account) -> None:
    log(firm.olga, account, kind="meeting", occurred_at=clock.now() + timedelta(days=2))
    assert last_contact(account) is None
    with pytest.raises(Refused):
        log(firm.olga, account, kind="call", occurred_at=clock.now() + timedelta(days=2))


def test_the_same_form_logs_once(firm: Firm, account: Account) -> None:
    key = str(uuid7())
    for _ in range(2):
        log(firm.olga, account, kind="call", body="Einmal", key=key)
    assert Interaction.objects.visible_to(firm.olga).count() == 1


def test_an_empty_note_is_refused(firm: Firm, account: Account) -> None:
    with pytest.raises(Refused):
        log(firm.olga, account, kind="note", body="  ")


def test_somebody_of_another_account_was_not_there(firm: Firm, account: Account) -> None:
    other = actions.create(firm.olga, "account", {"name": "Andere"})
    ott = add_person(firm.olga, other, {"last_name": "Ott"})
    with pytest.raises(Refused):
        log(firm.olga, account, kind="call", contact=str(ott.pk))


def test_support_neither_sees_nor_writes_what_was_said_with_a_client(
    firm: Firm, account: Account
) -> None:
    log(firm.olga, account, kind="call", body="Vertraulich")
    support = firm.actor("sam")
    assert not Interaction.objects.visible_to(support).exists()
    with pytest.raises(NotFound):
        log(support, account.pk, kind="call", body="Hallo")
