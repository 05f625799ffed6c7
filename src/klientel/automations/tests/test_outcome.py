"""What a wait ended with is asked by later steps: it happened, or it did not."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import translation

from klientel.automations.actions.running import undo_run
from klientel.automations.checking import errors_in_words, looked_at
from klientel.automations.definition import Definition, Step, from_json, to_json
from klientel.automations.engine import waiting
from klientel.automations.engine.cleaning import clean_runs
from klientel.automations.engine.rehearsal import rehearse, try_on
from klientel.automations.engine.timing import let_go_on
from klientel.automations.models import Awaited, Rule, Run
from klientel.automations.tests.made_up import Doings, given, make_rule, runs_of, step, when
from klientel.automations.tests.rules import form
from klientel.automations.wording import Wording
from klientel.events.models import Event
from klientel.events.worker import run_until_idle
from klientel.kit import clock
from klientel.records import actions
from klientel.records.conditions import Group
from klientel.records.reading import reading_for
from tests.cast import Firm

pytestmark = pytest.mark.django_db
START = datetime.fromisoformat("2026-03-16T09:00+00:00")
HAPPENED = given(["wait:happened", "did", ""])
HELD_OFF = given(["wait:happened", "not", ""])


def wait_for(*verbs: str, count: str = "3") -> Step:
    return step("wait_for", _verbs=list(verbs), count=count, unit="days")


def branch(asked: Group = HAPPENED) -> Step:
    yes, no = step("test.do", text="it did"), step("test.do", text="it did not")
    return Step("b", "branch", {}, asked, (yes,), (no,))


def course(*asked: Group) -> tuple[Step, ...]:
    return (wait_for("contact.created"), *(map(branch, asked or (HAPPENED,))))


CREATED = when("created")


def ruled(firm: Firm, then: Any, trigger: Any = CREATED) -> Rule:
    """A rule that is on since before all this."""
    with clock.fixed(START - timedelta(minutes=1)):
        return make_rule(firm, "account", trigger, then)


def add(firm: Firm, name: str = "Ott") -> Any:
    return actions.create(firm.olga, "account", {"name": name})


def person(firm: Firm, account: Any) -> None:
    actions.create(firm.olga, "contact", {"last_name": "Falk", "account": account.pk})


def pass_time(at: datetime) -> None:
    with clock.fixed(at):
        let_go_on.call()
        run_until_idle()


def said(doings: Doings) -> list[str]:
    return [text for _pk, text in doings.done]


@pytest.mark.parametrize(("asked", "told"), [(HAPPENED, "it did"), (HELD_OFF, "it did not")])
def test_a_branch_behind_a_wait_knows_that_it_happened(
    firm: Firm, doings: Doings, asked: Group, told: str
) -> None:
    ruled(firm, course(asked))
    account = add(firm)
    run_until_idle()
    person(firm, account)
    run_until_idle()
    assert said(doings) == [told]


@pytest.mark.parametrize(("asked", "told"), [(HAPPENED, "it did not"), (HELD_OFF, "it did")])
def test_a_branch_behind_a_wait_knows_that_its_time_was_over(
    firm: Firm, doings: Doings, asked: Group, told: str
) -> None:
    ruled(firm, course(asked))
    with clock.fixed(START):
        account = add(firm)
        run_until_idle()
    pass_time(START + timedelta(days=3, minutes=1))
    with clock.fixed(START + timedelta(days=4)):
        person(firm, account)
        run_until_idle()
    assert said(doings) == [told]


def test_the_last_wait_is_the_one_that_is_asked(firm: Firm, doings: Doings) -> None:
    again = (*course(HAPPENED), *course(HAPPENED))
    ruled(firm, again)
    with clock.fixed(START):
        account = add(firm)
        run_until_idle()
        person(firm, account)
        run_until_idle()
    pass_time(START + timedelta(days=4))
    assert said(doings) == ["it did", "it did not"]


def test_what_an_earlier_wait_was_for_does_not_end_a_later_one(firm: Firm, doings: Doings) -> None:
    later = step("wait", count="2", unit="days")
    rule = ruled(firm, [*course(), later, step("test.do")])
    with clock.fixed(START):
        account = add(firm)
        run_until_idle()
    pass_time(START + timedelta(days=3, minutes=1))
    assert not Awaited.objects.in_workspace(firm.workspace.pk).exists()
    with clock.fixed(START + timedelta(days=4)):
        person(firm, account)
        run_until_idle()
    (run,) = runs_of(rule)
    assert (run.state, said(doings)) == (Run.State.WAITING, ["it did not"])


def test_a_run_that_went_on_to_its_next_wait_meanwhile_is_not_cut_short(
    firm: Firm, doings: Doings
) -> None:
    again = wait_for("contact.created"), wait_for("contact.trashed")
    rule = ruled(firm, (*again, branch()))
    with clock.fixed(START):
        account = add(firm)
        run_until_idle()
    pass_time(START + timedelta(days=3, minutes=1))
    person(firm, account)
    told = Event.objects.in_workspace(firm.workspace.pk).get(verb="contact.created")
    (run,) = runs_of(rule)
    # whoever heard of the person had read that the run waits for one
    assert waiting._go_on(firm.workspace.pk, {run.pk}, told) == 0
    (left,) = Awaited.objects.in_workspace(firm.workspace.pk)
    assert left.verb == "contact.trashed"
    assert runs_of(rule)[0].state == Run.State.WAITING


def test_what_a_run_did_itself_is_not_what_it_waits_for(firm: Firm, doings: Doings) -> None:
    then = (step("test.set", text="city=Ulm"), wait_for("account.changed"), branch())
    rule = ruled(firm, then)
    with clock.fixed(START):
        account = add(firm)
        run_until_idle()
        assert runs_of(rule)[0].state == Run.State.WAITING
        actions.change(firm.olga, "account", account, {"city": "Bonn"})
        run_until_idle()
    assert said(doings) == ["it did"]


def test_a_run_that_was_undone_waits_for_nothing_and_is_forgotten_in_time(
    firm: Firm, doings: Doings
) -> None:
    rule = ruled(firm, (step("test.set", text="city=Ulm"), *course()))
    with clock.fixed(START):
        add(firm)
        run_until_idle()
        (run,) = runs_of(rule)
        undo_run(firm.olga, run=str(run.pk))
    assert not Awaited.objects.in_workspace(firm.workspace.pk).exists()
    with clock.fixed(START + timedelta(days=91)):
        assert clean_runs.call() == 1


def test_a_run_that_never_waited_meets_neither(firm: Firm, doings: Doings) -> None:
    never = Step("n", "branch", {}, given(["city", "is", "Ulm"]), course()[:1])
    ruled(firm, (never, branch(HAPPENED), branch(HELD_OFF)))
    add(firm)
    run_until_idle()
    assert said(doings) == ["it did not", "it did not"]


def test_every_turn_of_a_for_each_knows_its_own_wait(firm: Firm, doings: Doings) -> None:
    inner = Step("e", "each", {"_what": "contact.account"},
                 then=(wait_for("contact.changed"), branch()))  # fmt: skip
    ruled(firm, inner, when("changed", field="city"))
    with clock.fixed(START):
        account = add(firm)
        first, _second = (
            actions.create(firm.olga, "contact", {"last_name": name, "account": account.pk})
            for name in ("Falk", "Adler")
        )
        actions.change(firm.olga, "account", account, {"city": "Ulm"})
        run_until_idle()
        actions.change(firm.olga, "contact", first, {"position": "Chefin"})
        run_until_idle()
    pass_time(START + timedelta(days=4))
    assert said(doings) == ["it did", "it did not"]


SENTENCES = {
    "de": "Sobald ein Client oder ein Kunde angelegt wird, wird gewartet, bis eine Person angelegt "
    "wird oder bis eine Vereinbarung angelegt wird, höchstens 3 Tage, danach nur falls das "
    "Erwartete eingetreten ist: do something; sonst do something.",
    "en": "Once a client or a customer is added, it waits until a person is added or until an "
    "agreement is added, at most 3 days, then only if what was waited for has happened: do "
    "something; otherwise do something.",
}


@pytest.mark.parametrize("language", SENTENCES)
def test_it_reads_as_a_sentence(firm: Firm, doings: Doings, language: str) -> None:
    waits = wait_for("contact.created", "agreement.created")
    definition = Definition("account", (CREATED,), then=(waits, branch()))
    with translation.override(language):
        told = Wording(firm.olga, reading_for(firm.workspace)).sentence(definition)
    assert told == SENTENCES[language]


def test_it_can_be_asked_behind_a_wait_and_nowhere_else(firm: Firm, doings: Doings) -> None:
    reading = reading_for(firm.workspace)
    behind = Definition("account", (when("created"),), then=course())
    assert looked_at(behind, reading)[1] == {}
    kept, _errors = looked_at(behind, reading)
    assert from_json(to_json(kept)) == kept
    before = Definition("account", (when("created"),), HAPPENED, (branch(), *course()[:1]))
    with translation.override("en"):
        told = errors_in_words(looked_at(before, reading)[1], reading)
    words = "This can only be asked behind a step “Wait until something happens”."
    assert told == {"given.0": words, "step.b.given.0": words}


def test_the_other_way_of_a_branch_is_not_behind_its_wait(firm: Firm, doings: Doings) -> None:
    city = given(["city", "is", "Ulm"])
    fork = Step("f", "branch", {}, city, course()[:1], (branch(),))
    reading = reading_for(firm.workspace)
    errors = looked_at(Definition("account", (when("created"),), then=(fork,)), reading)[1]
    assert list(errors) == ["step.b.given.0"]
    after = Step("f", "branch", {}, city, course()[:1])
    errors = looked_at(Definition("account", (when("created"),), then=(after, branch())), reading)[
        1
    ]
    assert errors == {}


def test_the_editor_offers_it_behind_a_wait_alone(firm: Firm, doings: Doings) -> None:
    browser = firm.client("olga")
    sent = {"do": "add-condition:step.b.given"}
    waits = Definition("account", (when("created"),), then=course(Group()))
    page = browser.post("/werft/automations/draft", form(waits, **sent)).content.decode()
    assert '<option value="wait:happened"' in page
    others = Definition("account", (when("created"),), then=(branch(Group()), *course()[:1]))
    page = browser.post("/werft/automations/draft", form(others, **sent)).content.decode()
    assert '<option value="wait:happened"' not in page
    assert '<option value="was:name"' in page


def test_the_run_says_what_its_wait_ended_with(firm: Firm, doings: Doings) -> None:
    rule = ruled(firm, course())
    with clock.fixed(START):
        first, _second = add(firm), add(firm, "Weber")
        run_until_idle()
        person(firm, first)
        run_until_idle()
    pass_time(START + timedelta(days=4))
    pages = [
        firm.client().get(f"/werft/automations/{rule.number}/runs/{run.pk}").content.decode()
        for run in sorted(runs_of(rule), key=lambda run: run.record_id != first.pk)
    ]
    assert "it happened" in pages[0]
    assert "it did not happen" not in pages[0]
    assert "it did not happen in time" in pages[1]


def outcomes(firm: Firm, rule: Rule, at: datetime) -> dict[Any, str]:
    """Which way each start would have gone behind its wait, by record."""
    with clock.fixed(at):
        found = rehearse(firm.olga, from_json(rule.definition), days=9)
    return {one.record.pk: ", ".join(s.given["text"] for s in one.steps if "text" in s.given)
            for one in found.fired}  # fmt: skip


def test_a_rehearsal_goes_the_ways_that_really_were_gone(firm: Firm, doings: Doings) -> None:
    rule = ruled(firm, course())
    accounts: list[Any] = []
    # the first in time, the second too late; the third still waits
    for day, answers in ((0, None), (1, 0), (2, None), (6, 1)):
        pass_time(START + timedelta(days=day))
        with clock.fixed(START + timedelta(days=day, hours=1)):
            if answers is not None:
                person(firm, accounts[answers])
            if day != 1:
                accounts.append(add(firm, f"Ott {day}"))
            run_until_idle()
    end = START + timedelta(days=7)
    pass_time(end)
    really = dict(doings.done)
    assert really == {accounts[0].pk: "it did", accounts[1].pk: "it did not"}
    told = outcomes(firm, rule, end)
    assert told.pop(accounts[2].pk) == "it did, it did not"
    assert told == really


def test_a_try_on_a_record_tells_both_ways(firm: Firm, doings: Doings) -> None:
    definition = Definition("account", (when("created"),), then=course())
    would = try_on(firm.olga, definition, add(firm))
    assert [one.given.get("text") for one in would if "text" in one.given] == [
        "it did", "it did not",
    ]  # fmt: skip
    assert [one.depth for one in would] == [0, 0, 1, 0, 1]
    assert would[1].is_open


def test_what_would_have_stopped_is_not_said_to_go_on(firm: Firm, doings: Doings) -> None:
    ulm = given(["name", "is", "Ott"])
    stops = Step("f", "branch", {}, ulm, (step("stop"),))
    definition = Definition("account", (when("created"),), then=(stops, step("test.do", text="on")))
    assert [one.given.get("text") for one in try_on(firm.olga, definition, add(firm))] == [None] * 2
    other = try_on(firm.olga, definition, add(firm, "Weber"))
    assert [one.given.get("text") for one in other] == [None, "on"]


BY_PERSON = given(["came:happened", "any", "contact.created"])
SEVERAL = wait_for("contact.created", "account.changed")


def asks_which(asked: Group = BY_PERSON) -> tuple[Step, ...]:
    return (SEVERAL, branch(asked))


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (BY_PERSON, ["it did", "it did not", "it did not"]),
        (given(["came:happened", "not", "contact.created"]), ["it did not", "it did", "it did"]),
    ],
)
def test_a_branch_asks_which_of_several_came(
    firm: Firm, doings: Doings, asked: Group, told: list[str]
) -> None:
    rule = ruled(firm, asks_which(asked))
    with clock.fixed(START):
        first, second, third = add(firm), add(firm, "Weber"), add(firm, "Noll")
        run_until_idle()
    with clock.fixed(START + timedelta(hours=1)):
        person(firm, first)
        actions.change(firm.olga, "account", second, {"city": "Ulm"})
        run_until_idle()
    end = START + timedelta(days=4)
    pass_time(end)
    ways = dict(doings.done)
    assert [ways[one.pk] for one in (first, second, third)] == told
    assert outcomes(firm, rule, end) == ways


def test_which_came_is_told_both_ways_as_long_as_nobody_knows(firm: Firm, doings: Doings) -> None:
    would = try_on(firm.olga, Definition("account", (CREATED,), then=asks_which()), add(firm))
    assert [one.given["text"] for one in would if "text" in one.given] == ["it did", "it did not"]


WHICH = {
    "de": "nur falls das Warten mit „Sobald eine Person angelegt wird“ endete",
    "en": "only if the wait ended with “Once a person is added”",
}


@pytest.mark.parametrize("language", WHICH)
def test_which_came_reads_as_a_sentence(firm: Firm, doings: Doings, language: str) -> None:
    definition = Definition("account", (CREATED,), then=asks_which())
    with translation.override(language):
        told = Wording(firm.olga, reading_for(firm.workspace)).sentence(definition)
    assert WHICH[language] in told


def test_which_came_is_offered_with_what_was_waited_for(firm: Firm, doings: Doings) -> None:
    browser = firm.client("olga")
    waits = Definition("account", (CREATED,), then=asks_which())
    page = browser.post("/werft/automations/draft", form(waits)).content.decode()
    assert '<option value="came:happened" selected' in page
    box = 'name="step.b.given.0.value" value="'
    assert page.count(box) == 2
    assert f'{box}contact.created" checked' in page
    one = Definition("account", (CREATED,), then=course(HAPPENED))
    page = browser.post("/werft/automations/draft", form(one)).content.decode()
    assert '<option value="came:happened"' not in page


def test_an_event_that_nobody_knows_is_refused_in_words(firm: Firm, doings: Doings) -> None:
    reading = reading_for(firm.workspace)
    asked = given(["came:happened", "any", "contact.sneezed"])
    wrong = Definition("account", (CREATED,), then=asks_which(asked))
    with translation.override("en"):
        told = errors_in_words(looked_at(wrong, reading)[1], reading)
    assert told == {"step.b.given.0": "There is no such event."}
    right, errors = looked_at(Definition("account", (CREATED,), then=asks_which()), reading)
    assert errors == {}
    assert from_json(to_json(right)) == right
