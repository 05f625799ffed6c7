"""Ids grow with time, and the clock can be stopped."""

import threading
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klientel.kit import clock, ids

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_ids_of_the_present_grow() -> None:
    made = [ids.uuid7() for _ in range(5000)]
    assert made == sorted(set(made))
    assert {made[0].version, made[0].variant} == {7, "specified in RFC 4122"}


def test_ids_of_many_threads_differ() -> None:
    made: list[UUID] = []
    threads = [
        threading.Thread(target=lambda: made.extend(ids.uuid7() for _ in range(1000)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 4000


@given(st.datetimes(datetime(1970, 1, 1), datetime(2500, 1, 1)))
def test_an_id_tells_its_time_to_the_millisecond(naive: datetime) -> None:
    at = naive.replace(tzinfo=UTC)
    assert timedelta() <= at - ids.time_of(ids.uuid7(at)) < timedelta(milliseconds=1)


def test_ids_of_one_told_instant_grow_and_leave_the_present_alone() -> None:
    made = [ids.uuid7(NOON + timedelta(days=9000)) for _ in range(100)]
    assert made == sorted(made)
    assert ids.uuid7() < made[0]


def test_a_time_without_an_id_is_refused() -> None:
    with pytest.raises(ValueError, match="1970"):
        ids.uuid7(datetime(1969, 1, 1, tzinfo=UTC))
    with pytest.raises(ValueError, match="naive"):
        ids.uuid7(datetime(2020, 1, 1))


def test_a_fixed_clock_stands_and_travels() -> None:
    with clock.fixed(NOON):
        assert clock.now() == NOON == ids.time_of(ids.uuid7())
        with clock.travel(timedelta(days=2)), clock.travel(timedelta(hours=1)):
            assert clock.now() == NOON + timedelta(days=2, hours=1)
        assert clock.now() == NOON
    assert not clock.is_told()


def test_a_stopped_clock_stops_only_its_own_thread() -> None:
    seen: list[datetime] = []
    with clock.fixed(NOON - timedelta(days=5000)):
        thread = threading.Thread(target=lambda: seen.append(clock.now()))
        thread.start()
        thread.join()
    assert seen[0].year >= 2025


def test_a_day_is_that_of_the_zone() -> None:
    with clock.fixed(datetime(2026, 11, 23, 23, 30, tzinfo=UTC)):
        assert clock.today("Europe/Berlin") == date(2026, 11, 24)
        assert clock.today("America/New_York") == date(2026, 11, 23)


def test_a_day_starts_even_where_midnight_does_not_exist() -> None:
    start = clock.start_of_day(date(2018, 11, 4), "America/Sao_Paulo")
    assert clock.local(start, "America/Sao_Paulo").hour == 1
    assert clock.start_of_day(date(2026, 7, 1), "Europe/Berlin").hour == 22


def test_a_naive_datetime_is_no_instant() -> None:
    with pytest.raises(ValueError, match="naive"), clock.fixed(datetime(2026, 1, 1)):
        pass
    with pytest.raises(ValueError, match="naive"):
        clock.local(datetime(2026, 1, 1), "UTC")
