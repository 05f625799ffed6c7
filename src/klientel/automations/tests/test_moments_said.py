"""Times to the minute, one single moment, and schedules that end on a day or after some times."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from klientel.automations.checking import settled
from klientel.automations.definition import Definition, Step, When
from klientel.automations.tests.made_up import Doings, make_rule, step, when
from klientel.automations.tests.timed import START, add, at, look_at, starts
from klientel.automations.wording import Wording
from klientel.kit import clock
from klientel.kit.refused import Invalid
from klientel.records.reading import reading_for
from tests.cast import Firm

pytestmark = pytest.mark.django_db
DAILY = {"unit": "day", "every": "1", "begins_on": "2026-03-26", "hour": "9", "minute": "30"}


def rule_at(firm: Firm, kind: str, about: str = "", **params: Any) -> Any:
    with clock.fixed(START):
        return make_rule(firm, about, when(kind, **params), step("test.do"))


def said(firm: Firm, kind: str, language: str, **params: Any) -> str:
    with translation.override(language):
        reading = reading_for(firm.workspace, language=language)
        definition = Definition("", (When(kind, params),))
        return Wording(firm.olga, reading).begun(definition)


def test_a_single_moment_comes_once_to_the_minute(firm: Firm, doings: Doings) -> None:
    rule = rule_at(firm, "moment", day="2026-03-27", hour="14", minute="45")
    look_at(firm, "2026-03-27T13:44", "2026-03-27T13:45", "2026-03-28T13:45", "2027-03-27T13:45")
    assert starts(rule) == [at("2026-03-27T13:45")]


def test_a_single_moment_comes_for_every_record(firm: Firm, doings: Doings) -> None:
    with clock.fixed(START):
        ids = {add(firm, name).pk for name in ("Ott", "Weber")}
    rule_at(firm, "moment", "account", day="2026-03-27", hour="14", minute="45")
    look_at(firm, "2026-03-27T13:50")
    assert {pk for pk, _text in doings.done} == ids


def test_a_schedule_ends_with_its_last_day(firm: Firm, doings: Doings) -> None:
    rule = rule_at(firm, "schedule", until="2026-03-27", **DAILY)
    look_at(firm, "2026-03-26T08:30", "2026-03-27T08:30", "2026-03-28T08:30", "2026-03-30T08:30")
    assert len(starts(rule)) == 2


def test_a_schedule_ends_after_some_times_however_long_nobody_looked(
    firm: Firm, doings: Doings
) -> None:
    rule = rule_at(firm, "schedule", count="2", **DAILY)
    look_at(firm, "2026-03-26T08:30", "2026-03-27T08:30", "2026-03-28T08:30", "2026-06-01T08:30")
    assert len(starts(rule)) == 2


def test_both_ends_at_once_are_refused(firm: Firm) -> None:
    both = When("schedule", {**DAILY, "until": "2026-05-01", "count": "3"})
    note = Step("s1", "notify", {"members": {"from": "me"}, "text": "Los"})
    with pytest.raises(Invalid):
        settled(firm.olga, Definition("", (both,), then=(note,)), reading_for(firm.workspace))


@pytest.mark.parametrize(
    ("language", "told"),
    [("de", "einmal am 27.03.2026 um 14:45 Uhr"), ("en", "once on 27 Mar 2026 at 14:45")],
)
def test_a_moment_reads_as_a_sentence(firm: Firm, language: str, told: str) -> None:
    params = {"day": "2026-03-27", "hour": "14", "minute": "45"}
    assert said(firm, "moment", language, **params) == told


def test_a_schedule_says_its_minute_and_its_end(firm: Firm) -> None:
    told = said(firm, "schedule", "de", count="2", **DAILY)
    assert told == "jeden Tag, insgesamt 2-mal um 9:30 Uhr"
