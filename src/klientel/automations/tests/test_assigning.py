"""Who has least to do is who has the least that is open, whether or not it has a day."""

from __future__ import annotations

from typing import Any

import pytest

from klientel.automations.definition import Definition, Step, When
from klientel.automations.steps.assigning import least_busy
from klientel.automations.tests.rules import made
from klientel.events.worker import run_until_idle
from klientel.records import actions
from klientel.records.actions.catalogue import run
from klientel.records.conditions import Condition, Group
from klientel.workspaces.models import TeamMember
from tests.cast import Firm

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(firm: Firm) -> list[str]:
    """Wim and Bea in one team, in the order of their ids."""
    web, bea = firm.teams["web"], firm.members["bea"]
    TeamMember(workspace=firm.workspace, team=web, member=bea).save()
    return sorted(str(firm.members[name].pk) for name in ("wim", "bea"))


def ticket(firm: Firm, **values: Any) -> Any:
    return actions.create(firm.olga, "work", {"title": "Störung", "kind": "ticket", **values})


def rule(firm: Firm) -> None:
    least = {"_field": "owner", "_how": "least", "team": str(firm.teams["web"].pk)}
    nobody = Group("and", (Condition("owner", "empty", ""),))
    made(firm, Definition("work", (When("created"),), nobody, (Step("s1", "assign", least),)))


def test_requests_without_a_day_are_shared_out_evenly(firm: Firm, pair: list[str]) -> None:
    rule(firm)
    found = []
    for _number in range(4):
        one = ticket(firm)
        run_until_idle()
        one.refresh_from_db()
        found.append(str(one.owner_id))
    assert sorted(found) == sorted(pair * 2)


def test_what_is_finished_or_deleted_keeps_nobody_busy(firm: Firm, pair: list[str]) -> None:
    first, second = pair
    done, gone = ticket(firm, owner=first), ticket(firm, owner=first)
    ticket(firm, owner=second)
    run(firm.olga, "work.complete", done.pk)
    run(firm.olga, "work.trash", gone.pk)
    people = [firm.members[name].pk for name in ("wim", "bea")]
    assert str(least_busy(firm.workspace.pk, people)) == first
    ticket(firm, owner=first)
    ticket(firm, owner=first)
    assert str(least_busy(firm.workspace.pk, people)) == second


def test_an_account_is_no_work_and_a_day_that_is_due_is(firm: Firm, pair: list[str]) -> None:
    first, second = pair
    actions.create(firm.olga, "account", {"name": "Ott", "owner": first})
    task = ticket(firm, owner=second, kind="task", due="2026-12-01")
    people = [firm.members[name].pk for name in ("wim", "bea")]
    assert str(least_busy(firm.workspace.pk, people)) == first
    run(firm.olga, "work.complete", task.pk)
    ticket(firm, owner=first)
    assert str(least_busy(firm.workspace.pk, people)) == second
