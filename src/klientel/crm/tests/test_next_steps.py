"""The next step of an account in lists: kept by itself, ordered, filtered, told in cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.crm.models import Account, Interaction
from klientel.kit import clock
from klientel.records.actions import trash
from klientel.records.actions.catalogue import run
from klientel.records.actions.change import change
from klientel.records.actions.create import create
from klientel.records.actions.trash import restore
from tests.cast import Firm

pytestmark = pytest.mark.django_db
TITLES = re.compile(r'name="selected"[^>]* aria-label="Select ([^"]+)"')
TODAY = date(2026, 11, 26)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.fixed(datetime(2026, 11, 26, 9, 0, tzinfo=UTC)):
        yield


@pytest.fixture
def account(firm: Firm) -> Account:
    return an_account(firm, "Nord Media")


def an_account(firm: Firm, name: str, **more: Any) -> Account:
    made: Account = create(firm.olga, "account", {"name": name, "relationship": "client", **more})
    return made


def agreed(firm: Firm, account: Account, text: str, on: date | None) -> Interaction:
    given = {"account": account.pk, "kind": "call", "next_step": text, "next_step_on": on}
    made: Interaction = create(firm.olga, "interaction", given)
    return made


def next_step(account: Account) -> tuple[str, date | None]:
    found = Account.objects.in_workspace(account.workspace_id).get(pk=account.pk)
    return found.next_step, found.next_step_on


def listed(firm: Firm, query: str) -> list[str]:
    page = firm.client().get(f"/werft/accounts?{query}")
    assert page.status_code == 200
    return TITLES.findall(page.content.decode())


def test_the_step_that_is_due_first_is_the_next_one(firm: Firm, account: Account) -> None:
    agreed(firm, account, "Some day", None)
    assert next_step(account) == ("Some day", None)
    agreed(firm, account, "Later", TODAY + timedelta(days=9))
    agreed(firm, account, "Send texts", TODAY + timedelta(days=2))
    assert next_step(account) == ("Send texts", TODAY + timedelta(days=2))


def test_done_changed_moved_deleted_and_restored_steps_are_followed(
    firm: Firm, account: Account
) -> None:
    other = an_account(firm, "Otte")
    first = agreed(firm, account, "First", TODAY)
    second = agreed(firm, account, "Second", TODAY + timedelta(days=3))
    run(firm.olga, "interaction.finish_step", first)
    assert next_step(account)[0] == "Second"
    change(firm.olga, "interaction", second, {"next_step": "Third", "next_step_on": TODAY})
    assert next_step(account) == ("Third", TODAY)
    change(firm.olga, "interaction", second, {"account": other.pk})
    assert next_step(account) == ("", None)
    assert next_step(other)[0] == "Third"
    trash(firm.olga, "interaction", second)
    assert next_step(other) == ("", None)
    restore(firm.olga, "interaction", second)
    assert next_step(other)[0] == "Third"
    change(firm.olga, "interaction", second, {"next_step": ""})
    assert next_step(other) == ("", None)


def test_a_list_shows_orders_and_filters_by_it(firm: Firm, account: Account) -> None:
    late, without = an_account(firm, "Late"), an_account(firm, "Without")
    agreed(firm, account, "Send texts", TODAY + timedelta(days=1))
    agreed(firm, late, "Ring them", TODAY - timedelta(days=2))
    assert listed(firm, "cols=name,next_step&sort=next_step") == [
        "Late", "Nord Media", without.name,
    ]  # fmt: skip
    assert listed(firm, "next_step.empty=") == ["Without"]
    assert listed(firm, "next_step=texts") == ["Nord Media"]
    assert listed(firm, "next_step_on.before=2026-11-26") == ["Late"]
    text = firm.client().get("/werft/accounts?relationship=client").content.decode()
    assert re.search(r'class="warn">.{0,300}2 days ago</span> Ring them', text, re.DOTALL)
    assert re.search(r"tomorrow</span> Send texts", text)


def test_all_together_have_one_column_for_how_they_are_and_one_for_what_is_up(firm: Firm) -> None:
    client = an_account(firm, "Nord Media")
    agreed(firm, client, "Send texts", TODAY)
    buyer = an_account(firm, "Weber", relationship="customer")
    maybe = an_account(firm, "Maybe", relationship="prospect")
    rows = Account.objects.in_workspace(client.workspace_id)
    rows.filter(pk=client.pk).update(health=82)
    rows.filter(pk=maybe.pk).update(lead_score=64, health=None)
    rows.filter(pk=buyer.pk).update(
        purchases_12m_count=4, rfm_word="rising", health=None, lead_score=None
    )
    text = firm.client().get("/werft/accounts").content.decode()
    heads = re.findall(r'<th[^>]*data-col="(\w+)"', text)
    assert heads == ["name", "relationship", "stage", "rating", "last_contact", "care"]
    assert "Good 82" in text
    assert ">64<" in text
    assert "4 purchases" in text
    assert "today</span> Send texts" in text


def test_more_accounts_with_steps_cost_no_more_questions(firm: Firm) -> None:
    def asked() -> int:
        browser = firm.client()
        browser.get("/werft/accounts?sort=next_step")
        with CaptureQueriesContext(
            connection,
        ) as found:
            browser.get("/werft/accounts?sort=next_step")
        return len(found)

    agreed(firm, an_account(firm, "One"), "Ring", TODAY)
    few = asked()
    for number in range(12):
        agreed(firm, an_account(firm, f"More {number}"), "Ring", TODAY + timedelta(days=number))
    assert asked() == few


def test_programs_read_it_and_cannot_set_it(firm: Firm, account: Account) -> None:
    agreed(firm, account, "Send texts", TODAY)
    path = f"/werft/accounts/{account.pk}/fields/next_step"
    answer = firm.client().post(path, {"next_step": "x"})
    assert answer.status_code in (403, 404, 422)
    assert next_step(account)[0] == "Send texts"
