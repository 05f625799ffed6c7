"""RFM scores and words, on made-up buyers and on the log of a real shop."""

import time
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from klientel.kit import dates, rfm, tables

AS_OF = date(2026, 11, 23)
CDNOW = Path(__file__).resolve().parents[5] / "shared" / "corpus" / "cdnow" / "CDNOW_master.txt"


def test_every_combination_has_the_word_of_the_rule() -> None:
    words = Counter(
        rfm.word_of(r, f, m) for r in range(1, 6) for f in range(1, 6) for m in range(1, 6)
    )
    assert sum(words.values()) == 125
    assert rfm.word_of(3, 1, 5) == "new"
    assert rfm.word_of(2, 1, 5) == rfm.word_of(2, 2, 5) == "asleep"
    assert rfm.word_of(3, 2, 1) == "rising"
    assert rfm.word_of(2, 3, 1) == "at_risk"
    assert rfm.word_of(4, 4, 4) == "champion"
    assert rfm.word_of(5, 5, 3) == rfm.word_of(3, 5, 5) == "regular"


def test_ranks_make_fifths_and_ties_share_one_score() -> None:
    buyers = [(AS_OF - timedelta(days=n), n % 4 + 1, Decimal(7)) for n in range(100)]
    scores = rfm.scores(buyers, AS_OF)
    assert Counter(score.r for score in scores) == dict.fromkeys(range(1, 6), 20)
    assert scores[0].r == 5
    assert {score.m for score in scores} == {3}
    assert {buyer[1]: score.f for buyer, score in zip(buyers, scores, strict=True)} == {
        1: 1, 2: 2, 3: 4, 4: 5,
    }  # fmt: skip


def test_few_buyers_are_scored_by_thresholds() -> None:
    buyers = [(AS_OF, 12, Decimal(3000)), (date(2020, 1, 1), 1, Decimal(5)), (AS_OF, 1, Decimal(5))]
    assert [score.word for score in rfm.scores(buyers, AS_OF)] == ["champion", "asleep", "new"]
    assert rfm.scores([], AS_OF) == []


def test_a_buyer_has_bought() -> None:
    with pytest.raises(ValueError, match="at least once"):
        rfm.scores([(AS_OF, 0, Decimal(0))], AS_OF)


@pytest.mark.skipif(not CDNOW.exists(), reason=f"the shop's log is not at {CDNOW}")
def test_the_log_of_a_real_shop_is_read_and_scored() -> None:
    dialect = tables.sniff(CDNOW)
    assert dialect.columns == ("customer_id", "date", "number_of_cds", "dollar_value")
    day_of = dates.date_reader("%Y%m%d")
    buyers: dict[str, tuple[date, int, Decimal]] = {}
    count = 0
    for row in tables.read_rows(CDNOW, dialect):
        assert row.problem is None
        count += 1
        last, times, amount = buyers.get(row.cells[0], (date.min, 0, Decimal(0)))
        day, paid = day_of(row.cells[1]), Decimal(row.cells[3])
        buyers[row.cells[0]] = (max(last, day), times + 1, amount + paid)
    assert (len(buyers), count) == (23_570, 69_659)
    began = time.perf_counter()
    scores = rfm.scores(list(buyers.values()), date(1998, 6, 30))
    took = time.perf_counter() - began
    words = Counter(score.word for score in scores)
    print(f"\n{len(buyers)} buyers in {took * 1000:.0f} ms: {dict(words.most_common())}")
    assert words == {
        "asleep": 9321, "champion": 5059, "new": 3339, "rising": 3327, "regular": 2398,
        "at_risk": 126,
    }  # fmt: skip
