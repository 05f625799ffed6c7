"""Birthdays are read as people type them, and found by the calendar, over New Year, too."""

from __future__ import annotations

from datetime import date

import pytest

from klientel.kit import birthdays
from klientel.kit.refused import Refused

TODAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("4.5.1980", "--05041980"),
        ("1980-05-04", "--05041980"),
        ("4. Mai 1980", "--05041980"),
        ("4 May 1980", "--05041980"),
        ("04051980", "--05041980"),
        ("4.5.", "--0504"),
        ("4.5", "--0504"),
        ("4. Mai", "--0504"),
        ("May 4", "--0504"),
        ("0405", "--0504"),
        ("--05-04", "--0504"),
        ("--0504", "--0504"),
        ("29.2.", "--0229"),
        ("31.12.", "--1231"),
        ("29.2.2024", "--02292024"),
        ("4.5.80", "--05041980"),
        ("4.5.44", "--05041944"),
        ("26.11.2026", "--11262026"),
    ],
)
def test_a_birthday_is_read_with_and_without_its_year(typed: str, kept: str) -> None:
    assert birthdays.parse_birthday(typed, TODAY) == kept
    assert birthdays.parse_birthday(kept, TODAY) == kept
    assert birthdays.from_iso(birthdays.as_iso(kept)) == kept


@pytest.mark.parametrize(
    "typed", ["morgen", "+3t", "-", "Fr", "31.2.", "29.2.1981", "27.11.2026", "4.5.1900", "x" * 90]
)
def test_what_is_nobodys_birthday_is_refused_in_words(typed: str) -> None:
    with pytest.raises(Refused) as refusal:
        birthdays.parse_birthday(typed, TODAY)
    assert refusal.value.text()


def test_the_next_birthday_is_today_at_the_earliest_and_tells_the_age() -> None:
    assert birthdays.next_on("--1126", TODAY) == TODAY
    assert birthdays.next_on("--11251980", TODAY) == date(2027, 11, 25)
    assert birthdays.turns("--11251980", TODAY) == 47
    assert birthdays.turns("--1125", TODAY) is None


def test_who_was_born_on_a_leap_day_is_not_left_out_in_other_years() -> None:
    assert birthdays.next_on("--02292000", date(2027, 1, 1)) == date(2027, 2, 28)
    assert birthdays.next_on("--02292000", date(2028, 1, 1)) == date(2028, 2, 29)
    assert birthdays.days_ahead(date(2027, 2, 20), 8) == [("--0220", "--0229")]


def test_the_days_ahead_go_on_after_new_year() -> None:
    assert birthdays.days_ahead(TODAY, 30) == [("--1126", "--1226")]
    assert birthdays.days_ahead(date(2026, 12, 20), 30) == [
        ("--1220", "--1231"),
        ("--0101", "--0119"),
    ]
    assert birthdays.days_ahead(TODAY, 365) == [("--0101", "--1231")]
