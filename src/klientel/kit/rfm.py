"""RFM: how lately, how often and for how much buyers bought, as scores from 1 to 5 and one word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal, NamedTuple

Word = Literal["champion", "regular", "new", "rising", "at_risk", "asleep"]

# Fewer buyers than this are too few for ranks to mean anything.
ENOUGH_FOR_RANKS = 50


class Buyer(NamedTuple):
    """What counts of one buyer in the window: last purchase, number of purchases, net sum."""

    last_on: date
    times: int
    amount: Decimal


class Score(NamedTuple):
    """Recency, frequency and money from 1 (low) to 5 (high), and the word for the three."""

    r: int
    f: int
    m: int
    word: Word


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Fixed borders for few buyers: what it takes to score 5, 4, 3 and 2."""

    days: tuple[int, int, int, int] = (30, 90, 180, 365)
    counts: tuple[int, int, int, int] = (10, 5, 3, 2)
    amounts: tuple[Decimal, Decimal, Decimal, Decimal] = (
        Decimal(2000),
        Decimal(750),
        Decimal(250),
        Decimal(75),
    )


DEFAULT_THRESHOLDS = Thresholds()


def scores(
    buyers: Sequence[tuple[date, int, Decimal]],
    as_of: date,
    thresholds: Thresholds = DEFAULT_THRESHOLDS,
) -> list[Score]:
    """The score of every buyer, in the order given.

    R and M are fifths by percent rank, ties share their mean rank; F is 1 for one purchase, and
    buyers with two or more are ranked among themselves into 2 to 5. With fewer than 50 buyers the
    thresholds decide. `as_of` is the day from which recency is counted.
    """
    if any(count < 1 for _, count, _ in buyers):
        raise ValueError("a buyer has bought at least once")
    if len(buyers) < ENOUGH_FOR_RANKS:
        return [_by_thresholds(Buyer(*buyer), as_of, thresholds) for buyer in buyers]
    lasts, counts, amounts = zip(*buyers, strict=True)
    r = _shares(lasts, 5)
    m = _shares(amounts, 5)
    f = {count: 1 + share for count, share in _shares([c for c in counts if c > 1], 4).items()}
    f[1] = 1
    return [
        Score(r[last], f[count], m[amount], _WORDS[r[last], f[count], m[amount]])
        for last, count, amount in buyers
    ]


def word_of(r: int, f: int, m: int) -> Word:
    """The one word for three scores; every combination has exactly one."""
    if f == 1:
        return "new" if r >= 3 else "asleep"
    if f == 2:
        return "rising" if r >= 3 else "asleep"
    if r <= 2:
        return "at_risk"
    return "champion" if min(r, f, m) >= 4 else "regular"


_FIVE = range(1, 6)
_WORDS: dict[tuple[int, int, int], Word] = {
    (r, f, m): word_of(r, f, m) for r in _FIVE for f in _FIVE for m in _FIVE
}


def _shares(values: Sequence[Any], parts: int) -> dict[Hashable, int]:
    """For each value the part (1 to `parts`, about equally full) that its mean rank falls into."""
    total = len(values)
    found: dict[Hashable, int] = {}
    below = 0
    for value, times in sorted(Counter(values).items()):
        # Mean rank / total * parts, rounded up, in whole numbers: twice the mean rank is
        # (below + 1) + (below + times).
        found[value] = -(-parts * (2 * below + 1 + times) // (2 * total))
        below += times
    return found


def _by_thresholds(buyer: Buyer, as_of: date, thresholds: Thresholds) -> Score:
    days = (as_of - buyer.last_on).days
    r = 5 - sum(1 for border in thresholds.days if days > border)
    f = 1 + sum(1 for border in thresholds.counts if buyer.times >= border)
    m = 1 + sum(1 for border in thresholds.amounts if buyer.amount >= border)
    return Score(r, f, m, word_of(r, f, m))
