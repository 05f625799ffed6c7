"""A day of hours: where things stand, how tall they are, and which stand side by side."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from klientel.views.layouts.hours import Stretch, classes, line_at, opens_at, side_by_side, stretch

BERLIN = ZoneInfo("Europe/Berlin")
#: ten o'clock in Berlin
TEN = datetime(2026, 11, 27, 9, tzinfo=UTC)


def test_it_begins_on_the_readers_clock_and_is_as_tall_as_it_lasts() -> None:
    assert stretch(TEN, TEN + timedelta(minutes=75), BERLIN) == Stretch(600, 75)


@pytest.mark.parametrize("end", [None, TEN, TEN + timedelta(minutes=5)])
def test_what_takes_no_time_can_be_pressed_all_the_same(end: datetime | None) -> None:
    assert stretch(TEN, end, BERLIN) == Stretch(600, 30)


def test_the_night_ends_it() -> None:
    late = datetime(2026, 11, 27, 22, 50, tzinfo=UTC)
    assert stretch(late, late + timedelta(hours=3), BERLIN) == Stretch(1410, 30)
    early = datetime(2026, 11, 27, 21, 0, tzinfo=UTC)
    assert stretch(early, early + timedelta(hours=30), BERLIN) == Stretch(1320, 120)


def test_an_hour_that_the_clock_tells_twice_is_no_stretch_backwards() -> None:
    before = datetime(2026, 10, 25, 0, 50, tzinfo=UTC)
    assert stretch(before, before + timedelta(minutes=20), BERLIN) == Stretch(170, 30)


def test_what_overlaps_stands_side_by_side_and_what_follows_has_the_whole_width() -> None:
    given = [Stretch(540, 60), Stretch(570, 60), Stretch(600, 60), Stretch(660, 30)]
    assert side_by_side(given) == [(0, 2), (1, 2), (0, 2), (0, 1)]


def test_three_at_once_share_the_width_with_whatever_reaches_into_them() -> None:
    given = [Stretch(540, 240), Stretch(540, 30), Stretch(540, 30), Stretch(600, 30)]
    assert side_by_side(given) == [(0, 3), (1, 3), (2, 3), (1, 3)]
    assert side_by_side([]) == []


def test_a_place_is_said_in_classes_and_never_in_more_than_the_style_knows() -> None:
    assert classes(Stretch(570, 75), 0, 1) == "at-h9 at-t3 at-o0 for-h1 for-t1 for-o5"
    assert classes(Stretch(0, 30), 8, 9).endswith("left-5 of-6")


def test_a_day_opens_in_the_morning_or_where_something_is_earlier() -> None:
    assert opens_at([]) == opens_at([Stretch(600, 30)]) == 480
    assert opens_at([Stretch(600, 30), Stretch(375, 30)]) == 375


def test_now_is_a_minute_of_the_readers_day() -> None:
    assert line_at(TEN + timedelta(minutes=47), BERLIN) == "at-h10 at-t4 at-o7"
