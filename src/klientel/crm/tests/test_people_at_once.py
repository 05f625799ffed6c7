"""What two people say of organisations and people at the same moment stays true."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection  # noqa: F401 - the condition below reads it

from klientel.crm.actions.acquaintance import add_acquaintance
from klientel.crm.actions.affiliation import add_organisation
from klientel.crm.models import Account, Acquaintance, Affiliation, Contact
from klientel.kit.refused import Refused
from klientel.records import actions
from klientel.workspaces.rows import known_as
from tests.at_once import both_at_once
from tests.cast import Firm

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="SQLite lets one transaction write"
    ),
]


def made(firm: Firm, name: str) -> Account:
    return known_as(Account, actions.create(firm.olga, "account", {"name": name}))


def person(firm: Firm, at: Account, last_name: str) -> Contact:
    values = {"account": at.pk, "last_name": last_name}
    return known_as(Contact, actions.create(firm.olga, "contact", values))


def test_two_harmless_moves_at_once_close_no_circle(firm: Firm) -> None:
    one, other = made(firm, "Eins"), made(firm, "Zwei")

    def move(account: Account, parent: Account) -> Any:
        return actions.change(firm.olga, "account", account.pk, {"parent": parent.pk})

    def late() -> None:
        with pytest.raises(Refused, match="part of itself"):
            move(other, one)

    both_at_once(lambda: move(one, other), late)
    parents = Account.objects.in_workspace(firm.workspace.pk).values_list("name", "parent_id")
    assert dict(parents) == {"Eins": other.pk, "Zwei": None}


def test_a_person_comes_to_an_organisation_once(firm: Firm) -> None:
    there, falk = made(firm, "Verein"), person(firm, made(firm, "Nord"), "Falk")

    def add() -> None:
        add_organisation(firm.olga, falk.pk, account=there.pk)

    def late() -> None:
        with pytest.raises(Refused, match="already"):
            add()

    both_at_once(add, late)
    assert Affiliation.objects.in_workspace(firm.workspace.pk).count() == 1


def test_two_who_know_each_other_are_noted_once_from_both_sides(firm: Firm) -> None:
    falk, ott = person(firm, made(firm, "Nord"), "Falk"), person(firm, made(firm, "Süd"), "Ott")

    def late() -> None:
        with pytest.raises(Refused, match="recorded already"):
            add_acquaintance(firm.olga, ott.pk, other=falk.pk)

    both_at_once(lambda: add_acquaintance(firm.olga, falk.pk, other=ott.pk), late)
    assert Acquaintance.objects.in_workspace(firm.workspace.pk).count() == 1
