"""Waits, branches, for-eaches and rules that start rules: the course of a run."""

from __future__ import annotations

import html
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from klientel.automations.definition import Definition, Step
from klientel.automations.engine import ending, stepping
from klientel.automations.engine.by_hand import start_by_person
from klientel.automations.engine.going_on import go_on_with
from klientel.automations.engine.rehearsal import try_on
from klientel.automations.engine.timing import let_go_on
from klientel.automations.models import Awaited, Run
from klientel.automations.steps import flow
from klientel.automations.tests.made_up import Doings, given, make_rule, runs_of, step, when
from klientel.automations.tests.rules import form, task
from klientel.events.log import record
from klientel.events.worker import run_until_idle
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.records import actions
from klientel.records.actions.create import Draft
from tests.cast import Firm

pytestmark = pytest.mark.django_db
State = Run.State
#: a Friday; Monday is the 30th of March, after summer time has begun
FRIDAY = datetime(2026, 3, 27, 14, 30, tzinfo=UTC)


def add(firm: Firm, name: str = "Ott", **values: Any) -> Any:
    return actions.create(firm.olga, "account", {"name": name, **values})


def ends(firm: Firm, doings: Doings, **values: Any) -> datetime:
    """When a wait that begins on Friday at half past two (UTC) is over."""
    with clock.fixed(FRIDAY):
        steps = [step("wait", **values), step("test.do")]
        rule = make_rule(firm, "account", when("created"), steps)
        add(firm)
        run_until_idle()
        (run,) = runs_of(rule)
        assert run.state == State.WAITING
        assert doings.done == []
    with clock.fixed(run.next_at - timedelta(minutes=1)):
        let_go_on.call()
        run_until_idle()
        assert doings.done == []
    with clock.fixed(run.next_at):
        let_go_on.call()
        run_until_idle()
    assert len(doings.done) == 1
    assert runs_of(rule)[0].state == State.DONE
    return run.next_at


@pytest.mark.parametrize(
    ("values", "until"),
    [
        ({"count": "90", "unit": "minutes"}, "2026-03-27T16:00"),
        ({"count": "5", "unit": "hours"}, "2026-03-27T19:30"),
        # the same time of day: an hour less, since the clocks go forward
        ({"count": "3", "unit": "days"}, "2026-03-30T13:30"),
        ({"count": "1", "unit": "working_days"}, "2026-03-30T13:30"),
        ({"count": "1", "unit": "weeks"}, "2026-04-03T13:30"),
        ({"_how": "hour", "hour": "9"}, "2026-03-28T08:00"),
        ({"_how": "hour", "hour": "18"}, "2026-03-27T17:00"),
        ({"_how": "weekday", "weekday": "0", "hour": "8"}, "2026-03-30T06:00"),
        ({"_how": "weekday", "weekday": "4", "hour": "8"}, "2026-04-03T06:00"),
    ],
)
def test_a_wait_ends_by_the_firms_clock(
    firm: Firm, doings: Doings, values: dict[str, str], until: str
) -> None:
    assert ends(firm, doings, **values) == datetime.fromisoformat(until).replace(tzinfo=UTC)


def wait_for(*verbs: str) -> Step:
    return step("wait_for", _verbs=list(verbs), count="3", unit="days")


def test_a_run_goes_on_when_what_it_waits_for_happens(firm: Firm, doings: Doings) -> None:
    steps = [wait_for("account.changed", "contact.created"), step("test.do")]
    rule = make_rule(firm, "account", when("created"), steps)
    account, other = add(firm), add(firm, "Weber")
    run_until_idle()
    actions.create(firm.olga, "contact", {"last_name": "Falk", "account": account.pk})
    run_until_idle()
    assert doings.done == [(account.pk, "")]
    states = {run.record_id: run.state for run in runs_of(rule)}
    assert states == {account.pk: State.DONE, other.pk: State.WAITING}
    (run,) = [run for run in runs_of(rule) if run.record_id == account.pk]
    assert run.facts == {"happened": "contact.created"}


def test_what_happens_to_another_record_of_the_type_wakes_nobody(
    firm: Firm, doings: Doings
) -> None:
    make_rule(firm, "contact", when("created"), [wait_for("contact.changed"), step("test.do")])
    account = add(firm)
    first, second = (
        actions.create(firm.olga, "contact", {"last_name": name, "account": account.pk})
        for name in ("Falk", "Adler")
    )
    run_until_idle()
    actions.change(firm.olga, "contact", second, {"last_name": "Adlerin"})
    run_until_idle()
    assert doings.done == [(second.pk, "")]
    assert first.pk != second.pk


def test_a_run_goes_on_without_it_when_its_time_is_over(firm: Firm, doings: Doings) -> None:
    make_rule(firm, "account", when("created"), [wait_for("account.changed"), step("test.do")])
    account = add(firm)
    run_until_idle()
    with clock.fixed(clock.now() + timedelta(days=3, minutes=1)):
        let_go_on.call()
        run_until_idle()
    assert doings.done == [(account.pk, "")]
    assert not Awaited.objects.in_workspace(firm.workspace.pk).exists()


def test_what_only_a_waiting_run_asks_for_is_heard(firm: Firm, doings: Doings) -> None:
    rule = make_rule(
        firm, "account", when("created"), [wait_for("account.trashed"), step("test.do")]
    )
    account = add(firm)
    run_until_idle()
    actions.trash(firm.olga, "account", account)
    run_until_idle()
    (run,) = runs_of(rule)
    assert run.state == State.STOPPED
    assert run.reason["reason"] == stepping.GONE


def test_a_branch_goes_one_way_and_the_run_goes_on_behind_it(firm: Firm, doings: Doings) -> None:
    branch = Step(
        "b", "branch", {}, given(["city", "is", "Ulm"]),
        (step("test.do", text="there"),), (step("test.do", text="elsewhere"),),
    )  # fmt: skip
    make_rule(firm, "account", when("created"), [branch, step("test.do", text="after")])
    add(firm, city="Ulm")
    add(firm, "Weber", city="Bonn")
    run_until_idle()
    assert [text for _pk, text in doings.done] == ["there", "after", "elsewhere", "after"]


def test_a_branch_asks_the_record_as_earlier_steps_left_it(firm: Firm, doings: Doings) -> None:
    branch = Step("b", "branch", {}, given(["city", "is", "Ulm"]), (step("test.do", text="yes"),))
    make_rule(firm, "account", when("created"), [step("test.set", text="city=Ulm"), branch])
    add(firm, city="Bonn")
    run_until_idle()
    assert [text for _pk, text in doings.done] == ["yes"]


def test_stop_ends_the_run(firm: Firm, doings: Doings) -> None:
    rule = make_rule(firm, "account", when("created"), [step("stop"), step("test.do")])
    add(firm)
    run_until_idle()
    assert doings.done == []
    assert (runs_of(rule)[0].state, runs_of(rule)[0].reason) == (State.STOPPED, {})


def each(*then: Step, what: str = "contact.account", **more: Any) -> Step:
    return Step("e", "each", {"_what": what}, then=then, **more)


def contacts(firm: Firm, account: Any, count: int) -> list[Any]:
    named = [{"last_name": f"Name {number:04}", "account": account.pk} for number in range(count)]
    drafts = [Draft(values) for values in named]
    return list(actions.create_many(firm.olga, "contact", drafts))


def test_a_for_each_does_its_steps_for_each_record_that_meets_its_conditions(
    firm: Firm, doings: Doings
) -> None:
    steps = each(
        step("test.do"),
        given=given(["last_name", "has", "2"], ["last_name", "has", "3"], joined="or"),
    )
    rule = make_rule(
        firm, "account", when("changed", field="city"), [steps, step("test.do", text="after")]
    )
    account = add(firm)
    some = contacts(firm, account, 4)
    contacts(firm, add(firm, "Weber"), 2)
    actions.change(firm.olga, "account", account, {"city": "Ulm"})
    run_until_idle()
    assert [pk for pk, _text in doings.done] == [
        *(row.pk for row in some[2:]), account.pk,
    ]  # fmt: skip
    (run,) = runs_of(rule)
    assert run.state == State.DONE
    assert run.log[1]["row"] == str(some[2].pk)


def test_a_for_each_goes_on_where_it_was_after_a_failure(firm: Firm, doings: Doings) -> None:
    steps = each(step("test.set", text="position=x"), step("test.do"))
    make_rule(firm, "account", when("changed", field="city"), steps)
    account = add(firm)
    some = contacts(firm, account, 3)
    doings.fails = RuntimeError("not now")
    actions.change(firm.olga, "account", account, {"city": "Ulm"})
    run_until_idle()
    doings.fails = None
    with clock.fixed(clock.now() + timedelta(hours=1)):
        go_on_with(firm.workspace.pk)
    assert [pk for pk, _text in doings.done] == [row.pk for row in some]


def test_a_for_each_of_too_many_records_says_so_and_gives_way_to_others(
    firm: Firm, doings: Doings, monkeypatch: Any
) -> None:
    monkeypatch.setattr(flow, "MOST_RECORDS", 120)
    rule = make_rule(firm, "account", when("changed", field="city"), each(step("test.do")))
    account = add(firm)
    contacts(firm, account, 130)
    actions.change(firm.olga, "account", account, {"city": "Ulm"})
    run_until_idle()
    (run,) = runs_of(rule)
    assert len(doings.done) == len({pk for pk, _text in doings.done}) == 120
    assert "höchstens 120" in run.log[0]["text"]
    assert run.state == State.DONE
    assert len(run.log) <= 201


def test_conditions_on_the_account_cost_a_for_each_no_statement_for_each_record(
    firm: Firm, doings: Doings
) -> None:
    asked = given(["account:city", "is", "Ulm"])
    rule = make_rule(firm, "account", when("manual"), each(step("stop"), what="contact.",
                                                            given=asked))  # fmt: skip
    costs = []
    for count in (2, 30):
        for number in range(count):
            town = "Ulm" if number % 2 else "Bonn"
            contacts(firm, add(firm, f"Ott {count}-{number}", city=town), 1)
        account = add(firm, f"Start {count}")
        run_until_idle()
        start_by_person(firm.olga, rule, uuid7(), "manual", [account])
        with CaptureQueriesContext(connection) as captured:
            go_on_with(firm.workspace.pk)
        costs.append(len(captured))
    told = [run.log[0]["text"] for run in runs_of(rule)]
    assert told == ["für 1 Eintrag", "für 16 Einträge"]
    assert costs[0] == costs[1]


def test_the_limit_is_said_where_it_is_written_and_where_it_is_tried(
    firm: Firm, doings: Doings, monkeypatch: Any
) -> None:
    definition = Definition("account", (when("manual"),), then=(each(step("test.do")),))
    page = firm.client().post("/werft/automations/draft", form(definition)).content.decode()
    assert "One run goes through 1000 records at most." in page
    monkeypatch.setattr(flow, "MOST_RECORDS", 2)
    account = add(firm)
    contacts(firm, account, 3)
    told = try_on(firm.olga, definition, account)[0].came
    assert told == "now for 2 records. There are more: one run goes through 2 at most."


def test_a_person_in_charge_who_left_is_said_in_words(firm: Firm, doings: Doings) -> None:
    rule = make_rule(firm, "account", when("changed", field="city"), task())
    account = add(firm, owner=firm.members["wim"].pk)
    wim = firm.members["wim"]
    wim.is_active = False
    wim.save()
    firm.workspace.touch_directory()
    actions.change(firm.olga, "account", account, {"city": "Ulm"})
    run_until_idle()
    (run,) = runs_of(rule)
    told = {"reason": "“{name}” no longer belongs to the workspace.", "values": {"name": wim.name}}
    assert (run.state, run.reason) == (State.FAILED, told)


def test_a_record_that_is_gone_when_its_turn_comes_is_left_out(firm: Firm, doings: Doings) -> None:
    steps = each(step("wait", count="1", unit="hours"), step("test.do"))
    rule = make_rule(firm, "account", when("changed", field="city"), steps)
    account = add(firm)
    first, second = contacts(firm, account, 2)
    actions.change(firm.olga, "account", account, {"city": "Ulm"})
    run_until_idle()
    actions.trash(firm.olga, "contact", first)
    for number in range(1, 4):
        with clock.fixed(clock.now() + timedelta(hours=2 * number)):
            go_on_with(firm.workspace.pk)
    assert [pk for pk, _text in doings.done] == [second.pk]
    assert runs_of(rule)[0].state == State.DONE


def test_a_rule_starts_another_once_and_one_deeper(firm: Firm, doings: Doings) -> None:
    other = make_rule(firm, "account", when("manual"), step("test.do", text="other"))
    rule = make_rule(
        firm, "account", when("created"),
        [step("start_rule", _rule=str(other.pk)), step("test.do", text="first")],
    )  # fmt: skip
    add(firm)
    run_until_idle()
    (run,), (child,) = runs_of(rule), runs_of(other)
    assert (child.parent_id, child.depth, child.state) == (run.pk, 2, State.DONE)
    assert sorted(text for _pk, text in doings.done) == ["first", "other"]


def test_a_rule_that_is_switched_off_is_not_started_and_that_is_said(
    firm: Firm, doings: Doings
) -> None:
    other = make_rule(firm, "account", when("manual"), step("test.do"), is_on=False, name="Other")
    rule = make_rule(firm, "account", when("created"), step("start_rule", _rule=str(other.pk)))
    for _number in range(ending.MOST_FAILED):
        add(firm)
    run_until_idle()
    runs = runs_of(rule)
    assert {run.state for run in runs} == {State.FAILED}
    assert [run.reason["values"] for run in runs] == [{"name": "Other"}] * len(runs)
    here = f"/werft/automations/{rule.number}"
    for page in (here, f"{here}/runs", f"{here}/runs/{runs[0].pk}", "/werft/automations"):
        answer = firm.client().get(page)
        assert answer.status_code == 200, page
        assert "The rule “Other” is switched off." in html.unescape(answer.content.decode()), page


def test_a_rule_about_nothing_runs_without_a_record(firm: Firm, doings: Doings) -> None:
    from klientel.automations.triggers.by_hand import HOOK_RECEIVED

    make_rule(firm, "", when("hook", hook="shop"), step("test.do", text="{{ hook.order.id }}"))
    with transaction.atomic():
        for name in ("shop", "other"):
            facts = {"name": name.title(), "payload": {"order": {"id": 7}}}
            record(firm.olga, HOOK_RECEIVED, facts=facts)
    run_until_idle()
    assert doings.done == [(None, "7")]
