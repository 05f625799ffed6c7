"""Conditions ask for the current date: of the moment that starts a rule, live and in rehearsal."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import translation

from klientel.automations.checking import settled
from klientel.automations.definition import Definition, Step, When
from klientel.automations.engine.rehearsal import rehearse
from klientel.automations.tests.made_up import Doings, given, make_rule, runs_of, step
from klientel.automations.tests.rules import made
from klientel.automations.wording import Wording
from klientel.events.worker import run_until_idle
from klientel.kit import clock
from klientel.records import actions
from klientel.records.reading import reading_for
from tests.cast import Firm

pytestmark = pytest.mark.django_db
#: a Monday, and the holiday that follows it in 2027
MONDAY = datetime(2027, 5, 3, 9, 0, tzinfo=UTC)
ASCENSION = datetime(2027, 5, 6, 9, 0, tzinfo=UTC)
CONDITIONS = [
    (("now:weekday", "any", "0"), True, False),
    (("now:day", "on", "2027-05-03"), True, False),
    (("now:day", "since", "2027-05-06"), False, True),
    (("now:day_of_month", "max", "3"), True, False),
    (("now:month", "any", "5"), True, True),
    (("now:is_working_day", "is", "1"), True, False),
]


def add(firm: Firm, at: datetime) -> None:
    with clock.fixed(at):
        actions.create(firm.olga, "account", {"name": "Ott"})
        run_until_idle()


@pytest.mark.parametrize(("asked", "on_monday", "on_the_holiday"), CONDITIONS)
def test_the_day_decides(
    firm: Firm, doings: Doings, asked: Any, on_monday: bool, on_the_holiday: bool
) -> None:
    with clock.fixed(MONDAY):
        rule = make_rule(firm, "account", When("created"), step("test.do"), given(asked))
    add(firm, MONDAY)
    assert bool(runs_of(rule)) is on_monday
    add(firm, ASCENSION)
    assert len(runs_of(rule)) == on_monday + on_the_holiday
    with clock.fixed(datetime(2027, 5, 8, 9, 0, tzinfo=UTC)):
        definition = Definition("account", (When("created"),), given(asked), (step("test.do"),))
        assert rehearse(firm.olga, definition).count == on_monday + on_the_holiday


def test_it_is_kept_and_reads_as_a_clause(firm: Firm) -> None:
    note = Step("s1", "comment", {"text": "Montag"})
    definition = Definition(
        "account", (When("created"),), given(("now:weekday", "any", "0")), (note,)
    )
    assert settled(firm.olga, definition, reading_for(firm.workspace))
    made(firm, definition)
    with translation.override("de"):
        reading = reading_for(firm.workspace, language="de")
        told = Wording(firm.olga, reading).begun(definition)
    assert "„Wochentag“ (wenn die Regel läuft) Montag ist" in told
