"""What logging a contact refuses is refused at every door, and who left decides no longer."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from klientel.crm.actions import account as verbs
from klientel.crm.actions.interaction import log
from klientel.crm.models import Account, Contact, Interaction
from klientel.events.models import Event
from klientel.integrations.models import RowProblem
from klientel.integrations.tests.files import imported, write
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.kit.refused import Refused
from klientel.records import actions
from tests.cast import Firm

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(firm: Firm) -> Account:
    return actions.create(firm.olga, "account", {"name": "Weber Bau", "relationship": "client"})


@pytest.fixture
def other(firm: Firm) -> Account:
    return actions.create(firm.olga, "account", {"name": "Ott KG", "relationship": "client"})


def person(firm: Firm, account: Account, name: str = "Ott") -> Contact:
    return actions.create(firm.olga, "contact", {"last_name": name, "account": account.pk})


def again(account: Account) -> Account:
    return Account.objects.in_workspace(account.workspace_id).get(pk=account.pk)


def test_a_call_to_come_is_refused_at_every_door(
    firm: Firm, account: Account, tmp_path: Path
) -> None:
    tomorrow = clock.now() + timedelta(days=1)
    call = {"account": account.pk, "kind": "call", "body": "Hi", "occurred_at": tomorrow}
    with pytest.raises(Refused, match="not happened"):
        log(firm.olga, account, kind="call", body="Hi", occurred_at=tomorrow)
    with pytest.raises(Refused, match="not happened"):
        actions.create(firm.olga, "interaction", call)
    meeting = actions.create(firm.olga, "interaction", {**call, "kind": "meeting"})
    with pytest.raises(Refused, match="not happened"):
        actions.change(firm.olga, "interaction", meeting.pk, {"kind": "call"})
    held = log(firm.olga, account, kind="call", body="Hi")
    with pytest.raises(Refused, match="not happened"):
        actions.change(firm.olga, "interaction", held.pk, {"occurred_at": tomorrow})
    rows = [
        ("Text", "Kind", "Belongs to", "When"),
        ("Later", "call", "Weber Bau", f"{tomorrow:%d.%m.%Y %H:%M}"),
        ("Before", "call", "Weber Bau", "23.11.2020 10:00"),
    ]
    imported(firm.olga, write(tmp_path, rows, "talks.csv"), "interaction")
    (problem,) = RowProblem.objects.in_workspace(firm.workspace.pk).filter(is_dry=False)
    assert problem.reason == "This has not happened yet."
    bodies = Interaction.objects.visible_to(firm.olga).values_list("body", flat=True)
    assert sorted(bodies) == ["Before", "Hi", "Hi"]


def test_a_person_of_another_account_is_refused_at_every_door(
    firm: Firm, account: Account, other: Account
) -> None:
    theirs = person(firm, other)
    talk = {"account": account.pk, "kind": "call", "body": "Hi"}
    with pytest.raises(Refused, match="does not belong"):
        log(firm.olga, account, kind="call", body="Hi", contact=theirs.pk)
    with pytest.raises(Refused, match="does not belong"):
        actions.create(firm.olga, "interaction", {**talk, "contact": theirs.pk})
    mine = actions.create(firm.olga, "interaction", talk)
    with pytest.raises(Refused, match="does not belong"):
        actions.change(firm.olga, "interaction", mine.pk, {"contact": theirs.pk})
    moved = {"contact": theirs.pk, "account": other.pk}
    assert actions.change(firm.olga, "interaction", mine.pk, moved).contact_id == theirs.pk


def test_what_passed_with_somebody_who_left_stays_and_can_be_edited(
    firm: Firm, account: Account, other: Account
) -> None:
    ott = person(firm, account)
    talk = log(firm.olga, account, kind="call", body="Hi", contact=ott.pk)
    actions.change(firm.olga, "contact", ott.pk, {"account": other.pk})
    changed = actions.change(firm.olga, "interaction", talk.pk, {"body": "Hello"})
    assert (changed.contact_id, changed.account_id) == (ott.pk, account.pk)


@pytest.mark.parametrize("how", ["moves", "is deleted"])
def test_who_leaves_decides_no_longer(
    firm: Firm, account: Account, other: Account, how: str
) -> None:
    ott = person(firm, account)
    verbs.name_decider(firm.olga, account, contact=str(ott.pk))
    actions.change(firm.olga, "contact", ott.pk, {"position": "Head"})
    assert again(account).decision_maker_id == ott.pk
    if how == "moves":
        actions.change(firm.olga, "contact", ott.pk, {"account": other.pk})
    else:
        actions.trash(firm.olga, "contact", ott.pk)
    assert again(account).decision_maker_id is None
    contact = Contact.objects.in_workspace(firm.workspace.pk).get(pk=ott.pk)
    assert not contact.is_decision_maker
    told = Event.objects.in_workspace(firm.workspace.pk).filter(verb="account.decider_named")
    assert told.latest("id").member_id == firm.olga.member_id
    assert told.latest("id").facts["changes"] == {"decision_maker": [str(ott.pk), None]}


@pytest.mark.parametrize("how", ["moves", "is deleted", "is deleted with others"])
def test_undoing_that_somebody_left_lets_them_decide_again(
    firm: Firm, account: Account, other: Account, how: str
) -> None:
    ott, falk = person(firm, account), person(firm, account, "Falk")
    verbs.name_decider(firm.olga, account, contact=str(ott.pk))
    if how == "moves":
        actions.change(firm.olga, "contact", ott.pk, {"account": other.pk})
    elif how == "is deleted":
        actions.trash(firm.olga, "contact", ott.pk)
    else:
        batch = uuid7()
        actions.trash_many(firm.olga, "contact", [ott.pk, falk.pk], batch=batch)
    assert again(account).decision_maker_id is None
    left = Event.objects.in_workspace(firm.workspace.pk).filter(record_id=ott.pk).latest("id")
    actions.undo(firm.olga, left.batch or left.pk)
    contact = Contact.objects.visible_to(firm.olga).get(pk=ott.pk)
    assert (contact.account_id, contact.is_decision_maker) == (account.pk, True)
    assert again(account).decision_maker_id == ott.pk
