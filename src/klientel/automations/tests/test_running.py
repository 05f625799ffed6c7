"""A run goes on after whatever stopped it, fails in words, and can be tried again and undone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from klientel.automations.actions.running import (
    CUT_OFF,
    STAYS,
    retry_run,
    start_rule,
    undo_run,
)
from klientel.automations.definition import Definition, Step, from_json, to_json
from klientel.automations.engine import ending, going_on
from klientel.automations.engine.cleaning import clean_runs
from klientel.automations.engine.going_on import go_on_with
from klientel.automations.engine.stepping import GONE
from klientel.automations.models import Awaited, Run
from klientel.automations.tests.made_up import (
    Doings,
    keep_version,
    make_rule,
    runs_of,
    step,
    when,
)
from klientel.crm.models import Account
from klientel.events.models import Event
from klientel.events.worker import run_until_idle
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.kit.refused import Forbidden, NotFound, Refused
from klientel.records import actions
from tests.cast import Firm

pytestmark = pytest.mark.django_db
State = Run.State


def add(firm: Firm, name: str = "Ott", **values: Any) -> Any:
    return actions.create(firm.olga, "account", {"name": name, **values})


def go_on(firm: Firm, hours: float = 2) -> None:
    """Let time pass, and whatever waits go on."""
    with clock.fixed(clock.now() + timedelta(hours=hours)):
        go_on_with(firm.workspace.pk)
        run_until_idle()


def set_city(key: str, city: str) -> Step:
    return step("test.set", key, text=f"city={city}")


def test_what_was_done_before_a_failing_step_is_not_done_again(firm: Firm, doings: Doings) -> None:
    steps = [set_city("a", "Ulm"), step("test.do", "b", text="later")]
    rule = make_rule(firm, "account", when("created"), steps)
    doings.fails = RuntimeError("the network is down")
    account = add(firm)
    run_until_idle()
    (run,) = runs_of(rule)
    assert run.state == State.READY
    doings.fails = None
    go_on(firm)
    (run,) = runs_of(rule)
    assert run.state == State.DONE
    assert [one["key"] for one in run.log] == ["a", "b"]
    changes = Event.objects.in_workspace(firm.workspace.pk).filter(
        record_id=account.pk, verb="account.changed"
    )
    assert changes.count() == 1


def test_what_never_works_is_given_up_after_five_attempts(firm: Firm, doings: Doings) -> None:
    rule = make_rule(firm, "account", when("created"), step("test.do"))
    doings.fails = RuntimeError("always")
    add(firm)
    run_until_idle()
    for number in range(1, 8):
        go_on(firm, 2 * number)
    (run,) = runs_of(rule)
    assert (run.state, run.attempts) == (State.FAILED, 5)
    assert "log file" in run.reason["reason"]


def test_a_run_that_takes_its_worker_down_is_given_up(firm: Firm, doings: Doings) -> None:
    rule = make_rule(firm, "account", when("created"), step("test.do"))
    doings.fails = SystemExit(9)
    add(firm)
    for number in range(1, 8):
        with clock.fixed(clock.now() + timedelta(hours=number)):
            try:
                run_until_idle()
                go_on_with(firm.workspace.pk)
            except SystemExit:
                continue
    (run,) = runs_of(rule)
    assert (run.state, run.reason) == (State.FAILED, {"reason": going_on.DIED})


def test_five_failed_runs_in_a_row_pause_the_rule_and_tell_its_owner(
    firm: Firm, doings: Doings
) -> None:
    rule = make_rule(firm, "account", when("created"), step("test.do"))
    doings.fails = Refused("This does not work.")
    for number in range(7):
        add(firm, f"Account {number}")
        run_until_idle()
    rule.refresh_from_db()
    assert rule.paused_at is not None
    assert len(runs_of(rule)) == 5
    (told,) = Event.objects.in_workspace(firm.workspace.pk).filter(verb="rule.paused")
    assert told.facts["members"] == [str(firm.members["olga"].pk)]
    for language, sentence in (
        ("en", "The last 5 runs failed: This does not work."),
        ("de", "Die letzten 5 Läufe sind fehlgeschlagen: This does not work."),
    ):
        with translation.override(language):
            assert ending.said(told.facts["reason"]) == sentence


def test_a_run_between_that_works_keeps_the_rule_running(firm: Firm, doings: Doings) -> None:
    rule = make_rule(firm, "account", when("created"), step("test.do"))
    for number in range(9):
        doings.fails = None if number == 4 else Refused("This does not work.")
        add(firm, f"Account {number}")
        run_until_idle()
    rule.refresh_from_db()
    assert rule.paused_at is None


def test_a_member_who_left_or_lost_the_right_pauses_the_rule_at_once(
    firm: Firm, doings: Doings
) -> None:
    left = make_rule(firm, "account", when("created"), step("test.do"), member="wim")
    lost = make_rule(firm, "account", when("created"), set_city("a", "Ulm"), member="bodo")
    member = firm.members["wim"]
    member.is_active = False
    member.save()
    add(firm)
    run_until_idle()
    for rule in (left, lost):
        (run,) = runs_of(rule)
        assert run.state == State.FAILED
        rule.refresh_from_db()
        assert rule.paused_at is not None
    told = Event.objects.in_workspace(firm.workspace.pk).get(
        verb="rule.paused", facts__rule=str(left.pk)
    )
    leading = {str(firm.members[name].pk) for name in ("olga", "lena")}
    assert set(told.facts["members"]) == leading
    assert "Wim" in told.facts["reason"]["values"]["name"]


def test_a_record_that_was_deleted_meanwhile_ends_the_run_in_words(
    firm: Firm, doings: Doings
) -> None:
    rule = make_rule(firm, "account", when("created"), [step("test.do"), step("test.do")])
    doings.fails = RuntimeError("not now")
    account = add(firm)
    run_until_idle()
    doings.fails = None
    actions.trash(firm.olga, "account", account)
    go_on(firm)
    (run,) = runs_of(rule)
    assert (run.state, run.reason) == (State.STOPPED, {"reason": GONE})
    rule.refresh_from_db()
    assert rule.paused_at is None


def test_a_failed_run_goes_on_from_its_step_with_the_mended_rule(
    firm: Firm, doings: Doings
) -> None:
    steps = [step("test.do", "a", text="first"), step("test.set", "b", text="nothing=1")]
    rule = make_rule(firm, "account", when("created"), steps)
    account = add(firm)
    run_until_idle()
    (run,) = runs_of(rule)
    assert run.state == State.FAILED
    assert [line["key"] for line in run.log] == ["a"]
    doings.done.clear()
    mended = Definition("account", from_json(rule.definition).when, then=(
        step("test.do", "new", text="new"), steps[0], set_city("b", "Ulm"),
    ))  # fmt: skip
    rule.definition, rule.version = to_json(mended), 2
    rule.save()
    keep_version(rule)
    retry_run(firm.olga, run=str(run.pk))
    run_until_idle()
    (run,) = runs_of(rule)
    assert (run.state, run.version) == (State.DONE, 2)
    assert not doings.done
    assert Account.objects.in_workspace(firm.workspace.pk).get(pk=account.pk).city == "Ulm"


def test_what_a_run_did_is_undone_as_one_step(firm: Firm, doings: Doings) -> None:
    steps = [set_city("a", "Ulm"), step("test.set", "b", text="postcode=89073")]
    rule = make_rule(firm, "account", when("created"), steps)
    account = add(firm, city="Bonn")
    run_until_idle()
    (run,) = runs_of(rule)
    undone = undo_run(firm.olga, run=str(run.pk))
    row = Account.objects.in_workspace(firm.workspace.pk).get(pk=account.pk)
    assert (undone.count, row.city, row.postcode) == (2, "Bonn", "")
    run.refresh_from_db()
    assert run.undone_at is not None
    with pytest.raises(Refused):
        undo_run(firm.olga, run=str(run.pk))


def test_what_somebody_edited_since_stays(firm: Firm, doings: Doings) -> None:
    rule = make_rule(firm, "account", when("created"), set_city("a", "Ulm"))
    account = add(firm, city="Bonn")
    run_until_idle()
    actions.change(firm.actor("lena"), "account", account, {"city": "Kiel"})
    undone = undo_run(firm.olga, run=str(runs_of(rule)[0].pk))
    assert undone.skipped == ["Ott"]
    assert Account.objects.in_workspace(firm.workspace.pk).get(pk=account.pk).city == "Kiel"


WAIT = step("wait", "w", count="7", unit="days")


def waiting(firm: Firm, *steps: Step) -> Run:
    """A run that waits a week before it does something, behind some steps."""
    make_rule(firm, "account", when("created"), [*steps, WAIT, step("test.do", text="later")])
    account = add(firm)
    run_until_idle()
    run: Run = Run.objects.in_workspace(firm.workspace.pk).get(record_id=account.pk)
    assert run.state == State.WAITING
    return run


def test_a_run_that_has_only_waited_is_stopped_by_an_undo(firm: Firm, doings: Doings) -> None:
    run = waiting(firm)
    assert undo_run(firm.olga, run=str(run.pk)).count == 0
    run.refresh_from_db()
    assert (run.state, run.reason, run.next_at) == (State.STOPPED, {"reason": CUT_OFF}, None)
    with pytest.raises(Refused, match="was undone"):
        retry_run(firm.olga, run=str(run.pk))
    go_on(firm, 24 * 8)
    assert doings.done == []


def test_a_run_is_stopped_even_where_what_it_did_cannot_be_undone(
    firm: Firm, doings: Doings
) -> None:
    run = waiting(
        firm,
        step("notify", "n", members=[str(firm.members["wim"].pk)], text="Neu: {{ record.name }}"),
    )
    assert undo_run(firm.olga, run=str(run.pk)).count == 0
    run.refresh_from_db()
    assert (run.state, run.undone_at) == (State.STOPPED, None)
    assert run.reason == {
        "reason": STAYS,
        "values": {"reason": ending.kept(Refused("This cannot be undone."))},
    }
    go_on(firm, 24 * 8)
    assert doings.done == []


def test_a_run_that_ended_and_wrote_nothing_has_nothing_to_undo(firm: Firm, doings: Doings) -> None:
    rule = make_rule(firm, "account", when("created"), step("test.do"))
    add(firm)
    run_until_idle()
    with pytest.raises(NotFound):
        undo_run(firm.olga, run=str(runs_of(rule)[0].pk))


def test_only_who_writes_rules_tries_again_or_undoes(firm: Firm, doings: Doings) -> None:
    rule = make_rule(firm, "account", when("created"), set_city("a", "Ulm"))
    add(firm)
    run_until_idle()
    (run,) = runs_of(rule)
    for way in (retry_run, undo_run):
        with pytest.raises(Forbidden):
            way(firm.actor("wim"), run=str(run.pk))


def test_a_run_of_another_firm_is_not_there(firm: Firm, other_firm: Firm, doings: Doings) -> None:
    rule = make_rule(firm, "account", when("created"), set_city("a", "Ulm"))
    add(firm)
    run_until_idle()
    for way in (retry_run, undo_run):
        with pytest.raises(NotFound):
            way(other_firm.actor("fremd"), run=str(runs_of(rule)[0].pk))


def test_a_button_starts_its_rule_for_the_roles_it_names_and_once(
    firm: Firm, doings: Doings
) -> None:
    button = when("button", label="Greet", roles=["member"])
    rule = make_rule(firm, "account", button, step("test.do", text="hi"))
    account, key = add(firm), str(uuid7())
    for _ in range(2):
        start_rule(firm.actor("wim"), rule=rule.number, record=str(account.pk), key=key)
    with pytest.raises(Forbidden):
        start_rule(firm.actor("sam"), rule=rule.number, record=str(account.pk), key="")
    run_until_idle()
    assert doings.done == [(account.pk, "hi")]
    (run,) = runs_of(rule)
    assert run.trigger == "button"


def test_a_rule_that_is_off_is_not_started_by_hand(firm: Firm, doings: Doings) -> None:
    rule = make_rule(firm, "account", when("manual"), step("test.do"), is_on=False)
    with pytest.raises(Refused, match="switched off"):
        start_rule(firm.olga, rule=rule.number, record=str(add(firm).pk), key="")


def test_two_workers_do_not_do_the_same_run(firm: Firm, doings: Doings) -> None:
    rule = make_rule(firm, "account", when("created"), step("test.do"))
    add(firm)
    from klientel.events.delivery import deliver
    from klientel.events.dispatch import dispatch

    dispatch()
    deliver()
    claimed = going_on._claim(firm.workspace.pk)
    assert go_on_with(firm.workspace.pk) == (0, False)
    with clock.fixed(clock.now() + timedelta(minutes=3)):
        go_on_with(firm.workspace.pk)
    # the slow one comes back to find that another did it
    firm_at_work = going_on.Firm.of(firm.workspace.pk)
    going_on._together(firm_at_work, claimed)
    assert len(doings.done) == 1
    assert runs_of(rule)[0].state == State.DONE


def test_a_broken_transaction_does_each_run_alone(
    firm: Firm, doings: Doings, monkeypatch: Any
) -> None:
    from django.db import OperationalError

    rule = make_rule(firm, "account", when("created"), step("test.do"))
    bad, good = add(firm, "Bad"), add(firm, "Good")
    do = doings.do

    def deadlock(actor: Any, scene: Any, values: Any) -> Any:
        if scene.record.pk == bad.pk:
            raise OperationalError("deadlock")
        return do(actor, scene, values)

    from klientel.automations.steps import steps as kinds

    monkeypatch.setattr(doings, "do", deadlock)
    kinds.remove("test.do")
    from klientel.automations.steps import StepKind

    kinds.register(
        StepKind(name="test.do", label="", icon="zap", said=lambda asking: "", run=deadlock)
    )
    run_until_idle()
    states = {run.record_id: run.state for run in runs_of(rule)}
    assert states == {bad.pk: State.READY, good.pk: State.DONE}


def test_old_runs_are_forgotten(firm: Firm, doings: Doings) -> None:
    rule = make_rule(firm, "account", when("created"), step("test.do"))
    add(firm)
    run_until_idle()
    assert clean_runs.call() == 0
    with clock.fixed(clock.now() + timedelta(days=91)):
        assert clean_runs.call() == 1
    assert runs_of(rule) == []


def test_what_an_ended_run_was_left_waiting_for_keeps_nothing_from_being_forgotten(
    firm: Firm, doings: Doings
) -> None:
    rule = make_rule(firm, "account", when("created"), step("test.do"))
    account = add(firm)
    run_until_idle()
    (run,) = runs_of(rule)
    left = Awaited(
        workspace_id=run.workspace_id, run_id=run.pk, verb="account.changed", on_id=account.pk
    )
    left.save()
    with clock.fixed(clock.now() + timedelta(days=91)):
        assert clean_runs.call() == 1
    assert not Awaited.objects.in_workspace(firm.workspace.pk).exists()
