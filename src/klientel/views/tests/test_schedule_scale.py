"""The days that a schedule shows: whole weeks, months and quarters around a day, nothing twice."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from klientel.kit.format import format_for
from klientel.views.layouts.schedule_scale import SCALES, beside, heads_of, scale_of

DAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("days", date(2026, 11, 16), date(2026, 12, 20)),
        ("weeks", date(2026, 11, 9), date(2027, 2, 28)),
        ("months", date(2026, 10, 1), date(2027, 9, 30)),
        ("quarters", date(2026, 7, 1), date(2029, 6, 30)),
    ],
)
def test_a_scale_begins_a_little_before_its_day_and_ends_where_a_step_does(
    name: str, first: date, last: date
) -> None:
    scale = scale_of(name, DAY)
    assert (scale.first, scale.last) == (first, last)
    assert scale.at(first) == 0
    assert scale.at(last + timedelta(days=1)) == 100


@pytest.mark.parametrize("name", SCALES)
def test_the_names_above_cover_the_scale_without_a_gap_for_every_day_of_years(name: str) -> None:
    format_ = format_for("de", "Europe/Berlin")
    for number in range(0, 1_500, 17):
        scale = scale_of(name, date(2023, 12, 20) + timedelta(days=number))
        assert scale.first <= date(2023, 12, 20) + timedelta(days=number) <= scale.last
        for marks in heads_of(scale, format_):
            reached = 0.0
            for mark in marks:
                assert float(mark.at.rstrip("%")) == pytest.approx(reached, abs=0.01)
                reached += float(mark.width.rstrip("%"))
            assert reached == pytest.approx(100, abs=0.05)


@pytest.mark.parametrize("name", SCALES)
def test_later_and_earlier_again_shows_a_window_that_overlaps_the_first(name: str) -> None:
    scale, later = scale_of(name, DAY), scale_of(name, beside(name, DAY, 1))
    assert scale.first < later.first <= scale.last
    again = scale_of(name, beside(name, beside(name, DAY, 1), -1))
    assert again.first == scale.first


def test_weeks_and_months_are_named_as_people_say_them() -> None:
    format_ = format_for("de", "Europe/Berlin")
    upper, lower = heads_of(scale_of("weeks", DAY), format_)
    assert [one.label for one in upper] == [
        "November 2026", "Dezember 2026", "Januar 2027", "Februar 2027",
    ]  # fmt: skip
    assert [one.label for one in lower][:4] == ["46", "47", "48", "49"]
    upper, lower = heads_of(scale_of("days", DAY), format_)
    assert upper[0].label.startswith("KW\u00a047")
    assert [one.label for one in lower][:3] == ["16", "17", "18"]
