"""A rule does something else where its conditions are not met: done, told, rehearsed, checked."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from klientel.automations.checking import errors_in_words, looked_at
from klientel.automations.definition import Definition, from_json, to_json, with_fresh_keys
from klientel.automations.draft import pressed
from klientel.automations.engine.by_hand import start_by_person
from klientel.automations.engine.rehearsal import rehearse, try_on
from klientel.automations.engine.timing import let_go_on, look
from klientel.automations.loops import chain
from klientel.automations.models import Rule
from klientel.automations.tests.made_up import Doings, given, make_rule, runs_of, step, when
from klientel.automations.tests.rules import form
from klientel.automations.wording import Wording, lines
from klientel.events.worker import run_until_idle
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.records import actions
from klientel.records.reading import reading_for
from klientel.work.tests.items import add as item
from tests.cast import Firm

pytestmark = pytest.mark.django_db
START = datetime.fromisoformat("2026-03-16T09:00+00:00")
ULM = given(["city", "is", "Ulm"])
THERE, ELSEWHERE = step("test.do", "t1", text="in Ulm"), step("test.do", "o1", text="elsewhere")
BOTH = Definition("account", (when("created"),), ULM, (THERE,), (ELSEWHERE,))


def ruled(firm: Firm, definition: Definition = BOTH) -> Rule:
    rule = make_rule(
        firm, definition.about, definition.when, definition.then, definition.given,
        on_since=START - timedelta(minutes=1),
    )  # fmt: skip
    rule.definition = to_json(definition)
    rule.save()
    return rule


def add(firm: Firm, city: str) -> Any:
    return actions.create(firm.olga, "account", {"name": city, "city": city})


def test_each_record_has_the_steps_that_its_conditions_lead_to(firm: Firm, doings: Doings) -> None:
    rule = ruled(firm)
    there, elsewhere = add(firm, "Ulm"), add(firm, "Bonn")
    run_until_idle()
    assert dict(doings.done) == {there.pk: "in Ulm", elsewhere.pk: "elsewhere"}
    pages = {
        run.record_id: firm.client().get(f"/werft/automations/{rule.number}/runs/{run.pk}")
        for run in runs_of(rule)
    }
    said = "The conditions were not met"
    assert said in pages[elsewhere.pk].content.decode()
    assert said not in pages[there.pk].content.decode()


def test_without_an_otherwise_nothing_starts_for_others(firm: Firm, doings: Doings) -> None:
    rule = ruled(firm, replace(BOTH, otherwise=()))
    add(firm, "Bonn")
    run_until_idle()
    assert (doings.done, runs_of(rule)) == ([], [])


def test_a_run_that_waits_under_otherwise_goes_on_there(firm: Firm, doings: Doings) -> None:
    waits = replace(BOTH, otherwise=(step("wait", count="2", unit="days"), ELSEWHERE))
    rule = ruled(firm, waits)
    with clock.fixed(START):
        account = add(firm, "Bonn")
        run_until_idle()
        assert doings.done == []
    with clock.fixed(START + timedelta(days=2, minutes=1)):
        let_go_on.call()
        run_until_idle()
    assert doings.done == [(account.pk, "elsewhere")]
    assert [one["key"] for one in runs_of(rule)[0].log][-1] == "o1"


def test_a_moment_of_time_has_an_otherwise_too(firm: Firm, doings: Doings) -> None:
    with clock.fixed(START):
        there, elsewhere = add(firm, "Ulm"), add(firm, "Bonn")
        run_until_idle()
        daily = when("schedule", every=1, unit="day", hour=12, begins_on="2026-03-16")
        ruled(firm, replace(BOTH, when=(daily,)))
        look(firm.workspace.pk)
    with clock.fixed(START + timedelta(hours=4)):
        look(firm.workspace.pk)
        run_until_idle()
    assert dict(doings.done) == {there.pk: "in Ulm", elsewhere.pk: "elsewhere"}


def test_a_rehearsal_equals_what_was_done(firm: Firm, doings: Doings) -> None:
    with clock.fixed(START):
        rule = ruled(firm)
        there, elsewhere = add(firm, "Ulm"), add(firm, "Bonn")
        run_until_idle()
    with clock.fixed(START + timedelta(days=1)):
        found = rehearse(firm.olga, from_json(rule.definition), days=3)
    told = {
        one.record.pk: [each.given["text"] for each in one.steps if "text" in each.given]
        for one in found.fired
    }
    assert told == {pk: [text] for pk, text in doings.done}
    assert {one.record.pk: one.is_met for one in found.fired} == {
        there.pk: True,
        elsewhere.pk: False,
    }
    tried = [one.given.get("text") for one in try_on(firm.olga, BOTH, elsewhere)]
    assert tried == [None, "elsewhere"]
    assert [one.given.get("text") for one in try_on(firm.olga, BOTH, there)] == ["in Ulm"]


SENTENCES = {
    "en": "Once a client or a customer is added and “City” is Ulm, do something; if the conditions "
    "are not met, do something.",
    "de": "Sobald ein Client oder ein Kunde angelegt wird und „Ort“ Ulm ist, do something; sind "
    "die Bedingungen nicht erfüllt, do something.",
}


@pytest.mark.parametrize("language", SENTENCES)
def test_it_reads_as_a_sentence(firm: Firm, doings: Doings, language: str) -> None:
    with translation.override(language):
        wording = Wording(firm.olga, reading_for(firm.workspace))
        assert wording.sentence(BOTH) == SENTENCES[language]
        marks = [mark for mark, _text in lines(wording, BOTH)]
    assert marks[-1] == {"en": "Otherwise", "de": "Sonst"}[language]


def test_it_is_kept_and_copied_whole(firm: Firm, doings: Doings) -> None:
    assert from_json(to_json(BOTH)) == BOTH
    copy = with_fresh_keys(BOTH)
    assert {one.key for one in copy.steps()}.isdisjoint(one.key for one in BOTH.steps())
    assert [one.values for one in copy.steps()] == [one.values for one in BOTH.steps()]


def test_an_otherwise_without_conditions_is_refused_in_words(firm: Firm, doings: Doings) -> None:
    reading = reading_for(firm.workspace)
    assert looked_at(BOTH, reading)[1] == {}
    never = replace(BOTH, given=given())
    with translation.override("en"):
        told = errors_in_words(looked_at(never, reading)[1], reading)
    words = "Without a condition there is no otherwise: add one, or remove these steps."
    assert told == {"otherwise": words}
    page = firm.client("olga").post("/werft/automations/new", form(never)).content.decode()
    assert words in page


def test_a_loop_by_way_of_an_otherwise_is_seen(firm: Firm, doings: Doings) -> None:
    makes = step("create", "c1", _type="account", name="Next", city="Bonn", relationship="client")
    looping = replace(BOTH, otherwise=(makes,))
    reading = reading_for(firm.workspace)
    found = chain(firm.workspace.pk, looping, reading, name="Mine")
    assert found == ["Mine", "Mine"]
    only = replace(BOTH, then=(makes,), otherwise=())
    assert chain(firm.workspace.pk, only, reading, name="Mine") == []


def test_the_editor_adds_moves_and_removes_there(firm: Firm, doings: Doings) -> None:
    more = pressed(BOTH, "add-step:otherwise:stop")
    assert [one.do for one in more.otherwise] == ["test.do", "stop"]
    assert more.then == BOTH.then
    moved = pressed(more, f"up-step:{more.otherwise[1].key}")
    assert [one.do for one in moved.otherwise] == ["stop", "test.do"]
    assert pressed(BOTH, "drop-step:o1").otherwise == ()
    page = firm.client("olga").post("/werft/automations/draft", form(BOTH)).content.decode()
    assert 'id="part-otherwise"' in page
    bare = replace(BOTH, given=given(), otherwise=())
    page = firm.client("olga").post("/werft/automations/draft", form(bare)).content.decode()
    assert 'id="part-otherwise"' not in page


@pytest.mark.parametrize(("city", "does"), [("Ulm", "in Ulm"), ("Bonn", "elsewhere")])
def test_who_starts_it_by_hand_gets_what_trying_it_promised(
    firm: Firm, doings: Doings, city: str, does: str
) -> None:
    rule = ruled(firm, replace(BOTH, when=(when("button", label="Los", roles=[]),)))
    account = add(firm, city)
    promised = try_on(firm.olga, from_json(rule.definition), account)
    assert promised[-1].given == {"text": does}
    press = f"/werft/automations/{rule.number}/press"
    given = {"record": str(account.pk), "key": str(uuid7())}
    assert firm.client().post(press, given).status_code == 303
    run_until_idle()
    assert doings.done == [(account.pk, does)]


def test_a_rule_that_another_starts_does_otherwise_too(firm: Firm, doings: Doings) -> None:
    other = ruled(firm, replace(BOTH, when=(when("manual"),)))
    ruled(firm, replace(BOTH, given=given(), then=(step("start_rule", _rule=str(other.pk)),)))
    there, elsewhere = add(firm, "Ulm"), add(firm, "Bonn")
    run_until_idle()
    assert dict(doings.done) == {there.pk: "in Ulm", elsewhere.pk: "elsewhere"}


def test_starting_it_for_many_reads_their_accounts_together(firm: Firm, doings: Doings) -> None:
    of_ulm = given(["account:city", "is", "Ulm"])
    about_work = replace(BOTH, about="work", given=of_ulm, when=(when("manual"),))
    rule = ruled(firm, about_work)

    def asked(count: int) -> int:
        accounts = [add(firm, ("Ulm", "Bonn")[number % 2]) for number in range(count)]
        tasks = [item(firm, account=str(one.pk)) for one in accounts]
        with CaptureQueriesContext(connection) as ran, transaction.atomic():
            start_by_person(firm.olga, rule, uuid7(), "manual", tasks)
        return len(ran)

    asked(1)
    assert asked(2) == asked(9)
    run_until_idle()
    assert Counter(text for _pk, text in doings.done) == {"in Ulm": 7, "elsewhere": 5}
