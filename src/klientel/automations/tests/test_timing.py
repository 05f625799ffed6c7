"""Rules start at their moments: once each, by the firm's clock, without a flood after a stop."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from klientel.automations.actions.keeping import put
from klientel.automations.actions.pausing import pause
from klientel.automations.definition import from_json
from klientel.automations.engine.timing import look
from klientel.automations.models import Run
from klientel.automations.tests.made_up import Doings, given, make_rule, runs_of, step, when
from klientel.automations.tests.timed import START, add, at, look_at, starts
from klientel.kit import clock
from klientel.records import actions
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def test_a_date_starts_its_rule_once_at_its_hour(firm: Firm, doings: Doings) -> None:
    with clock.fixed(START):
        trigger = when("date", field="acquired_on", days=2, side="before", hour=9)
        rule = make_rule(firm, "account", trigger, step("test.do"))
        account = add(firm, acquired_on=date(2026, 4, 1))
        add(firm, "Weber", acquired_on=date(2026, 5, 1))
    look_at(firm, "2026-03-30T06:55", "2026-03-30T07:00", "2026-03-30T07:05", "2026-03-31T07:00")
    # nine o'clock in summer time
    assert starts(rule) == [at("2026-03-30T07:00")]
    assert doings.done == [(account.pk, "")]


def test_conditions_are_asked_of_the_record_at_that_moment(firm: Firm, doings: Doings) -> None:
    with clock.fixed(START):
        trigger = when("date", field="acquired_on", hour=9)
        make_rule(firm, "account", trigger, step("test.do"), given(["city", "is", "Ulm"]))
        first = add(firm, city="Ulm", acquired_on=date(2026, 4, 1))
        second = add(firm, "Weber", city="Bonn", acquired_on=date(2026, 4, 1))
    with clock.fixed(at("2026-04-01T07:02")):
        actions.change(firm.olga, "account", first, {"city": "Bonn"})
        actions.change(firm.olga, "account", second, {"city": "Ulm"})
    look_at(firm, "2026-04-01T07:05")
    assert doings.done == []  # the database is asked as it is now, so the first is not found
    with clock.fixed(at("2026-04-01T07:06")):
        assert look(firm.workspace.pk) == 0


def test_after_a_stop_of_days_each_record_starts_once(firm: Firm, doings: Doings) -> None:
    with clock.fixed(START):
        trigger = when("schedule", every=1, unit="day", hour=8, begins_on="2026-03-26")
        rule = make_rule(firm, "account", trigger, step("test.do"))
        accounts = [add(firm), add(firm, "Weber")]
    look_at(firm, "2026-04-02T10:00", "2026-04-02T10:05")
    assert sorted(pk for pk, _text in doings.done) == sorted(one.pk for one in accounts)
    assert len(runs_of(rule)) == 2
    look_at(firm, "2026-04-03T06:00")
    assert len(runs_of(rule)) == 4


def test_a_schedule_about_nothing_starts_once_each_time(firm: Firm, doings: Doings) -> None:
    with clock.fixed(START):
        trigger = when("schedule", every=1, unit="week", weekdays=["0"], hour=8,
                       begins_on="2026-03-23")  # fmt: skip
        rule = make_rule(firm, "", trigger, step("test.do"))
    look_at(firm, "2026-03-29T22:00", "2026-03-30T06:00", "2026-03-30T06:05", "2026-04-06T06:00")
    assert starts(rule) == [at("2026-03-30T06:00"), at("2026-04-06T06:00")]


def test_an_hour_that_the_clocks_leave_out_or_repeat_starts_once(
    firm: Firm, doings: Doings
) -> None:
    with clock.fixed(at("2026-03-28T12:00")):
        spring = make_rule(
            firm, "", when("schedule", every=1, unit="day", hour=2, begins_on="2026-03-28"),
            step("test.do"),
        )  # fmt: skip
    look_at(firm, "2026-03-29T00:30", "2026-03-29T01:00", "2026-03-29T01:05", "2026-03-29T02:00")
    assert len(starts(spring)) == 1
    with clock.fixed(at("2026-10-24T12:00")):
        autumn = make_rule(
            firm, "", when("schedule", every=1, unit="day", hour=2, begins_on="2026-10-24"),
            step("test.do"),
        )  # fmt: skip
    look_at(firm, "2026-10-25T00:00", "2026-10-25T00:30", "2026-10-25T01:00", "2026-10-25T01:30")
    assert len(starts(autumn)) == 1


def test_what_was_due_before_the_rule_was_switched_on_starts_nothing(
    firm: Firm, doings: Doings
) -> None:
    with clock.fixed(START):
        add(firm, acquired_on=date(2026, 3, 20))
        add(firm, "Weber", acquired_on=date(2026, 3, 26))
        trigger = when("date", field="acquired_on", hour=6)
        rule = make_rule(firm, "account", trigger, step("test.do"))
    look_at(firm, "2026-03-26T06:05", "2026-03-27T06:05")
    assert runs_of(rule) == []


def test_a_member_who_left_fails_the_rule_in_words_at_its_moment(
    firm: Firm, doings: Doings
) -> None:
    with clock.fixed(START):
        trigger = when("schedule", every=1, unit="day", hour=8, begins_on="2026-03-26")
        rule = make_rule(firm, "", trigger, step("test.do"), member="wim")
        firm.members["wim"].is_active = False
        firm.members["wim"].save()
    look_at(firm, "2026-03-27T06:00", "2026-03-28T06:00")
    rule.refresh_from_db()
    assert [run.state for run in runs_of(rule)] == [Run.State.FAILED]
    assert rule.paused_at is not None


def test_two_workers_that_look_together_start_each_moment_once(firm: Firm, doings: Doings) -> None:
    with clock.fixed(START):
        trigger = when("schedule", every=1, unit="day", hour=8, begins_on="2026-03-26")
        rule = make_rule(firm, "account", trigger, step("test.do"))
        add(firm)
    with clock.fixed(START + timedelta(hours=3)):
        assert look(firm.workspace.pk) == 1
        assert look(firm.workspace.pk) == 0
    assert len(runs_of(rule)) == 1


def test_a_paused_rule_that_is_saved_makes_up_for_nothing(firm: Firm, doings: Doings) -> None:
    with clock.fixed(START):
        trigger = when("date", field="acquired_on", hour=9)
        rule = make_rule(firm, "account", trigger, step("test.do"))
        add(firm, acquired_on=date(2026, 4, 1))
        later = add(firm, "Weber", acquired_on=date(2026, 4, 21))
        pause(rule, {"reason": "A placeholder is wrong."})
    look_at(firm, "2026-04-01T07:05")
    with clock.fixed(at("2026-04-20T12:00")):
        rule.refresh_from_db()
        put(firm.olga, rule, {"name": "Mended"}, from_json(rule.definition))
    look_at(firm, "2026-04-20T12:05", "2026-04-21T07:05")
    assert doings.done == [(later.pk, "")]
