"""The pages of the stages: the settings, and how long an account was in which of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from klientel.crm.actions import stage as verbs
from klientel.crm.actions.account import change_stage, promote
from klientel.crm.models import Account
from klientel.crm.stage_history import PAGE, stretches_of
from klientel.crm.stages import stages_of
from klientel.events.models import Event
from klientel.integrations.tests.files import imported, write
from klientel.kit import clock
from klientel.records import actions
from klientel.records.actions.undo import undo
from klientel.records.reading import reading_of
from tests.cast import Firm

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
SETTINGS = "/werft/settings/stages"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with clock.fixed(NOW):
        yield


def an_account(firm: Firm, **values: Any) -> Account:
    return actions.create(firm.olga, "account", {"name": "Nord Media", **values})


def days_ago(days: int) -> Any:
    return clock.fixed(NOW - timedelta(days=days))


def stretches(firm: Firm, account: Account) -> list[tuple[str, str, str, str]]:
    account = Account.objects.in_workspace(firm.workspace.pk).get(pk=account.pk)
    return [
        (one.stage, str(one.since), str(one.until), one.reason)
        for one in stretches_of(firm.olga, account, "UTC")
    ]


def test_every_stage_of_an_account_is_told_with_its_days_and_its_reason(firm: Firm) -> None:
    with days_ago(100):
        account = an_account(firm)
    with days_ago(60):
        change_stage(firm.olga, account, stage="qualified", reason="Budget steht")
    with days_ago(30):
        actions.change(firm.olga, "account", account.pk, {"stage": "dormant"})
    change_stage(firm.actor("lena"), account, stage="active", since="20.11.2026")
    assert stretches(firm, account) == [
        ("active", "2026-11-20", "None", ""),
        ("dormant", "2026-10-27", "2026-11-20", ""),
        ("qualified", "2026-09-27", "2026-10-27", "Budget steht"),
        ("new", "2026-08-18", "2026-09-27", ""),
    ]
    page = firm.client().get(f"/werft/accounts/{account.pk}/stages").content.decode()
    assert "Budget steht" in page
    assert "30 days" in page
    assert "Lena" in page


def test_a_change_that_was_taken_back_never_was(firm: Firm) -> None:
    with days_ago(10):
        account = an_account(firm)
    change_stage(firm.olga, account, stage="former", reason="Verklickt")
    event = Event.objects.in_workspace(firm.workspace.pk).get(verb="account.stage_changed")
    undo(firm.olga, event.pk)
    assert stretches(firm, account) == [("new", "2026-11-16", "None", "")]


def test_a_promotion_is_a_change_of_stage_and_two_of_one_day_have_no_length(firm: Firm) -> None:
    with days_ago(5):
        account = an_account(firm)
    change_stage(firm.olga, account, stage="qualified")
    promote(firm.olga, account.pk)
    assert [one[:3] for one in stretches(firm, account)] == [
        ("active", "2026-11-26", "None"),
        ("qualified", "2026-11-26", "2026-11-26"),
        ("new", "2026-11-21", "2026-11-26"),
    ]


def test_many_stages_come_in_pages_and_a_strange_page_is_the_first(firm: Firm) -> None:
    account = an_account(firm)
    for number in range(PAGE + 3):
        change_stage(firm.olga, account, stage=("active", "dormant")[number % 2])
    browser, path = firm.client(), f"/werft/accounts/{account.pk}/stages"
    first = browser.get(path).content.decode()
    assert first.count('scope="row"') == PAGE
    assert browser.get(path, {"page": "2"}).content.decode().count('scope="row"') == 4
    for strange in ("0", "-1", "x", "99", "9" * 50, "²"):
        page = browser.get(path, {"page": strange}).content.decode()
        assert page.count('scope="row"') == PAGE
        assert "?page=2" in page


@pytest.mark.parametrize(
    ("days", "said"), [(12, "for 12 days"), (70, "for 2 months"), (1473, "for 4 years")]
)
def test_the_account_says_since_when_and_leads_to_all_stages(
    firm: Firm, days: int, said: str
) -> None:
    with days_ago(days):
        account = an_account(firm, relationship="customer")
    page = firm.client().get(f"/werft/accounts/{account.pk}").content.decode()
    since = reading_of(firm.olga).format.date(clock.today("Europe/Berlin") - timedelta(days=days))
    assert f'title="since {since}">{said}</a>' in page
    assert f'href="/werft/accounts/{account.pk}/stages"' in page


def test_the_stages_of_a_hidden_account_are_not_there(firm: Firm, other_firm: Firm) -> None:
    account = an_account(firm, relationship="client")
    path = f"accounts/{account.pk}/stages"
    assert firm.client("sam").get(f"/werft/{path}").status_code == 404
    assert other_firm.client("fremd").get(f"/fremd/{path}").status_code == 404


def test_lists_find_who_is_in_a_stage_for_longer_than_some_days(firm: Firm) -> None:
    with days_ago(40):
        an_account(firm, name="Wartet", stage="qualified")
    an_account(firm, name="Frisch", stage="qualified")
    page = firm.client().get("/werft/accounts?stage=qualified&stage_since.older=30")
    text = page.content.decode()
    assert ">Wartet<" in text
    assert ">Frisch<" not in text


def test_the_settings_rename_order_add_and_retire_with_a_way_back(firm: Firm) -> None:
    account, browser = an_account(firm, stage="dormant"), firm.client()
    page = browser.get(SETTINGS).content.decode()
    assert "1 account" in page
    given = {"do": "change", "name": "Pause", "meaning": "resting", "tone": "warn"}
    assert browser.post(f"{SETTINGS}/dormant", given).status_code == 303
    page = browser.get(SETTINGS).content.decode()
    assert "Pause" in page
    assert "/werft/undo/" in page
    move = {"do": "move", "stage": "dormant", "place": "1"}
    assert browser.post(SETTINGS, move).status_code == 303
    added = {"do": "add", "name": "Probe", "meaning": "before", "tone": "accent"}
    assert browser.post(SETTINGS, added).status_code == 303
    page = browser.post(SETTINGS, added)
    assert page.status_code == 422
    assert "Another stage has this name." in page.content.decode()
    page = browser.post(f"{SETTINGS}/dormant", {"do": "retire", "to": ""})
    assert page.status_code == 422
    assert "Choose the stage that its accounts go to." in page.content.decode()
    assert browser.post(f"{SETTINGS}/dormant", {"do": "retire", "to": "active"}).status_code == 303
    assert "accounts moved: 1" in browser.get(SETTINGS).content.decode()
    assert Account.objects.in_workspace(firm.workspace.pk).get(pk=account.pk).stage == "active"
    assert browser.post(SETTINGS, {"do": "reopen", "stage": "dormant"}).status_code == 303


def test_strange_input_on_the_settings_is_a_sentence_and_never_a_fault(firm: Firm) -> None:
    browser = firm.client()
    assert browser.get(f"{SETTINGS}/nothing").status_code == 404
    for given in ({}, {"do": "fly"}, {"do": "move", "stage": "new", "place": "x"}):
        assert browser.post(SETTINGS, given).status_code == 422
    assert browser.post(SETTINGS, {"do": "move", "stage": "?", "place": "1"}).status_code == 404
    long = {"do": "move", "stage": "new", "place": "9" * 30}
    assert browser.post(SETTINGS, long).status_code in (303, 422)


def test_a_file_may_use_the_firms_words_and_those_of_the_program(
    firm: Firm, tmp_path: Path
) -> None:
    verbs.change(firm.olga, stage="dormant", name="Winterschlaf", meaning="resting", tone="warn")
    verbs.retire(firm.olga, stage="former", to="")
    rows = [("Firma", "Phase"), ("A", "Winterschlaf"), ("B", "Aktiv"), ("C", "Ruhend"),
            ("D", "Ehemalig")]  # fmt: skip
    run = imported(firm.olga, write(tmp_path, rows), "address_book")
    found = dict(Account.objects.in_workspace(firm.workspace.pk).values_list("name", "stage"))
    assert {name: found.get(name) for name in "ABC"} == {
        "A": "dormant",
        "B": "active",
        "C": "dormant",
    }
    assert "D" not in found
    assert run.counts["errors"] == 1


def test_a_list_and_a_page_read_the_stages_once_for_all_requests(
    firm: Firm, django_assert_max_num_queries: Any
) -> None:
    verbs.add(firm.olga, name="Probe", meaning="before", tone="accent")
    an_account(firm)
    browser = firm.client()
    browser.get("/werft/accounts")
    with django_assert_max_num_queries(8):
        browser.get("/werft/accounts")
    firm.workspace.refresh_from_db()
    with django_assert_max_num_queries(0):
        stages_of(firm.workspace)
