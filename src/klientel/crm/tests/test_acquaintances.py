"""Who knows whom: seen from both sides, and at the account as a way in."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.crm.actions import acquaintance as verbs
from klientel.crm.models import Account, Acquaintance, Contact
from klientel.events.feed import history_of
from klientel.kit.refused import NotFound, Refused
from klientel.records import actions
from klientel.records.actions import share
from klientel.records.actions.merge import merge
from klientel.records.actions.undo import undo
from klientel.records.actions.unmerge import unmerge
from klientel.workspaces.rows import known_as
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def account(firm: Firm, name: str) -> Account:
    return known_as(Account, actions.create(firm.olga, "account", {"name": name}))


def person(firm: Firm, at: Account, last_name: str) -> Contact:
    values = {"account": at.pk, "last_name": last_name}
    return known_as(Contact, actions.create(firm.olga, "contact", values))


def page(firm: Firm, record: Any, name: str = "olga") -> str:
    kind = "accounts" if isinstance(record, Account) else "contacts"
    return firm.client(name).get(f"/werft/{kind}/{record.pk}").content.decode()


def rows(firm: Firm) -> list[Acquaintance]:
    return list(Acquaintance.objects.in_workspace(firm.workspace.pk).order_by("pk"))


@pytest.fixture
def falk(firm: Firm) -> Contact:
    return person(firm, account(firm, "Nord Media"), "Falk")


@pytest.fixture
def ott(firm: Firm) -> Contact:
    return person(firm, account(firm, "Süd AG"), "Ottokar")


def test_both_people_and_both_accounts_tell_of_it(firm: Firm, falk: Contact, ott: Contact) -> None:
    verbs.add_acquaintance(firm.olga, falk, other=ott.pk, how="zusammen studiert")
    for one, other in ((falk, "Ottokar"), (ott, "Falk")):
        assert other in page(firm, one)
        assert "zusammen studiert" in page(firm, one)
    for one, other in ((falk.account, "Ottokar"), (ott.account, "Falk")):
        assert "Known by" in page(firm, one)
        assert other in page(firm, one)


def test_somebody_of_the_team_is_a_way_in(firm: Firm, falk: Contact) -> None:
    lena = firm.members["lena"].pk
    verbs.add_acquaintance(firm.olga, falk, member=lena, how="Ruderverein")
    shown = page(firm, falk.account)
    assert "our team" in shown
    assert "Ruderverein" in shown


def test_two_are_noted_once_from_whichever_side(firm: Firm, falk: Contact, ott: Contact) -> None:
    verbs.add_acquaintance(firm.olga, falk, other=ott.pk)
    for one, other in ((falk, ott), (ott, falk)):
        with pytest.raises(Refused, match="recorded already"):
            verbs.add_acquaintance(firm.olga, one, other=other.pk)
    with pytest.raises(Refused, match="Everybody"):
        verbs.add_acquaintance(firm.olga, falk, other=falk.pk)
    with pytest.raises(Refused, match="Choose one"):
        verbs.add_acquaintance(firm.olga, falk)


def test_it_is_changed_and_removed_from_either_side_and_taken_back(
    firm: Firm, falk: Contact, ott: Contact
) -> None:
    row = verbs.add_acquaintance(firm.olga, falk, other=ott.pk, how="Messe")
    verbs.change_acquaintance(firm.olga, ott, entry=row.pk, how="Studium", since="2010-10-01")
    assert rows(firm)[0].how == "Studium"
    verbs.remove_acquaintance(firm.olga, ott, entry=row.pk)
    event = history_of(firm.olga, ott.pk, limit=1).rows[0]
    undo(firm.olga, event.pk)
    assert [(one.pk, one.how, str(one.since)) for one in rows(firm)] == [
        (row.pk, "Studium", "2010-10-01")
    ]


def test_who_does_not_see_the_other_learns_nothing(firm: Firm, falk: Contact, ott: Contact) -> None:
    row = verbs.add_acquaintance(firm.olga, falk, other=ott.pk, how="Geheimbund")
    share(firm.olga, "account", ott.account_id, privacy="team", team_id=firm.teams["web"].pk)
    for record in (falk, falk.account):
        shown = page(firm, record, "bea")
        assert "Ottokar" not in shown
        assert "Geheimbund" not in shown
    bea = firm.actor("bea")
    with pytest.raises(NotFound):
        verbs.remove_acquaintance(bea, falk, entry=row.pk)
    with pytest.raises(Refused, match="no access"):
        verbs.add_acquaintance(bea, person(firm, falk.account, "Neu"), other=ott.pk)


def test_merged_people_are_known_by_whom_each_was(firm: Firm, falk: Contact, ott: Contact) -> None:
    twin = person(firm, falk.account, "Falck")
    verbs.add_acquaintance(firm.olga, twin, other=ott.pk)
    verbs.add_acquaintance(firm.olga, falk, other=twin.pk)
    done = merge(firm.olga, "contact", falk.pk, [twin.pk])
    shown = page(firm, falk)
    assert "Ottokar" in shown
    assert "Falck" not in shown.partition("Known by")[2]
    unmerge(firm.olga, done.pk)
    assert "Ottokar" in page(firm, twin)


def test_the_number_of_queries_does_not_grow_with_who_is_known(firm: Firm) -> None:
    counts = []
    for number in (1, 12):
        there = account(firm, f"Verband {number}")
        main = person(firm, there, "Haupt")
        for place in range(number):
            elsewhere = account(firm, f"Haus {number}-{place}")
            other = person(firm, elsewhere, f"P{place}")
            verbs.add_acquaintance(firm.olga, main, other=other.pk)
        browser = firm.client()
        found = []
        for url in (f"/werft/accounts/{there.pk}", f"/werft/contacts/{main.pk}"):
            browser.get(url)
            with CaptureQueriesContext(connection) as queries:
                browser.get(url)
            found.append(len(queries))
        counts.append(found)
    assert counts[0] == counts[1]
    assert counts[0][0] <= 18
    assert counts[0][1] <= 13
