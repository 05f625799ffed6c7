"""A shop's log becomes customers and purchases, once; the real one keeps its true figures."""

from __future__ import annotations

import time
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.db.models import Sum

from klientel.crm.actions import segments
from klientel.crm.models import Account, Purchase, SegmentRun
from klientel.crm.tests.imported import row, run
from klientel.records import actions
from klientel.records.recipes import CleanRow, Options
from tests.cast import Firm

pytestmark = pytest.mark.django_db

CDNOW = Path(__file__).parents[4] / ".." / "shared" / "corpus" / "cdnow" / "CDNOW_master.txt"


def test_buyers_known_by_number_only_get_a_name_and_their_first_day(firm: Firm) -> None:
    rows = [
        row(1, "00001", date(1997, 1, 12), "12.00", quantity=Decimal(1)),
        row(2, "00001", date(1997, 1, 1), "11.77", quantity=Decimal(1)),
        row(3, "00002", date(1997, 3, 3), "9.00"),
    ]
    outcome = run(firm, rows)
    assert outcome.created == {"account": 2, "purchase": 3}
    first = Account.objects.visible_to(firm.olga).get(external_number="00001")
    assert (first.name, first.relationship, first.source) == ("Kunde 00001", "customer", "import")
    assert first.acquired_on == first.first_purchase_on == date(1997, 1, 1)
    again = run(firm, rows)
    assert (again.created, again.skipped) == ({}, 3)


def test_a_purchase_to_come_is_refused(firm: Firm) -> None:
    outcome = run(firm, [row(1, "7", date(2999, 1, 1), "1.00")])
    assert outcome.created == {}
    assert [(line, refusal.field) for line, refusal in outcome.errors] == [(1, "date")]


def test_a_dry_run_counts_each_new_buyer_once_and_writes_nothing(firm: Firm) -> None:
    options = Options(source="shop.csv")
    day = date(2024, 5, 5)
    counts = [
        run(firm, [row(line, "7", day, "1.00")], dry=True, options=options).created
        for line in (1, 2)
    ]
    assert counts == [{"account": 1, "purchase": 1}, {"purchase": 1}]
    assert not Account.objects.visible_to(firm.olga).exists()


def test_lines_of_one_receipt_are_one_purchase(firm: Firm) -> None:
    day = date(2024, 5, 5)
    rows = [
        row(1, "7", day, "4.20", product="Roggenbrot", receipt="B-1"),
        row(2, "7", day, "2.40", product="Baguette", receipt="B-1"),
        row(3, "7", day, "2.40", product="Baguette", receipt="B-2"),
    ]
    assert run(firm, rows).created == {"account": 1, "purchase": 2}
    bought = Purchase.objects.in_workspace(firm.workspace.pk).get(number="B-1")
    assert (bought.amount, bought.lines_count) == (Decimal("6.60"), 2)
    assert run(firm, rows).created == {}


def test_a_row_without_a_buyer_is_told_and_the_rest_goes_on(firm: Firm) -> None:
    rows = [row(1, "", date(2024, 5, 5), "1.00"), row(2, "7", date(2024, 5, 5), "1.00")]
    outcome = run(firm, rows)
    assert [line for line, _reason in outcome.errors] == [1]
    assert outcome.created == {"account": 1, "purchase": 1}


def test_a_name_that_several_share_is_told_and_a_number_or_telephone_decides(firm: Firm) -> None:
    for number, phone in (("K-1", "+49401111111"), ("K-2", "+49402222222")):
        values = {
            "name": "Anna Schmidt", "relationship": "customer",
            "external_number": number, "phone": phone,
        }  # fmt: skip
        actions.create(firm.olga, "account", values)
    day = date(2024, 5, 5)
    told = {"name": "Anna Schmidt"}
    outcome = run(
        firm,
        [
            row(1, "", day, "1.00", **told),
            row(2, "K-2", day, "2.00", **told),
            row(3, "", day, "3.00", phone="+49402222222", **told),
        ],
    )
    assert [(line, one.field) for line, one in outcome.errors] == [(1, "name")]
    assert "tell them apart" in outcome.errors[0][1].reason
    assert outcome.created == {"purchase": 2}
    second = Account.objects.visible_to(firm.olga).get(external_number="K-2")
    assert second.purchases_total == Decimal("5.00")


@pytest.mark.skipif(not CDNOW.exists(), reason="the corpus is not beside the checkout")
def test_the_real_log_of_a_shop(firm: Firm) -> None:
    rows = []
    seen: dict[str, int] = {}
    for line, text in enumerate(CDNOW.read_text().splitlines()[1:], start=2):
        number, day, pieces, amount = text.split()
        seen[text] = seen.get(text, 0) + 1
        when = date(int(day[:4]), int(day[4:6]), int(day[6:]))
        values = {
            "number": number, "date": when, "quantity": Decimal(pieces), "amount": Decimal(amount),
        }  # fmt: skip
        rows.append(CleanRow(line, values, f"{text}|{seen[text]}"))
    started = time.perf_counter()
    for start in range(0, len(rows), 2_000):
        run(firm, rows[start : start + 2_000])
    print(f"import: {len(rows) / (time.perf_counter() - started):,.0f} rows/s")
    accounts = Account.objects.in_workspace(firm.workspace.pk)
    purchases = Purchase.objects.in_workspace(firm.workspace.pk)
    assert (accounts.count(), purchases.count()) == (23_570, 69_659)
    assert run(firm, rows[:20_000]).created == {}
    started = time.perf_counter()
    segments.recompute(firm.workspace.pk, date(2026, 11, 23))
    print(f"segments: {time.perf_counter() - started:.2f} s")
    run_ = SegmentRun.objects.in_workspace(firm.workspace.pk).get()
    assert (run_.as_of, run_.has_ended, run_.buyers) == (date(1998, 6, 30), True, 23_570)
    total = accounts.aggregate(total=Sum("purchases_total"))["total"]
    assert round(total, 2) == Decimal("2500315.63")
    assert not accounts.filter(rfm_word="").exists()
    once = accounts.filter(purchases_count=1)
    assert set(once.values_list("rfm_word", flat=True)) == {"new", "asleep"}
