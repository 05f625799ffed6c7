"""Moves between segments: kept a day, told in one event a run, shown as a matrix with its lists."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.crm.actions import segments
from klientel.crm.actions.purchase import PurchaseDraft, record_purchases
from klientel.crm.models import Account, SegmentMove
from klientel.crm.segment_moves import PAGE, Period, counts, latest_move, movers
from klientel.events.models import Event
from klientel.kit import clock
from klientel.records import actions
from tests.cast import Firm

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with clock.fixed(NOW):
        yield


def a_customer(firm: Firm, name: str = "Lena", **more: Any) -> Account:
    return actions.create(
        firm.olga, "account", {"name": name, "relationship": "customer", "kind": "person", **more}
    )


def buys(firm: Firm, account: Account, day: date, times: int = 1, amount: int = 20) -> None:
    drafts = [
        PurchaseDraft(account.pk, day - timedelta(days=n), Decimal(amount)) for n in range(times)
    ]
    record_purchases(firm.olga, drafts)


def counted(firm: Firm, day: date = TODAY) -> None:
    segments.recompute(firm.workspace.pk, day)


def kept(firm: Firm) -> list[tuple[str, str, str]]:
    rows = SegmentMove.objects.in_workspace(firm.workspace.pk).order_by("moved_on", "pk")
    return [(one.was, one.became, str(one.moved_on)) for one in rows]


def again(firm: Firm, account: Account) -> Account:
    return Account.objects.in_workspace(firm.workspace.pk).get(pk=account.pk)


def test_the_first_run_finds_where_all_stand_and_keeps_no_move(firm: Firm) -> None:
    buys(firm, a_customer(firm), TODAY)
    counted(firm)
    assert kept(firm) == []


def test_a_move_is_kept_with_its_day_and_shown_on_the_account(firm: Firm) -> None:
    lena = a_customer(firm)
    buys(firm, lena, TODAY - timedelta(days=3))
    counted(firm, TODAY - timedelta(days=2))
    buys(firm, lena, TODAY - timedelta(days=1), times=2)
    counted(firm)
    lena = again(firm, lena)
    assert kept(firm) == [("new", lena.rfm_word, "2026-11-26")]
    move = latest_move(firm.olga, lena)
    assert move is not None
    page = firm.client().get(f"/werft/accounts/{lena.pk}").content.decode()
    assert "since 26 Nov 2026, before: New buyer" in page


def test_two_moves_of_a_day_are_one_and_a_way_and_back_is_none(firm: Firm) -> None:
    lena = a_customer(firm)
    buys(firm, lena, TODAY)
    counted(firm, TODAY - timedelta(days=1))
    rows = Account.objects.in_workspace(firm.workspace.pk).filter(pk=lena.pk)
    rows.update(purchases_count=2)
    counted(firm)
    rows.update(purchases_count=9)
    counted(firm)
    assert kept(firm) == [("new", again(firm, lena).rfm_word, "2026-11-26")]
    rows.update(purchases_count=1)
    counted(firm)
    assert kept(firm) == []


def test_a_run_tells_of_all_moves_in_one_event_and_the_same_again_in_none(firm: Firm) -> None:
    many = [a_customer(firm, f"K{n}") for n in range(4)]
    buys(firm, many[0], TODAY)
    counted(firm)
    for one in many[1:]:
        buys(firm, one, TODAY)
    counted(firm)
    counted(firm)
    told = Event.objects.in_workspace(firm.workspace.pk).filter(verb="segment.counted")
    assert [event.facts for event in told] == [
        {"as_of": "2026-11-26", "count": 3, "moves": {">new": 3}}
    ]


def test_more_moves_cost_no_more_statements(firm: Firm) -> None:
    first = a_customer(firm, "Erste")
    buys(firm, first, TODAY)
    counted(firm)

    def statements(count: int) -> int:
        for number in range(count):
            buys(firm, a_customer(firm, f"K{count}-{number}"), TODAY)
        with CaptureQueriesContext(connection) as asked:
            counted(firm)
        return len(asked)

    statements(1)  # what is wanted in a workspace is read once, with its first event
    assert statements(2) == statements(12)


def test_the_matrix_counts_each_account_once_and_leads_to_it(firm: Firm) -> None:
    lena, ole = a_customer(firm), a_customer(firm, "Ole")
    _move(firm, lena, "new", "regular", 10)
    _move(firm, lena, "new", "regular", 5)
    _move(firm, ole, "regular", "asleep", 200)
    period = Period(TODAY - timedelta(days=90), TODAY)
    assert counts(firm.olga, period) == {("new", "regular"): 1}
    browser = firm.client()
    page = browser.get("/werft/segments").content.decode()
    assert "1 from “New buyer” to “Regular”" in page
    address = page.split('href="segments/moves?', 1)[1].split('"', 1)[0].replace("&amp;", "&")
    people = browser.get(f"/werft/segments/moves?{address}").content.decode()
    assert "Lena" in people
    assert "21 Nov 2026" in people
    year = browser.get("/werft/segments?since=2026-01-01&until=2026-12-31").content.decode()
    assert "1 from “Regular” to “Asleep”" in year


def test_who_moved_comes_in_pages(firm: Firm) -> None:
    for number in range(PAGE + 2):
        _move(firm, a_customer(firm, f"K{number:03}"), "new", "rising", number % 7)
    period = Period(TODAY - timedelta(days=30), TODAY)
    first = movers(firm.olga, period, "new", "rising")
    assert first.next_cursor
    rest = movers(firm.olga, period, "new", "rising", first.next_cursor)
    names = [one.account.name for one in [*first.rows, *rest.rows]]
    assert len(names) == len(set(names)) == PAGE + 2
    assert rest.next_cursor is None


def test_nobody_counts_whom_they_may_not_know_of(firm: Firm, other_firm: Firm) -> None:
    _move(firm, a_customer(firm, "Geheim", relationship="client"), "new", "regular", 1)
    period = Period(TODAY - timedelta(days=30), TODAY)
    assert counts(firm.olga, period)
    assert counts(firm.actor("sam"), period) == {}
    assert counts(other_firm.actor("fremd"), period) == {}
    page = firm.client("sam").get("/werft/segments/moves?was=new&became=regular")
    assert "Geheim" not in page.content.decode()


@pytest.mark.parametrize(
    "asked", ["?since=x", "?until=31.02.2026", "?since=2026-11-20&until=2026-11-01"]
)
def test_a_strange_period_is_said_and_the_usual_one_shown(firm: Firm, asked: str) -> None:
    page = firm.client().get(f"/werft/segments{asked}")
    assert page.status_code == 422
    assert 'aria-invalid="true"' in page.content.decode()


def test_strange_segments_are_not_there_and_strange_places_the_beginning(firm: Firm) -> None:
    browser = firm.client()
    for asked in ("?was=best&became=new", "?became=", "?was=new&became=%00"):
        assert browser.get(f"/werft/segments/moves{asked}").status_code == 404
    page = browser.get("/werft/segments/moves?was=none&became=new&before=x")
    assert page.status_code == 200


def _move(firm: Firm, account: Account, was: str, became: str, ago: int) -> None:
    SegmentMove.objects.create(
        workspace_id=firm.workspace.pk,
        account_id=account.pk,
        was=was,
        became=became,
        moved_on=TODAY - timedelta(days=ago),
    )
