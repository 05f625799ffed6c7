"""Limits of the API: one count for all processes, few writes, never a request too many."""

from __future__ import annotations

import datetime as dt

import pytest

from klientel.integrations.api.limits import PER_MINUTE, PORTION, Limited, Limiter
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.team.throttle import TooMany

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def still():
    with clock.fixed(clock.now()):
        yield


def used_up(limiters: list[Limiter], token) -> int:
    """How many requests some processes give out in turn before all of them refuse."""
    given, waiting = 0, list(limiters)
    while waiting:
        for one in list(waiting):
            try:
                one.take(token)
            except TooMany:
                waiting.remove(one)
            else:
                given += 1
    return given


def test_several_processes_count_together() -> None:
    assert used_up([Limiter(100, 7), Limiter(100, 7), Limiter(100, 7)], uuid7()) == 100


def test_what_one_process_holds_is_lost_to_the_others_for_a_minute_at_most() -> None:
    token, one, other = uuid7(), Limiter(10, 6), Limiter(10, 6)
    one.take(token)
    assert used_up([other], token) == 4
    with clock.travel(dt.timedelta(minutes=1)):
        assert used_up([other], token) == 10


def test_each_token_has_its_own() -> None:
    limiter = Limiter(3, 2)
    assert used_up([limiter], uuid7()) == used_up([limiter], uuid7()) == 3


def test_most_requests_write_nothing(django_assert_max_num_queries) -> None:
    limiter, token = Limiter(PER_MINUTE, PORTION), uuid7()
    limiter.take(token)
    with django_assert_max_num_queries(0):
        for _ in range(PORTION - 1):
            limiter.take(token)


def test_the_headers_tell_what_is_left() -> None:
    limiter, token = Limiter(10, 4), uuid7()
    left = [int(limiter.take(token)["RateLimit-Remaining"]) for _ in range(10)]
    assert left == [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]
    with pytest.raises(Limited) as refusal:
        limiter.take(token)
    assert int(refusal.value.headers["Retry-After"]) > 0


def test_several_are_taken_at_once_or_not_at_all() -> None:
    limiter, token = Limiter(10, 4), uuid7()
    limiter.take(token, 8)
    with pytest.raises(TooMany):
        limiter.take(token, 3)
    assert limiter.take(token, 2)["RateLimit-Remaining"] == "0"
