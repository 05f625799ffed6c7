"""A rule is told as one sentence, in German and in English."""

import re

import pytest
from django.utils import translation

from klientel.automations.definition import Definition, Step, When
from klientel.automations.tests.rules import FULFILLED, invoice_rule, task
from klientel.automations.wording import Wording
from klientel.records.conditions import Condition, Group
from klientel.records.reading import reading_for
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def told(firm: Firm, definition: Definition, language: str = "de") -> str:
    with translation.override(language):
        return Wording(firm.olga, reading_for(firm.workspace)).sentence(definition)


def test_the_first_rule_of_the_brief_reads_as_one_german_sentence(firm: Firm):
    assert told(firm, invoice_rule()) == (
        "Sobald ein Auftrag erfüllt ist und „Typ“ des Clients oder Kunden Client oder "
        "Kunde ist, entsteht eine Aufgabe „Rechnung prüfen“ für die zuständige Person, "
        "fällig in 1 Tag."
    )


def test_the_same_rule_reads_as_one_english_sentence(firm: Firm):
    assert told(firm, invoice_rule(), "en") == (
        "Once an order is fulfilled and “Relationship” of the client or customer is Client or "
        "Customer, a task “Rechnung prüfen” is added for who is in charge, due in 1 day."
    )


def test_waiting_branching_and_stopping_are_told_in_order(firm: Firm):
    branch = Step(
        "b", "branch", {}, Group("and", (Condition("priority", "any", "1"),)),
        (task("Anrufen"),), (Step("s", "stop"),),
    )  # fmt: skip
    wait = Step("w", "wait", {"_how": "span", "count": "3", "unit": "working_days"})
    sentence = told(firm, Definition("work", (When("created"),), Group(), (wait, branch)))
    assert sentence == (
        "Sobald ein Auftrag oder eine Aufgabe angelegt wird, wird 3 Arbeitstage gewartet, "
        "danach nur falls „Priorität“ Dringend ist: entsteht eine Aufgabe „Anrufen“ für die "
        "zuständige Person, "
        "fällig in 1 Tag; sonst endet die Automatik."
    )


def test_a_date_before_and_a_silence_read_naturally(firm: Firm):
    date = When("date", {"field": "ends_on", "days": "60", "side": "before", "hour": "8"})
    assert told(firm, Definition("agreement", (date,), Group(), (task(),))).startswith(
        "60 Tage vor „Endet am“ (eine Vereinbarung) entsteht"
    )
    silence = When("silence", {"days": "30", "hour": "8"})
    assert told(firm, Definition("account", (silence,), Group(), (task(),))).startswith(
        "Sobald ein Client oder ein Kunde 30 Tage ohne Kontakt war, entsteht"
    )


def test_several_triggers_and_any_of_several_conditions(firm: Firm):
    either = Group("or", (Condition("priority", "any", "1"), Condition("title", "has", "Eil")))
    two = (FULFILLED, When("changed", {"field": "status", "now": "done"}))
    sentence = told(firm, Definition("work", two, either, (task(),)))
    assert sentence.startswith(
        "Sobald ein Auftrag erfüllt ist oder sobald ein Auftrag oder eine Aufgabe in „Status“ zu "
        "Erledigt wechselt, "
        "sofern „Priorität“ Dringend ist oder „Titel“ Eil enthält, entsteht"
    )


def test_what_is_not_known_any_more_is_said_instead_of_failing(firm: Firm):
    strange = Definition(
        "work",
        (When("moonrise"), When("event", {"verb": "order.eaten"})),
        Group("and", (Condition("colour", "any", "red"),)),
        (Step("x", "fly"), Step("y", "set", {"colour": {"from": "nowhere"}})),
    )
    for language in ("de", "en"):
        assert "…" not in told(firm, strange, language)
        assert len(told(firm, strange, language)) > 100


def test_an_empty_rule_says_nothing(firm: Firm):
    assert told(firm, Definition()) == ""


def test_a_verb_stands_last_and_a_full_stop_once_in_german(firm: Firm):
    more = Group("and", (Condition("revenue", "min", "2"),))
    begun = (When("created"),)
    sentence = told(firm, Definition("account", begun, more, (task(),)))
    assert re.search(r"„Umsatz insgesamt“ mindestens 2\S* \S+ ist, entsteht", sentence), sentence
    silent = Step("c", "comment", {"text": "Bitte prüfen."})
    sentence = told(firm, Definition("account", begun, Group(), (silent,)))
    assert ".." not in sentence
    assert sentence.endswith("Bitte prüfen“."), sentence
