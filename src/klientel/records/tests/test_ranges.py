"""Numbers cut into groups: in round steps, none too small, however far they lie apart."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klientel.records.fields.ranges import cut

NUMBERS = st.decimals(
    min_value=-(10**15), max_value=10**15, places=3, allow_nan=False, allow_infinity=False
)


@pytest.mark.parametrize(
    ("lowest", "highest", "bounds"),
    [
        ("0", "0", "0 1"),
        ("7", "7", "7 8"),
        ("100", "300", "100 150 200 250 300 350"),
        ("-3", "9", "-4 -2 0 2 4 6 8 10"),
        ("0", "100000", "0 10 100 1000 10000 100000 1000000"),
    ],
)
def test_a_span_is_cut_in_round_steps(lowest: str, highest: str, bounds: str) -> None:
    found = cut(Decimal(lowest), Decimal(highest))
    wanted = [Decimal(one) for one in bounds.split()]
    assert [one.low for one in found] + [found[-1].high] == wanted


@given(one=NUMBERS, other=NUMBERS)
def test_every_value_lies_in_one_range_and_there_are_few(one: Decimal, other: Decimal) -> None:
    lowest, highest = min(one, other), max(one, other)
    found = cut(lowest, highest)
    assert len(found) <= 20
    for value in (lowest, (lowest + highest) / 2, highest):
        assert sum(value in part for part in found) == 1
