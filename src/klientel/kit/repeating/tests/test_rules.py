"""Repeating rules: what they say, what they refuse, how they are kept."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from klientel.kit.refused import Refused
from klientel.kit.repeating import On, Rule, Shift, Unit
from klientel.kit.repeating.tests.made_up import rules

BEGIN = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (Rule(unit=Unit.DAY, every=3), "FREQ=DAILY;INTERVAL=3"),
        (Rule(unit=Unit.WEEK), "FREQ=WEEKLY;INTERVAL=1;BYDAY=TH;WKST=MO"),
        (
            Rule(unit=Unit.WEEK, every=2, weekdays=(2, 0)),
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;WKST=MO",
        ),
        (Rule(unit=Unit.MONTH), "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=26"),
        (
            Rule(unit=Unit.MONTH, day=31),
            "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=28,29,30,31;BYSETPOS=-1",
        ),
        (Rule(unit=Unit.MONTH, on=On.LAST_DAY), "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=-1"),
        (
            Rule(unit=Unit.MONTH, every=3, on=On.WEEKDAY, nth=2, weekday=1),
            "FREQ=MONTHLY;INTERVAL=3;BYDAY=2TU",
        ),
        (
            Rule(unit=Unit.MONTH, on=On.WORKING_DAY, nth=-1),
            "FREQ=MONTHLY;INTERVAL=1;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        ),
        (
            Rule(unit=Unit.YEAR, day=29, month=2),
            "FREQ=YEARLY;INTERVAL=1;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1",
        ),
        (
            Rule(unit=Unit.DAY, until=date(2026, 12, 31)),
            "FREQ=DAILY;INTERVAL=1;UNTIL=20261231",
        ),
        (Rule(unit=Unit.DAY, count=10), "FREQ=DAILY;INTERVAL=1;COUNT=10"),
    ],
)
def test_what_people_say_is_a_rule_of_the_standard(rule: Rule, text: str) -> None:
    assert rule.fitted(BEGIN).rfc5545() == text


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("every", {"every": 0}),
        ("every", {"every": 10_000}),
        ("count", {"count": 0}),
        ("count", {"count": 3, "until": BEGIN}),
        ("until", {"until": date(2300, 1, 1)}),
        ("day", {"day": 32}),
        ("month", {"month": 13}),
        ("nth", {"nth": 5}),
        ("nth", {"weekday": 7}),
        ("weekdays", {"weekdays": (7,)}),
        ("shift", {"from_done": True, "shift": Shift.LEAVE_OUT}),
        ("region", {"region": "DE-XX"}),
        ("region", {"region": "XX"}),
        ("region", {"region": "NL-BY"}),
    ],
)
def test_a_rule_that_cannot_be_is_refused_and_says_what_is_wrong(
    field: str, wrong: dict[str, Any]
) -> None:
    with pytest.raises(Refused) as refusal:
        Rule(unit=Unit.MONTH, **wrong)
    assert refusal.value.field == field


@given(rules())
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_rule_is_read_as_it_was_kept(rule: Rule) -> None:
    assert Rule.from_json(rule.as_json()) == rule
