"""The capture line understands what people really type, and leaves alone what is unsure."""

from __future__ import annotations

import pytest

from klientel.crm.tests.captured import understood, written
from klientel.crm.tests.spoken import (
    ENGLISH,
    GERMAN,
    MISLEADING,
    Row,
)


@pytest.mark.parametrize("row", [*GERMAN, *ENGLISH, *MISLEADING], ids=lambda row: row[0])
def test_a_sentence_is_understood(row: Row) -> None:
    assert written(understood(row[0])) == row[1:]


@pytest.mark.parametrize("seed", ["1 ", "vor ", "12:00-", " ", "\n ", "@a ", "Hansen & ", "(", "'"])
def test_a_long_odd_text_is_read_the_same_way_twice(seed: str) -> None:
    text = (seed * 2_000)[:2_000]
    first = understood(text)
    assert first == understood(text)
    assert first.seal == understood(text).seal
    assert len(first.text) <= len(text)


def test_there_are_more_than_a_hundred_sentences() -> None:
    assert len({row[0] for row in (*GERMAN, *ENGLISH, *MISLEADING)}) > 100
