"""A run that began before its rule was changed goes on as it began: with those rights."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from klientel.automations.actions.keeping import insert_rule, put
from klientel.automations.definition import Definition
from klientel.automations.engine.stepping import GONE
from klientel.automations.engine.timing import let_go_on
from klientel.automations.models import Rule, Run
from klientel.automations.tests.made_up import Doings, runs_of, step, when
from klientel.events.missed import wants_changed
from klientel.events.worker import run_until_idle
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.records import actions
from tests.cast import Firm

pytestmark = pytest.mark.django_db
State = Run.State
WAIT = step("wait", "w", count="7", unit="days")
STARTS = (when("created"),)


def lenas(firm: Firm) -> Rule:
    """A rule that Lena wrote: it waits a week before it does something."""
    does = Definition("account", STARTS, then=(WAIT, step("test.do", "d", text="Lena's")))
    rule = insert_rule(firm.actor("lena"), uuid7(), {"name": "Hers"}, does, is_on=True)
    wants_changed("automations", firm.workspace.pk)
    return rule


def changed_by_olga(firm: Firm, rule: Rule) -> None:
    """Olga takes out what Lena's rule did, and lets it do something else."""
    does = Definition("account", STARTS, then=(WAIT, step("test.do", "o", text="Olga's")))
    put(firm.olga, rule, {"name": "Hers"}, does)


def started(firm: Firm) -> Any:
    account = actions.create(firm.olga, "account", {"name": "Ott"})
    run_until_idle()
    return account


def a_week_later() -> None:
    with clock.fixed(clock.now() + timedelta(days=8)):
        let_go_on.call()
        run_until_idle()


def test_a_run_that_began_before_sees_no_more_than_who_wrote_what_it_does(
    firm: Firm, doings: Doings
) -> None:
    rule = lenas(firm)
    account = started(firm)
    actions.share(firm.olga, "account", account, privacy="named")
    changed_by_olga(firm, rule)
    a_week_later()
    (run,) = runs_of(rule)
    assert (run.state, run.reason) == (State.STOPPED, {"reason": GONE})
    assert doings.done == []


def test_one_that_begins_afterwards_acts_as_who_changed_the_rule(
    firm: Firm, doings: Doings
) -> None:
    rule = lenas(firm)
    changed_by_olga(firm, rule)
    account = started(firm)
    actions.share(firm.olga, "account", account, privacy="named")
    a_week_later()
    assert doings.done == [(account.pk, "Olga's")]


def test_a_run_of_who_has_left_fails_and_the_rule_that_another_has_changed_stays_on(
    firm: Firm, doings: Doings
) -> None:
    rule = lenas(firm)
    started(firm)
    changed_by_olga(firm, rule)
    lena = firm.members["lena"]
    lena.is_active = False
    lena.save()
    a_week_later()
    (run,) = runs_of(rule)
    assert run.state == State.FAILED
    assert "Lena" in run.reason["values"]["name"]
    rule.refresh_from_db()
    assert rule.paused_at is None
    assert doings.done == []
