"""The receipt of an order: what was ordered on paper, for whoever sees the order."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.billing.actions import line as lines
from klientel.billing.actions.fulfil import fulfil
from klientel.billing.tests.orders import order, ordered, rows
from klientel.records.actions import change
from klientel.work.models import WorkItem
from klientel.work.tests.items import add
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def receipt(firm: Firm, item: WorkItem, who: str = "olga") -> str:
    answer = firm.client(who).get(f"/werft/work/{item.pk}/receipt")
    assert answer.status_code == 200
    return answer.text


def test_it_tells_what_for_whom_and_until_when(firm: Firm) -> None:
    item = order(firm)
    change(firm.olga, "work", item.pk, {"due": "2026-12-02 08:00"})
    lines.add_line(firm.olga, item, name="Roggenbrot", quantity="2", unit="H87", note="geschnitten")
    page = receipt(firm, item)
    for text in ("Roggenbrot", "geschnitten", item.title, item.ref, "2 Dec 2026", "8:00"):
        assert text in page, text
    assert "data-prints" in page
    drawn = firm.client().get(f"/werft/work/{item.pk}", follow=True).text
    assert f"/werft/work/{item.pk}/receipt" in drawn


def test_what_was_fulfilled_stands_beside_what_was_ordered(firm: Firm) -> None:
    item = ordered(firm)
    fulfil(firm.olga, item, quantities={str(rows(firm, item)[0].pk): "1"})
    page = receipt(firm, item)
    told = re.findall(r'<td class="nowrap">([^<]+)</td>', page)
    assert [one.replace("\xa0", " ") for one in told] == ["2 pc.", "1 pc.", "0.5 kg", "–"]
    assert "Lena" in page


def test_it_is_none_of_work_without_positions_nor_for_strangers(
    firm: Firm, other_firm: Firm
) -> None:
    task = add(firm)
    assert firm.client().get(f"/werft/work/{task.pk}/receipt").status_code == 404
    theirs = order(firm)
    assert other_firm.client("fremd").get(f"/werft/work/{theirs.pk}/receipt").status_code == 404


def test_any_number_of_positions_takes_the_same_queries(firm: Firm) -> None:
    def asked(item: WorkItem) -> int:
        receipt(firm, item)
        with CaptureQueriesContext(connection) as seen:
            receipt(firm, item)
        return len(seen)

    few, many = order(firm), order(firm)
    lines.add_line(firm.olga, few, name="Brot", quantity="1", unit="H87")
    for number in range(12):
        lines.add_line(firm.olga, many, name=f"Brot {number}", quantity="1", unit="H87")
    assert asked(few) == asked(many)
