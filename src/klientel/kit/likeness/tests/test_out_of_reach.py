"""What is not compared because it could not become likely is never something that would have."""

import pytest

from klientel.kit.likeness import LIKELY, compare
from klientel.kit.likeness.certainty import _most, _needed
from klientel.kit.likeness.invented import Inventor
from klientel.kit.likeness.pairs import _Blocks
from klientel.kit.likeness.spelling import likeness_of_words, may_be_alike, steps_between


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_pair_gets_more_points_than_were_thought_possible(seed: int) -> None:
    rows = Inventor(seed).rows(1_500)
    entries = [row.entry(place) for place, row in enumerate(rows)]
    blocks = _Blocks(entries)
    spared = 0
    for place, entry in enumerate(entries):
        for other in blocks.partners_of(place):
            likeness = compare(entry, entries[other], blocks.sharing)
            if likeness is None:
                continue
            points = sum(reason.points for reason in likeness.reasons if reason.points > 0)
            assert points <= _most(entry, entries[other])
            within_reach = compare(entry, entries[other], blocks.sharing, LIKELY)
            assert (within_reach == likeness) or likeness.certainty < LIKELY
            spared += within_reach is None
    assert spared, "it spares something"


@pytest.mark.parametrize("certainty", [1, 50, LIKELY, 90, 99])
def test_the_points_needed_are_those_of_the_certainty(certainty: int) -> None:
    from math import exp

    total = _needed(certainty) - 40
    assert round(100 / (1 + exp(-(total + 0.001) / 10))) == certainty
    assert round(100 / (1 + exp(-(total - 0.5) / 10))) <= certainty


def test_what_words_begin_and_end_with_costs_no_step() -> None:
    assert steps_between("schroeder", "schroder", 2) == 1
    assert steps_between("meier", "meier", 2) == 0
    assert steps_between("aab", "aba", 2) == 1, "two letters that changed places are one step"
    assert steps_between("abcabc", "abc", 3) == 3
    assert steps_between("hans", "anna", 1) == 2, "more than asked for is not counted"
    assert steps_between("meyer", "maier", 2) == 2


def test_words_that_a_look_rules_out_are_different() -> None:
    words = sorted({word for row in Inventor(4).rows(400) for word in row.entry(0).name.words})
    for one in words:
        for other in words:
            assert may_be_alike(one, other) or likeness_of_words(one, other) == 0
