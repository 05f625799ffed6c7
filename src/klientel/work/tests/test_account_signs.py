"""What work tells of accounts: late work, requests that wait, time month by month; set by set."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.kit import clock
from klientel.records import account_signs as registry
from klientel.records import actions
from klientel.work import account_signs as signs
from klientel.work.actions import item as items
from klientel.work.actions.time import log_time
from klientel.work.tests.items import add
from tests.cast import Firm

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
TODAY = date(2026, 11, 26)


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with clock.fixed(NOW):
        yield


@pytest.fixture
def nord(firm: Firm) -> Any:
    return actions.create(firm.olga, "account", {"name": "Nord", "relationship": "client"})


def at(days: int, firm: Firm, account: Any, **values: Any) -> Any:
    """An item that was added so many days ago."""
    with clock.fixed(NOW - timedelta(days=days)):
        return add(firm, account=str(account.pk), **values)


def asked(question: Any, firm: Firm, *accounts: Any) -> list[Any]:
    found = question(firm.workspace, [one.pk for one in accounts], TODAY)
    return [found.get(one.pk) for one in accounts]


def test_late_work_speaks_against_a_client_by_its_share(firm: Firm, nord: Any) -> None:
    assert asked(signs.late_work, firm, nord) == [None]
    at(9, firm, nord, due="2026-12-01")
    at(9, firm, nord)
    (told,) = asked(signs.late_work, firm, nord)
    assert (told.points, told.text) == (100, "Nothing that is in work is late")
    # due on this day is not late, an hour that has passed is
    at(9, firm, nord, due="2026-11-26")
    at(9, firm, nord, due="2026-11-25")
    done = at(9, firm, nord, due="2026-11-20")
    items.complete(firm.olga, done)
    actions.trash(firm.olga, "work", at(9, firm, nord, due="2026-11-20").pk)
    at(9, firm, nord, kind="ticket", due="2026-11-20")
    (told,) = asked(signs.late_work, firm, nord)
    assert (told.points, told.values) == (75, {"late": 1, "count": 4})


@pytest.mark.parametrize(("long", "points"), [(0, 100), (1, 75), (3, 25), (6, 0)])
def test_requests_that_wait_for_more_than_a_week_cost(
    firm: Firm, nord: Any, long: int, points: int
) -> None:
    at(3, firm, nord, kind="ticket")
    for _one in range(long):
        at(8, firm, nord, kind="ticket")
    items.complete(firm.olga, at(30, firm, nord, kind="ticket"))
    (told,) = asked(signs.waiting_requests, firm, nord)
    assert (told.points, told.values["count"]) == (points, long + 1)


def test_nothing_is_said_of_who_has_no_request(firm: Firm, nord: Any) -> None:
    at(30, firm, nord)
    assert asked(signs.waiting_requests, firm, nord) == [None]


def spend(firm: Firm, item: Any, *months: int) -> None:
    for ago in months:
        with clock.fixed(NOW - timedelta(days=30 * ago)):
            log_time(firm.olga, item, hours="1")


def test_time_month_by_month_is_collaboration_and_little_of_it_says_nothing(
    firm: Firm, nord: Any
) -> None:
    seldom = actions.create(firm.olga, "account", {"name": "Süd"})
    asks = actions.create(firm.olga, "account", {"name": "West"})
    spend(firm, at(360, firm, nord), *range(9))
    spend(firm, at(360, firm, seldom), 0, 5)
    spend(firm, at(360, firm, asks, kind="ticket"), *range(9))
    often, few, none = asked(signs.time_spent, firm, nord, seldom, asks)
    assert often.line == "relation"
    assert (often.position > 60, often.weight) == (True, 60)
    assert (few.position < 0, few.weight) == (True, 0)
    assert none is None


def test_each_question_is_one_read_for_any_number_of_accounts(firm: Firm, nord: Any) -> None:
    others = [actions.create(firm.olga, "account", {"name": f"N{n}"}) for n in range(5)]
    for one in (nord, *others):
        at(9, firm, one, due="2026-11-20")
        at(9, firm, one, kind="ticket")
    for question in (signs.late_work, signs.waiting_requests, signs.time_spent):
        with CaptureQueriesContext(connection) as read:
            asked(question, firm, nord, *others)
        assert len(read) == 1
    with CaptureQueriesContext(connection) as read:
        assert not registry.health_signs(firm.workspace, [], TODAY)
    assert len(read) == 0


def test_a_strangers_work_says_nothing(firm: Firm, other_firm: Firm, nord: Any) -> None:
    at(9, firm, nord, due="2026-11-20")
    found = signs.late_work(other_firm.workspace, [nord.pk], TODAY)
    assert not found
