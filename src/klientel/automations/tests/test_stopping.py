"""All open runs of a rule stopped at once, by one action that leaves one event."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest

from klientel.automations.actions.stopping import stop_runs
from klientel.automations.engine import going_on
from klientel.automations.models import Awaited, Rule, Run
from klientel.automations.tests.made_up import Doings, make_rule, runs_of, step, when
from klientel.events.delivery import pass_on
from klientel.events.models import Event
from klientel.events.worker import run_until_idle
from klientel.kit import clock
from klientel.kit.refused import Forbidden, NotFound
from klientel.records import actions
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def waiting(firm: Firm, count: int = 2) -> Rule:
    """A rule with some runs that wait, and one that is done."""
    wait = step("wait_for", _verbs=["account.changed"], count="3", unit="days")
    rule = make_rule(firm, "account", when("created"), [wait, step("test.do")])
    for number in range(count + 1):
        actions.create(firm.olga, "account", {"name": f"Account {number}"})
    run_until_idle()
    first = runs_of(rule)[0]
    actions.change(firm.olga, "account", first.record_id, {"city": "Ulm"})
    run_until_idle()
    return rule


def told(firm: Firm) -> list[Any]:
    events = Event.objects.in_workspace(firm.workspace.pk).filter(verb="rule.runs_stopped")
    return [(event.facts["name"], event.facts["count"]) for event in events]


def test_open_runs_go_no_further_and_others_stay_as_they_are(firm: Firm, doings: Doings) -> None:
    rule, other = waiting(firm), waiting(firm, 1)
    before = {run.pk: run.state for run in runs_of(other)}
    open_ones = [run for run in runs_of(rule) if run.is_open]
    assert stop_runs(firm.olga, rule=rule.number) == len(open_ones) > 1
    stopped = [run for run in runs_of(rule) if run.state == Run.State.STOPPED]
    assert [run.pk for run in stopped] == [run.pk for run in open_ones]
    assert all(run.ended_at and not run.next_at and not run.claim for run in stopped)
    assert {run.pk: run.state for run in runs_of(other)} == before
    awaiting = Awaited.objects.in_workspace(firm.workspace.pk)
    assert {one.run_id for one in awaiting} == {
        run.pk for run in runs_of(other) if run.state == Run.State.WAITING
    }
    ended = {run.pk: run.state for run in runs_of(rule)}
    with clock.travel(timedelta(days=4)):
        actions.change(firm.olga, "account", stopped[0].record_id, {"city": "Kiel"})
        run_until_idle()
    assert {run.pk: run.state for run in runs_of(rule)} == ended


def test_it_is_told_once_and_not_at_all_where_nothing_was_open(firm: Firm, doings: Doings) -> None:
    rule = waiting(firm)
    assert stop_runs(firm.olga, rule=rule.number) == 2
    assert stop_runs(firm.olga, rule=rule.number) == 0
    assert told(firm) == [(rule.name, 2)]


def test_a_run_that_a_worker_has_claimed_is_not_done_after_all(firm: Firm, doings: Doings) -> None:
    rule = make_rule(firm, "account", when("created"), step("test.do"))
    actions.create(firm.olga, "account", {"name": "Ott"})
    while pass_on(100)[0]:
        continue

    claim = going_on._claim

    def claimed_and_stopped(workspace_id: Any) -> list[Run]:
        runs = claim(workspace_id)
        stop_runs(firm.olga, rule=rule.number)
        return runs

    with patch.object(going_on, "_claim", claimed_and_stopped):
        going_on.go_on_with(firm.workspace.pk)
    assert not doings.done
    assert runs_of(rule)[0].state == Run.State.STOPPED
    assert told(firm) == [(rule.name, 1)]


def test_it_is_for_those_who_write_rules(firm: Firm, doings: Doings) -> None:
    rule = waiting(firm)
    with pytest.raises(Forbidden):
        stop_runs(firm.actor("wim"), rule=rule.number)
    with pytest.raises(NotFound):
        stop_runs(firm.olga, rule=999_999)
    assert not told(firm)


def test_the_page_says_how_many_there_are_and_stops_them_once(firm: Firm, doings: Doings) -> None:
    rule = waiting(firm)
    browser = firm.client()
    here = f"/werft/automations/{rule.number}/runs"
    assert "Stop 2 open runs" in browser.get(here).content.decode()
    assert "Stop 2 open runs" not in firm.client("wim").get(here).content.decode()
    assert firm.client("wim").get(f"{here}/stop").status_code == 403
    asked = browser.get(f"{here}/stop").content.decode()
    assert "2 runs of “Rule” that have not ended go no further." in asked
    assert [run.is_open for run in runs_of(rule)].count(True) == 2
    answer = browser.post(f"{here}/stop", follow=True).content.decode()
    assert "2 runs were stopped." in answer
    assert "Somebody stopped all open runs of this rule." in answer
    assert "Stop 2 open runs" not in answer
    assert browser.post(f"{here}/stop").status_code == 303
    assert len(told(firm)) == 1
