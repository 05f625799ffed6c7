"""Facts that must not be overlooked: marked on the account, repeated beside what belongs to it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.crm.actions.people import add_person
from klientel.crm.models import Account
from klientel.kit.refused import Forbidden, Refused
from klientel.records import actions
from klientel.records.actions.catalogue import run
from klientel.records.actions.own_field import add_field
from klientel.records.types import record_types
from klientel.work.tests.items import add
from tests.cast import Firm

pytestmark = pytest.mark.django_db
PANEL = re.compile(r'<section[^>]*id="always-shown".*?</section>', re.DOTALL)


@pytest.fixture
def account(firm: Firm) -> Account:
    made = add_field(firm.olga, type="account", kind="text", label="Allergy")
    firm.workspace.refresh_from_db()
    given = {
        "name": "Weber",
        "relationship": "customer",
        "city": "Kiel",
        "email": "w@weber.example",
        str(made.name): "Nuts",
    }
    account: Account = actions.create(firm.olga, "account", given)
    return account


@pytest.fixture
def allergy(firm: Firm, account: Account) -> str:
    record_type = record_types.get("account").in_workspace(firm.workspace)
    return next(one.name for one in record_type.added)


def mark(firm: Firm, account: Account, fact: str, shown: bool = True, who: str = "olga") -> None:
    run(firm.actor(who), "account.show_always", account.pk, fact=fact, is_shown=shown)


def marked(account: Account) -> list[str]:
    row = Account.objects.in_workspace(account.workspace_id).get(pk=account.pk)
    return list(row.always_shown)


def beside(firm: Firm, record: Any, slug: str = "work") -> str:
    answer = firm.client().get(f"/werft/{slug}/{record.pk}", follow=True)
    assert answer.status_code == 200
    found = PANEL.search(answer.content.decode())
    return found[0] if found else ""


def test_a_marked_fact_stands_beside_what_belongs_to_the_account(
    firm: Firm, account: Account, allergy: str
) -> None:
    item = add(firm, "Cake", kind="order", account=account.pk)
    assert beside(firm, item) == ""
    mark(firm, account, allergy)
    for record, slug in (
        (item, "work"),
        (add_person(firm.olga, account, {"last_name": "Falk"}), "contacts"),
    ):
        text = beside(firm, record, slug)
        assert "Allergy" in text, slug
        assert "Nuts" in text, slug
        assert "Always shown" in text, slug
    assert beside(firm, account, "accounts") == ""


def test_marking_twice_is_once_and_it_is_taken_back(firm: Firm, account: Account) -> None:
    mark(firm, account, "city")
    mark(firm, account, "city")
    mark(firm, account, "phone")
    assert marked(account) == ["city", "phone"]
    mark(firm, account, "city", False)
    assert marked(account) == ["phone"]


def test_the_account_shows_the_mark_and_the_way_to_it(firm: Firm, account: Account) -> None:
    browser = firm.client()
    page = browser.get(f"/werft/accounts/{account.pk}", follow=True).content.decode()
    button = re.search(r'<button class="fact-pin"[^>]*aria-label="Always show: E-mail"[^>]*>', page)
    assert button is not None
    assert 'aria-pressed="false"' in button[0]
    path = f"/werft/accounts/{account.pk}/actions/show_always"
    assert f'hx-post="{path}"' in button[0]
    assert browser.post(path, {"fact": "email", "is_shown": "1"}).status_code in (302, 303)
    page = browser.get(f"/werft/accounts/{account.pk}", follow=True).content.decode()
    assert re.search(r'<dd class="fact-pinned">', page)
    assert browser.post(path, {"fact": "email", "is_shown": "0"}).status_code in (302, 303)
    assert marked(account) == []


def test_what_is_no_fact_is_refused_and_so_are_too_many(firm: Firm, account: Account) -> None:
    with pytest.raises(Refused):
        mark(firm, account, "own_values")
    names = ("city", "phone", "email", "street", "postcode", "country", "industry", "website")
    for name in names:
        mark(firm, account, name)
    with pytest.raises(Refused, match="At most"):
        mark(firm, account, "source")
    with pytest.raises(Forbidden):
        mark(firm, account, "city", False, who="bodo")


def test_empty_facts_and_fields_that_are_gone_say_nothing(firm: Firm, account: Account) -> None:
    item = add(firm, "Cake", kind="order", account=account.pk)
    mark(firm, account, "industry")
    rows = Account.objects.in_workspace(account.workspace_id).filter(pk=account.pk)
    rows.update(always_shown=["industry", "long_gone"])
    assert beside(firm, item) == ""


def test_marks_cost_no_question_for_each(firm: Firm, account: Account, allergy: str) -> None:
    item = add(firm, "Cake", kind="order", account=account.pk)

    def asked() -> int:
        browser = firm.client()
        browser.get(f"/werft/work/{item.pk}", follow=True)
        with CaptureQueriesContext(connection) as found:
            browser.get(f"/werft/work/{item.pk}", follow=True)
        return len(found)

    mark(firm, account, "city")
    one = asked()
    for name in ("stage", allergy):
        mark(firm, account, name)
    assert asked() == one
