"""Repeating rules read out: as people would say them, in both languages."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings

from klientel.kit.format import Format
from klientel.kit.repeating import On, Rule, Shift, Unit
from klientel.kit.repeating.tests.made_up import rules
from klientel.records.repeating_words import said

BEGIN = date(2026, 11, 26)


@given(rules())
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_rule_can_be_said_in_both_languages(rule: Rule) -> None:
    fitted = rule.fitted(BEGIN)
    with translation.override("en"):
        english = said(fitted, Format("en", "Europe/Berlin"))
    with translation.override("de"):
        german = said(fitted, Format("de", "Europe/Berlin"))
    assert english != german
    assert "{" not in english + german


@pytest.mark.parametrize(
    ("rule", "english", "german"),
    [
        (Rule(unit=Unit.DAY), "every day", "jeden Tag"),
        (
            Rule(unit=Unit.WEEK, every=2, weekdays=(0, 2, 4)),
            "every 2 weeks on Monday, Wednesday and Friday",
            "alle 2 Wochen am Montag, Mittwoch und Freitag",
        ),
        (
            Rule(unit=Unit.MONTH, on=On.WORKING_DAY, nth=-1),
            "every month on the last working day",
            "jeden Monat am letzten Arbeitstag",
        ),
        (
            Rule(unit=Unit.MONTH, every=3, day=1, shift=Shift.NEXT, region="DE-BY"),
            "every 3 months on day 1, on weekends and holidays the next working day",
            "alle 3 Monate am 1., an Wochenenden und Feiertagen am nächsten Arbeitstag",
        ),
        (
            Rule(unit=Unit.YEAR, day=15, month=3, count=4),
            "every year on 15 March, 4 times in all",
            "jedes Jahr am 15. März, insgesamt 4-mal",
        ),
        (
            Rule(unit=Unit.DAY, every=10, from_done=True),
            "10 days after it is finished",
            "10 Tage nach Erledigung",
        ),
    ],
)
def test_rules_read_as_people_would_say_them(rule: Rule, english: str, german: str) -> None:
    for language, sentence in (("en", english), ("de", german)):
        with translation.override(language):
            told = said(rule.fitted(BEGIN), Format(language, "Europe/Berlin"))  # type: ignore[arg-type]
        assert told == sentence
