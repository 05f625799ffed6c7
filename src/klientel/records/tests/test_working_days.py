"""The days a firm works on: no weekends, no holidays of its country, counted as they are named."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import translation

from klientel.records.working_days import free_days, working_days
from klientel.workspaces.models import Workspace


def firm(country: str = "DE") -> Workspace:
    return Workspace(slug="werft", name="Werft", country=country)


def test_weekends_and_holidays_are_free_and_have_names() -> None:
    with translation.override("de"):
        found = free_days(firm(), date(2026, 12, 23), date(2026, 12, 28))
    assert {day.day: name for day, name in found.items()} == {
        25: "Erster Weihnachtstag", 26: "Zweiter Weihnachtstag", 27: "Wochenende",
    }  # fmt: skip
    with translation.override("en"):
        found = free_days(firm(), date(2026, 5, 1), date(2026, 5, 2))
    assert found == {date(2026, 5, 1): "Labor Day", date(2026, 5, 2): "Weekend"}


def test_christmas_eve_is_a_working_day_by_law() -> None:
    assert working_days(firm(), date(2026, 12, 24), date(2026, 12, 24)) == 1
    assert working_days(firm(), date(2026, 12, 31), date(2026, 12, 31)) == 1


def test_other_countries_have_their_own_days() -> None:
    national = date(2026, 10, 26)
    assert working_days(firm("AT"), national, national) == 0
    assert working_days(firm("DE"), national, national) == 1
    assert working_days(firm("ZZ"), date(2026, 12, 25), date(2026, 12, 25)) == 1


@pytest.mark.parametrize("country", ["DE", "AT", "CH"])
def test_counting_agrees_with_naming_for_any_stretch(country: str) -> None:
    for begin in range(0, 420, 13):
        first = date(2025, 11, 3) + timedelta(days=begin)
        for length in (0, 1, 5, 6, 7, 30, 200, 400):
            last = first + timedelta(days=length)
            free = free_days(firm(country), first, last)
            assert working_days(firm(country), first, last) == length + 1 - len(free)


def test_a_stretch_that_ends_before_it_begins_has_no_days() -> None:
    assert working_days(firm(), date(2026, 12, 2), date(2026, 12, 1)) == 0
