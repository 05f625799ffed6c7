"""Pieces that are drawn once: kept as long as they are asked for, and never more than fit."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread

import pytest

from klientel.ui import once
from klientel.ui.html import Html, escape


@pytest.fixture(autouse=True)
def a_small_store(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(once, "_drawn", {})
    monkeypatch.setattr(once, "MOST", 3)


def drawing(drawn: list[str]) -> Callable[[str], Html]:
    def macro(value: str) -> Html:
        drawn.append(value)
        return escape(value)

    return macro


def test_of_a_full_store_only_what_nobody_asked_for_longest_is_forgotten() -> None:
    drawn: list[str] = []
    macro = drawing(drawn)
    for value in "abc":
        once.once(macro, value)
    assert once.once(macro, "a") == "a"
    once.once(macro, "d")
    for value in "acd":
        once.once(macro, value)
    assert drawn == list("abcd")
    once.once(macro, "b")
    assert drawn == list("abcdb")
    assert len(once._drawn) == 3


def test_many_threads_draw_at_once_and_the_store_stays_small() -> None:
    macro, failed = drawing([]), []

    def draw(begin: int) -> None:
        try:
            for number in range(begin, begin + 200):
                assert once.once(macro, str(number % 7)) == str(number % 7)
        except BaseException as error:
            failed.append(error)

    threads = [Thread(target=draw, args=(place,)) for place in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(once._drawn) == 3
