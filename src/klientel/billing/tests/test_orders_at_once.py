"""What two people do with an order at once holds: on PostgreSQL both really run together."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.db import connection

from klientel.billing.actions import line as lines
from klientel.billing.actions.fulfil import fulfil
from klientel.billing.models import Product
from klientel.billing.tests.orders import bought, order, ordered, rows
from klientel.kit.ids import uuid7
from klientel.kit.refused import Refused
from klientel.records import actions
from tests.at_once import both_at_once
from tests.cast import Firm

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite lets one transaction write"
    ),
]


def refused_or_not(do: Callable[[], Any]) -> Callable[[], None]:
    """Whoever comes second may be told so."""

    def attempt() -> None:
        with suppress(Refused):
            do()

    return attempt


@pytest.mark.parametrize("keys", ["one", "two"])
def test_two_who_fulfil_an_order_at_once_make_one_purchase(firm: Firm, keys: str) -> None:
    item, olga, wim = ordered(firm), firm.olga, firm.actor("wim")
    first = str(uuid7())
    second = first if keys == "one" else str(uuid7())
    both_at_once(
        refused_or_not(lambda: fulfil(olga, item.pk, key=first)),
        refused_or_not(lambda: fulfil(wim, item.pk, key=second)),
    )
    assert len(bought(firm)) == 1


def test_two_lines_that_are_added_at_once_stand_one_after_the_other(firm: Firm) -> None:
    item, olga, wim = order(firm), firm.olga, firm.actor("wim")
    both_at_once(
        lambda: lines.add_line(olga, item.pk, name="Brot"),
        lambda: lines.add_line(wim, item.pk, name="Torte"),
    )
    assert [one.place for one in rows(firm, item)] == [1, 2]


def test_two_products_that_are_numbered_alike_at_once_are_one(firm: Firm) -> None:
    olga, lena = firm.olga, firm.actor("lena")
    both_at_once(
        refused_or_not(lambda: actions.create(olga, "product", {"name": "A", "number": "7"})),
        refused_or_not(lambda: actions.create(lena, "product", {"name": "B", "number": "7"})),
    )
    assert Product.objects.in_workspace(firm.workspace.pk).count() == 1
