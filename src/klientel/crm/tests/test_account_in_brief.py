"""The facts of an account, its preview, and what its page says of a client who is new."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.crm.actions.account import promote
from klientel.crm.actions.interaction import log
from klientel.crm.actions.people import add_person
from klientel.crm.models import Account
from klientel.kit import clock
from klientel.records import actions
from tests.cast import Firm

pytestmark = pytest.mark.django_db

ADDRESS = {"street": "Kai 3", "postcode": "24103", "city": "Kiel", "country": "Dänemark"}


def made(firm: Firm, **values: object) -> Account:
    return actions.create(firm.olga, "account", {"name": "Weber Bau", **values})


def page_of(firm: Firm, account: Account, who: str = "olga", more: str = "") -> str:
    return firm.client(who).get(f"/werft/accounts/{account.pk}{more}").content.decode()


def test_the_address_is_one_fact_whose_parts_open_by_themselves(firm: Firm) -> None:
    account = made(firm, **ADDRESS, relationship="customer")
    page = page_of(firm, account)
    assert page.count('id="fact-address"') == 1
    # a country is told in the language of who reads
    for name, value in {**ADDRESS, "country": "Denmark"}.items():
        part = page.partition(f'id="part-{name}"')[2].partition("</span>")[0]
        assert value in part
    path = f"/werft/accounts/{account.pk}/fields/city?as=part"
    headers = {"HX-Request": "true"}
    assert 'id="part-city"' in firm.client().get(path, headers=headers).content.decode()
    given = {"city": "Husum", "expected": '"Kiel"'}
    saved = firm.client().post(path, given, headers=headers).content.decode()
    assert 'id="part-city"' in saved
    assert "Husum" in saved


def test_what_is_empty_is_offered_to_whoever_may_fill_it(firm: Firm) -> None:
    account = made(firm, relationship="customer", street="Kai 3")
    page = page_of(firm, account)
    offered = page.partition("Add a detail")[2].partition("</details>")[0]
    for name in ("postcode", "city", "country", "industry", "website"):
        assert f'id="fact-{name}"' in offered
    assert 'id="fact-street"' not in page
    assert "Add a detail" not in page_of(firm, account, "bodo")


def test_the_preview_tells_what_one_wants_to_know_before_a_call(firm: Firm) -> None:
    account = made(firm, relationship="client", owner="Olga", **ADDRESS)
    falk = add_person(firm.olga, account, {"last_name": "Falk"})
    log(firm.olga, account, kind="call", body="Zwei Varianten", contact=str(falk.pk))
    page = page_of(firm, account, more="/peek")
    assert "Zwei Varianten" in page
    assert 'class="strip"' in page
    assert page.count(">People</h2>") == 1
    assert "<span>Client</span>" in page
    assert page.count("<dt>") < 20


def test_the_preview_asks_as_often_for_a_long_history_as_for_a_short_one(firm: Firm) -> None:
    counts = []
    for talks in (2, 30):
        account = made(firm, relationship="client")
        for n in range(talks):
            log(firm.olga, account, kind="call", body=f"Anruf {n}")
        browser, path = firm.client(), f"/werft/accounts/{account.pk}/peek"
        browser.get(path)
        with CaptureQueriesContext(connection) as queries:
            browser.get(path)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


def test_a_new_client_is_not_waiting_for_too_long(firm: Firm) -> None:
    account = made(firm, relationship="customer")
    promote(firm.olga, account.pk)
    assert "time to get in touch" not in page_of(firm, account)
    long_ago = (clock.today(firm.workspace.time_zone) - timedelta(days=40)).isoformat()
    actions.change(firm.olga, "account", account.pk, {"client_since": long_ago})
    assert "time to get in touch" in page_of(firm, account)


def test_a_client_without_a_manager_says_so_once_with_the_way_to_assign(firm: Firm) -> None:
    page = page_of(firm, made(firm, relationship="client"))
    assert page.count("This account has no account manager") == 1
    banner = page.partition("This account has no account manager")[2].partition("</div>")[0]
    assert "/actions/account.assign" in banner
    looked_after = page_of(firm, made(firm, relationship="client", owner="Olga"))
    assert looked_after.count("Account manager</span>") == 0


def test_a_new_person_has_a_telephone_and_is_told_whom_they_replace(firm: Firm) -> None:
    account = made(firm)
    add_person(firm.olga, account, {"last_name": "Ihde", "first_name": "Sofia"}, decides=True)
    page = page_of(firm, account)
    assert 'name="phone" type="tel"' in page
    assert "replaces Sofia Ihde" in page


def test_an_address_of_mail_breaks_behind_its_at_and_dots(firm: Firm) -> None:
    account = made(firm, email="kontakt@weinhandel-neumann.de")
    page = page_of(firm, account)
    assert '<span class="unbroken">weinhandel-neumann.</span>' in page
