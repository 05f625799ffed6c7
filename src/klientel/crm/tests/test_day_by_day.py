"""What a new day changes by itself: twelve months, segments, meetings that have taken place."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.crm.actions import segments
from klientel.crm.actions.figures import refresh_figures
from klientel.crm.actions.following import count_talks_now_past
from klientel.crm.actions.purchase import PurchaseDraft, record_purchases
from klientel.crm.models import Account
from klientel.kit import clock
from klientel.records import actions
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def bought(firm: Firm, name: str, *days_ago: int) -> Account:
    account = actions.create(firm.olga, "account", {"name": name, "relationship": "customer"})
    days = [today(firm) - timedelta(days=ago) for ago in days_ago]
    record_purchases(firm.olga, [PurchaseDraft(account.pk, day, Decimal(10)) for day in days])
    return account


def today(firm: Firm) -> date:
    return clock.today(firm.workspace.time_zone)


def again(account: Account) -> Account:
    return Account.objects.in_workspace(account.workspace_id).get(pk=account.pk)


def written(queries: CaptureQueriesContext) -> list[str]:
    told = [one["sql"] for one in queries.captured_queries]
    return [sql for sql in told if "UPDATE " in sql or "INSERT " in sql]


def test_a_run_that_finds_nothing_new_writes_nothing(firm: Firm) -> None:
    bought(firm, "Lena", 1, 30)
    segments.recompute(firm.workspace.pk, today(firm), thorough=True)
    for thorough in (False, True):
        with CaptureQueriesContext(connection) as queries:
            segments.recompute(firm.workspace.pk, today(firm), thorough=thorough)
        assert not written(queries)


def test_a_new_day_writes_the_figures_of_those_it_moves(firm: Firm) -> None:
    bought(firm, "Regular", 1, 30)
    leaving = bought(firm, "Leaving", 2, 364)
    segments.recompute(firm.workspace.pk, today(firm))
    assert again(leaving).purchases_12m_count == 2
    with clock.travel(timedelta(days=3)), CaptureQueriesContext(connection) as queries:
        segments.recompute(firm.workspace.pk, today(firm))
    found = again(leaving)
    assert (found.purchases_12m_count, found.purchases_prior_total) == (1, Decimal("10.00"))
    figures = [sql for sql in written(queries) if "purchases_count" in sql]
    assert len(figures) == 1


def test_the_night_mends_figures_that_are_not_what_the_purchases_say(firm: Firm) -> None:
    account = bought(firm, "Lena", 1)
    empty = actions.create(firm.olga, "account", {"name": "Nobody", "relationship": "customer"})
    segments.recompute(firm.workspace.pk, today(firm))
    accounts = Account.objects.in_workspace(firm.workspace.pk)
    accounts.filter(pk__in=[account.pk, empty.pk]).update(purchases_count=7)
    segments.recompute(firm.workspace.pk, today(firm), thorough=True)
    assert (again(account).purchases_count, again(empty).purchases_count) == (1, 0)


def test_an_ended_log_and_its_new_purchase_move_all_windows(firm: Firm) -> None:
    old = bought(firm, "Old", 400, 700)
    assert segments.recompute(firm.workspace.pk, today(firm)).has_ended
    assert again(old).purchases_12m_count == 2
    bought(firm, "New", 1)
    assert not segments.recompute(firm.workspace.pk, today(firm)).has_ended
    assert again(old).purchases_12m_count == 0
    refresh_figures(firm.workspace.pk, [old.pk], today(firm))
    assert again(old).purchases_12m_count == 0


def test_meetings_count_as_contact_although_the_server_was_off_for_days(firm: Firm) -> None:
    account = actions.create(firm.olga, "account", {"name": "Nord", "relationship": "client"})
    at = clock.now().replace(microsecond=0) + timedelta(days=1)
    meeting = {"account": str(account.pk), "kind": "meeting", "occurred_at": at.isoformat()}
    actions.create(firm.olga, "interaction", meeting)
    assert again(account).last_contact_at is None
    with clock.travel(timedelta(days=6)):
        count_talks_now_past(firm.workspace.pk)
        assert again(account).last_contact_at == at
        with CaptureQueriesContext(connection) as queries:
            count_talks_now_past(firm.workspace.pk)
    assert not written(queries)
