"""What orders tell of an account, and that all rooms' reasons stand on its page in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.billing import account_signs as signs
from klientel.billing.actions import line as lines
from klientel.billing.tests.orders import order, product
from klientel.crm.actions.profile import reckon_all
from klientel.crm.models import Account, RelationshipProfile
from klientel.kit import clock
from klientel.records import actions
from klientel.work.actions import item as items
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
    return client(firm, "Nord")


def client(firm: Firm, name: str) -> Any:
    values = {"name": name, "relationship": "client", "acquired_on": "2024-01-10"}
    return actions.create(firm.olga, "account", values)


def finished(firm: Firm, account: Any, due: str, days_ago: int) -> Any:
    """An order that was due on a day and finished so many days ago."""
    item = order(firm, account=str(account.pk), due=due)
    with clock.fixed(NOW - timedelta(days=days_ago)):
        items.complete(firm.olga, item)
    return item


def asked(question: Any, firm: Firm, account: Any) -> Any:
    return question(firm.workspace, [account.pk], TODAY).get(account.pk)


def test_orders_that_came_late_speak_against_it_by_their_share(firm: Firm, nord: Any) -> None:
    assert asked(signs.delivered_in_time, firm, nord) is None
    finished(firm, nord, "2026-11-24", 2)
    told = asked(signs.delivered_in_time, firm, nord)
    assert (told.points, told.values) == (100, {"count": 1})
    finished(firm, nord, "2026-11-23", 2)
    told = asked(signs.delivered_in_time, firm, nord)
    assert (told.points, told.values) == (50, {"count": 2, "late": 1})


def test_only_finished_orders_of_a_year_with_a_day_count(firm: Firm, nord: Any) -> None:
    finished(firm, nord, "2025-10-01", 400)
    order(firm, account=str(nord.pk), due="2026-11-01")
    task = order(firm, account=str(nord.pk), due="2026-11-01", kind="task")
    items.complete(firm.olga, task)
    assert asked(signs.delivered_in_time, firm, nord) is None


@pytest.mark.parametrize(("listed", "position"), [(0, 100), (2, 0), (4, -100)])
def test_what_stands_in_the_list_is_standard(
    firm: Firm, nord: Any, listed: int, position: int
) -> None:
    item, bread = order(firm, account=str(nord.pk)), product(firm)
    for number in range(4):
        what = {"product": str(bread.pk)} if number < listed else {"name": f"Idee {number}"}
        lines.add_line(firm.olga, item, quantity="1", **what)
    told = asked(signs.ordered_from_the_list, firm, nord)
    assert (told.line, told.position, told.weight) == ("offer", position, 60)


def test_two_positions_say_nothing_of_what_is_bought(firm: Firm, nord: Any) -> None:
    item = order(firm, account=str(nord.pk))
    for number in range(2):
        lines.add_line(firm.olga, item, name=f"Idee {number}", quantity="1")
    assert asked(signs.ordered_from_the_list, firm, nord) is None


def reckoned(firm: Firm, account: Any) -> tuple[Account, RelationshipProfile]:
    reckon_all(firm.workspace)
    found = Account.objects.in_workspace(firm.workspace.pk).get(pk=account.pk)
    rows = RelationshipProfile.objects.in_workspace(firm.workspace.pk)
    return found, rows.get(account_id=account.pk)


def test_late_orders_and_late_work_make_a_client_fare_worse(firm: Firm, nord: Any) -> None:
    before, _row = reckoned(firm, nord)
    finished(firm, nord, "2026-11-20", 2)
    order(firm, account=str(nord.pk), due="2026-11-20")
    order(firm, account=str(nord.pk), kind="ticket")
    now, row = reckoned(firm, nord)
    assert before.health is not None
    assert now.health is not None
    points = {text: points for points, _weight, text, _values in row.health}
    assert points["{order.pl.up} of the last year: {count}, late: {late}"] == 0
    assert points["Unfinished work: {count}, late: {late}"] == 0
    assert points["Open {ticket.pl}: {count}, none for more than {days} days"] == 100


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["Orders of the last year: 1, late: 1", "Unfinished work: 1, late: 1",
                "Open tickets: 1, none for more than 7 days",
                "Things ordered: 3, from the list of products: 0"]),
        ("de", ["Aufträge der letzten zwölf Monate: 1, davon verspätet: 1",
                "Unerledigte Arbeit: 1, davon überfällig: 1",
                "Offene Anfragen: 1, keine länger als 7 Tage",
                "Bestellt: 3, davon aus der Produktliste: 0"]),
    ],
)  # fmt: skip
def test_the_page_says_every_reason_in_the_readers_words(
    firm: Firm, nord: Any, language: str, said: list[str]
) -> None:
    item = finished(firm, nord, "2026-11-20", 2)
    for number in range(3):
        lines.add_line(firm.olga, item, name=f"Idee {number}", quantity="1")
    order(firm, account=str(nord.pk), due="2026-11-20")
    order(firm, account=str(nord.pk), kind="ticket")
    reckon_all(firm.workspace)
    user = firm.members["olga"].user
    user.language = language
    user.save()
    page = firm.client().get(f"/werft/accounts/{nord.pk}/standing").content.decode()
    for text in said:
        assert text in page


def test_reckoning_costs_as_many_reads_for_many_as_for_one(firm: Firm, nord: Any) -> None:
    def reads() -> int:
        reckon_all(firm.workspace)
        with CaptureQueriesContext(connection) as read:
            reckon_all(firm.workspace)
        return len(read)

    finished(firm, nord, "2026-11-20", 2)
    one = reads()
    for number in range(4):
        other = client(firm, f"Süd {number}")
        finished(firm, other, "2026-11-20", 2)
        order(firm, account=str(other.pk), kind="ticket")
    assert reads() == one
