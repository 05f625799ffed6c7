"""Purchases are written once; figures and segments follow."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.crm.actions import segments
from klientel.crm.actions.purchase import (
    LineDraft,
    PurchaseDraft,
    record_purchases,
)
from klientel.crm.actions.purchase_trash import trash_purchase
from klientel.crm.models import Account, Purchase, PurchaseLine, SegmentRun
from klientel.events.models import Event
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.kit.refused import NotFound
from klientel.records import actions
from tests.cast import Firm

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(firm: Firm) -> Account:
    return actions.create(
        firm.olga, "account", {"name": "Lena Schmidt", "kind": "person", "relationship": "customer"}
    )


def again(account: Account) -> Account:
    return Account.objects.in_workspace(account.workspace_id).get(pk=account.pk)


def today(firm: Firm) -> date:
    return clock.today(firm.workspace.time_zone)


def buy(firm: Firm, account: Account, *days: int, amount: str = "10.00") -> int:
    return record_purchases(
        firm.olga,
        [
            PurchaseDraft(
                account.pk,
                today(firm) - timedelta(days=ago),
                Decimal(amount),
                [LineDraft("Roggenbrot", Decimal(amount), Decimal(2))],
                channel="till",
                import_key=f"{account.pk}:{ago}",
            )
            for ago in days
        ],
    )


def test_figures_follow_from_purchases(firm: Firm, account: Account) -> None:
    assert buy(firm, account, 1, 100, 400, 800) == 4
    found = again(account)
    assert (found.purchases_count, found.purchases_total) == (4, Decimal("40.00"))
    assert (found.purchases_12m_count, found.purchases_12m_total) == (2, Decimal("20.00"))
    assert found.purchases_prior_total == Decimal("10.00")
    assert found.last_purchase_on == today(firm) - timedelta(days=1)
    assert found.first_purchase_on == today(firm) - timedelta(days=800)


def test_a_known_key_adds_nothing_and_one_event_tells_of_the_batch(
    firm: Firm, account: Account
) -> None:
    buy(firm, account, 1, 2)
    assert buy(firm, account, 1, 2) == 0
    assert buy(firm, account, 2, 3) == 1
    assert again(account).purchases_count == 3
    events = Event.objects.in_workspace(account.workspace_id).filter(verb="purchase.recorded")
    assert sorted(event.facts["count"] for event in events) == [1, 2]


def test_a_deleted_purchase_leaves_the_figures_and_comes_back(firm: Firm, account: Account) -> None:
    buy(firm, account, 1, 5)
    newest = Purchase.objects.in_workspace(account.workspace_id).order_by("-bought_on").first()
    told = trash_purchase(firm.olga, account.pk, newest.pk)
    assert again(account).purchases_count == 1
    actions.undo(firm.olga, told)
    assert again(account).purchases_count == 2


def test_a_purchase_is_deleted_on_its_own_account_only_and_once(
    firm: Firm, account: Account
) -> None:
    buy(firm, account, 1)
    purchase = Purchase.objects.in_workspace(account.workspace_id).get()
    other = actions.create(firm.olga, "account", {"name": "Somebody else"})
    address = f"/{firm.slug}/accounts/{{}}/purchases/{purchase.pk}/trash"
    assert firm.client().post(address.format(other.ref)).status_code == 404
    assert again(account).purchases_count == 1
    assert firm.client().post(address.format(account.ref)).status_code == 303
    assert firm.client().post(address.format(account.ref)).status_code == 404
    assert again(account).purchases_count == 0


def test_an_undo_of_many_purchases_costs_what_one_does(
    firm: Firm,
) -> None:
    def bought(batch: UUID, *names: str) -> None:
        drafts = [
            PurchaseDraft(
                actions.create(firm.olga, "account", {"name": name}).pk, today(firm), Decimal(5)
            )
            for name in names
        ]
        record_purchases(firm.olga, drafts, batch=batch)

    first, second = uuid7(), uuid7()
    bought(first, "A")
    bought(second, *(f"B{number}" for number in range(30)))
    with CaptureQueriesContext(connection) as one:
        actions.undo(firm.olga, first)
    with CaptureQueriesContext(connection) as many:
        done = actions.undo(firm.olga, second)
    # the figures of each account are a statement of their own, sent together
    writes = [query for query in many if not query["sql"].startswith("UPDATE crm_account")]
    assert done.count == 30
    assert len(writes) <= len(one) + 1
    assert not Purchase.objects.in_workspace(firm.workspace.pk).filter(trashed_at=None).exists()
    actions.undo(firm.olga, done.batch)
    assert Purchase.objects.in_workspace(firm.workspace.pk).filter(trashed_at=None).count() == 30


def test_a_batch_is_taken_back_whole(firm: Firm, account: Account) -> None:
    buy(firm, account, 1, 5)
    event = Event.objects.in_workspace(account.workspace_id).get(verb="purchase.recorded")
    actions.undo(firm.olga, event.pk)
    found = again(account)
    assert (found.purchases_count, found.last_purchase_on) == (0, None)
    assert PurchaseLine.objects.in_workspace(account.workspace_id).count() == 2


def test_nobody_buys_for_an_account_they_do_not_see(
    firm: Firm, other_firm: Firm, account: Account
) -> None:
    draft = PurchaseDraft(account.pk, today(firm), Decimal(1))
    with pytest.raises(NotFound):
        record_purchases(other_firm.actor("fremd"), [draft])
    assert not Purchase.objects.in_workspace(account.workspace_id).exists()


def test_a_log_that_ended_is_seen_as_of_its_last_day(firm: Firm, account: Account) -> None:
    buy(firm, account, 400, 500)
    run = segments.recompute(account.workspace_id, today(firm))
    assert (run.has_ended, run.as_of) == (True, today(firm) - timedelta(days=400))
    found = again(account)
    assert found.purchases_12m_count == 2
    assert found.rfm_word == "rising"


def test_segments_are_of_today_while_there_are_purchases(firm: Firm, account: Account) -> None:
    buy(firm, account, 3)
    segments.recompute(account.workspace_id, today(firm))
    run = segments.recompute(account.workspace_id, today(firm))
    assert (run.has_ended, run.as_of, run.buyers) == (False, today(firm), 1)
    assert again(account).rfm_word == "new"
    assert SegmentRun.objects.in_workspace(account.workspace_id).count() == 1
    newest = Purchase.objects.in_workspace(account.workspace_id).get()
    trash_purchase(firm.olga, account.pk, newest.pk)
    segments.recompute(account.workspace_id, today(firm))
    assert again(account).rfm_word == ""


def test_a_program_records_and_deletes_a_purchase_by_name(firm: Firm) -> None:
    account = actions.create(firm.olga, "account", {"name": "Ott", "relationship": "customer"})
    given = {"date": "2026-10-01", "amount": "12,50", "product": "Tea", "quantity": "2"}
    actions.run(firm.olga, "purchase.record", account.pk, **given)
    purchase = Purchase.objects.in_workspace(firm.workspace.pk).get(account=account)
    assert (purchase.amount, purchase.lines_count) == (Decimal("12.50"), 1)
    actions.run(firm.olga, "purchase.trash", account.pk, purchase=str(purchase.pk))
    for key in (str(purchase.pk), "nonsense"):
        with pytest.raises(NotFound):
            actions.run(firm.olga, "purchase.trash", account.pk, purchase=key)
    text = firm.client().get(f"/werft/accounts/{account.pk}").content.decode()
    assert "/actions/purchase." not in text
