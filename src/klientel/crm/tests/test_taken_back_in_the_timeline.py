"""Changes in the timeline: told in full on demand, taken back by who may, and seen to be so."""

from __future__ import annotations

import pytest

from klientel.crm.actions.account import change_stage, promote
from klientel.crm.models import Account
from klientel.events.feed import history_of
from klientel.records import actions
from klientel.records.actions.undo import undo
from tests.cast import Firm

pytestmark = pytest.mark.django_db

FRAGMENT = {"HTTP_HX_REQUEST": "true", "HTTP_HX_REQUEST_TYPE": "partial"}


@pytest.fixture
def account(firm: Firm) -> Account:
    return actions.create(firm.olga, "account", {"name": "Weber", "relationship": "customer"})


def timeline(firm: Firm, account: Account, show: str = "all", who: str = "olga") -> str:
    path = f"/werft/accounts/{account.pk}/timeline?show={show}"
    return firm.client(who).get(path).content.decode()


def test_changes_alone_are_unfolded_without_what_follows_from_them(
    firm: Firm, account: Account
) -> None:
    change_stage(firm.olga, account.pk, stage="active")
    actions.change(firm.olga, "account", account.pk, {"city": "Kiel"})
    assert " changes</summary>" in timeline(firm, account)
    page = timeline(firm, account, "system")
    assert " changes</summary>" not in page
    assert "City: – → Kiel" in page
    assert "Stage: New → Active" in page
    assert "In this stage since" not in page


def test_each_change_is_taken_back_by_who_made_it_or_leads(firm: Firm, account: Account) -> None:
    actions.change(firm.olga, "account", account.pk, {"city": "Kiel"})
    event = history_of(firm.olga, account.pk).rows[0]
    offered = {
        who: f"/werft/undo/{event.pk}" in timeline(firm, account, "system", who)
        for who in ("olga", "lena", "wim", "bodo")
    }
    assert offered == {"olga": True, "lena": True, "wim": False, "bodo": False}
    undo(firm.olga, event.pk)
    page = timeline(firm, account, "system")
    assert "<s>City: – → Kiel" in page
    assert f"/werft/undo/{event.pk}" not in page


def test_a_milestone_that_was_taken_back_is_none_any_more(firm: Firm, account: Account) -> None:
    promote(firm.olga, account.pk)
    assert "entry-milestone" in timeline(firm, account)
    undo(firm.olga, history_of(firm.olga, account.pk).rows[0].pk)
    assert "entry-milestone" not in timeline(firm, account)


def test_promoting_says_what_stays_and_what_is_added_and_then_what_is(
    firm: Firm, account: Account
) -> None:
    actions.create(firm.olga, "contact", {"last_name": "Falk", "account": str(account.pk)})
    browser, path = firm.client(), f"/werft/accounts/{account.pk}/actions/account."
    panel = browser.get(f"{path}promote", **FRAGMENT).content.decode()
    assert "<li>1 person</li>" in panel
    assert "Support no longer sees the account" in panel
    browser.post(f"{path}promote", {})
    assert "Weber is a client now" in browser.get("/werft/accounts").content.decode()
    panel = browser.get(f"{path}return_to_customer", **FRAGMENT).content.decode()
    assert "Support sees the account again." in panel
