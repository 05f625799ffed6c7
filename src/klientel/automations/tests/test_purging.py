"""A rule that was deleted thirty days ago is removed for good; what it did stays told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from klientel.automations.actions import delete_rule, purging, restore_rule
from klientel.automations.engine.cleaning import empty_rules
from klientel.automations.models import Awaited, Rule, RuleVersion, Run, Watch
from klientel.automations.tests.made_up import Doings, make_rule, runs_of, step, when
from klientel.events.models import Event
from klientel.events.worker import run_until_idle
from klientel.kit import clock
from klientel.kit.refused import Refused
from klientel.records import actions
from klientel.records.actions import undo
from klientel.records.actions.trash import TRASH_DAYS
from klientel.workspaces.actor import Actor
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def lived(firm: Firm, name: str = "Rule", who: str = "olga") -> Rule:
    """A rule that ran, and has a run that waits."""
    waits = step("wait_for", _verbs=["account.changed"], count="900", unit="days")
    rule = make_rule(firm, "account", when("created"), [step("test.set", text="city=Ulm"), waits],
                     name=name, member=who)  # fmt: skip
    Watch(workspace_id=rule.workspace_id, rule=rule, looked_until=clock.now()).save()
    for number in range(3):
        actions.create(firm.actor(who), "account", {"name": f"Ott {number}"})
    run_until_idle()
    return rule


def rows(firm: Firm) -> list[int]:
    tables: list[Any] = [Rule, RuleVersion, Run, Awaited, Watch]
    return [table.objects.in_workspace(firm.workspace.pk).count() for table in tables]


def in_days(days: int) -> int:
    with clock.fixed(clock.now() + timedelta(days=days)):
        return int(empty_rules.call())


def told(firm: Firm) -> list[str]:
    events = Event.objects.in_workspace(firm.workspace.pk).filter(verb__startswith="rule.")
    return list(events.order_by("pk").values_list("verb", flat=True))


def test_it_goes_with_its_versions_and_runs_after_thirty_days_and_not_before(
    firm: Firm, doings: Doings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purging, "CHUNK", 2)
    rule = lived(firm)
    delete_rule(firm.olga, rule=rule.number)
    before = Event.objects.in_workspace(firm.workspace.pk).count()
    assert rows(firm) == [1, 1, 3, 3, 1]
    assert in_days(29) == 0
    assert rows(firm) == [1, 1, 3, 3, 1]
    assert in_days(31) == 9
    assert rows(firm) == [0, 0, 0, 0, 0]
    assert in_days(31) == 0
    # the log keeps all, and says that it went
    assert Event.objects.in_workspace(firm.workspace.pk).count() == before + 1
    assert told(firm) == ["rule.deleted", "rule.purged"]


def test_those_that_are_there_and_those_of_others_stay(
    firm: Firm, other_firm: Firm, doings: Doings
) -> None:
    gone, kept, theirs = lived(firm), lived(firm, "Kept"), lived(other_firm, who="fremd")
    delete_rule(firm.olga, rule=gone.number)
    in_days(31)
    assert Rule.objects.in_workspace(firm.workspace.pk).get() == kept
    assert runs_of(kept)
    assert Rule.objects.in_workspace(other_firm.workspace.pk).get() == theirs
    assert len(runs_of(theirs)) == 3


def test_what_it_did_is_told_as_that_of_a_rule_and_can_still_be_read(
    firm: Firm, doings: Doings
) -> None:
    rule = lived(firm)
    account = runs_of(rule)[0].record_id
    delete_rule(firm.olga, rule=rule.number)
    in_days(31)
    row = actions.create(firm.olga, "account", {"name": "Other"})
    found = type(row).objects.in_workspace(firm.workspace.pk).get(pk=account)
    page = firm.client().get(f"/werft/accounts/{found.ref}?tab=history").content.decode()
    assert "through a rule" in page


def test_it_is_restored_within_thirty_days_and_refused_afterwards(
    firm: Firm, doings: Doings
) -> None:
    rule = lived(firm)
    delete_rule(firm.olga, rule=rule.number)
    with clock.fixed(clock.now() + timedelta(days=29)):
        restore_rule(firm.olga, rule=rule.number)
    assert in_days(90) == 0
    rule.refresh_from_db()
    assert (rule.deleted_at, rule.is_on) == (None, False)
    delete_rule(firm.olga, rule=rule.number)
    with clock.fixed(clock.now() + timedelta(days=31)), pytest.raises(Refused, match="30 days ago"):
        restore_rule(firm.olga, rule=rule.number)


def test_undoing_the_deletion_of_a_rule_that_is_gone_brings_nothing_back(
    firm: Firm, doings: Doings
) -> None:
    rule = lived(firm)
    delete_rule(firm.olga, rule=rule.number)
    event = Event.objects.in_workspace(firm.workspace.pk).get(verb="rule.deleted")
    in_days(31)
    assert undo(firm.olga, event.pk).count == 0
    assert firm.client().post(f"/werft/undo/{event.pk}").status_code < 500
    assert not Rule.objects.in_workspace(firm.workspace.pk).exists()


def test_what_was_cut_off_goes_on_the_next_time(
    firm: Firm, doings: Doings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purging, "CHUNK", 1)
    rule = lived(firm)
    delete_rule(firm.olga, rule=rule.number)
    later = clock.now() + timedelta(days=31)
    with clock.fixed(later):
        program = Actor.system(firm.workspace.pk, "test")
        next(purging.purge_rules(program, later - timedelta(days=TRASH_DAYS)))
    assert rows(firm)[0] == 1
    with clock.fixed(later), pytest.raises(Refused):
        restore_rule(firm.olga, rule=rule.number)
    in_days(31)
    assert rows(firm) == [0, 0, 0, 0, 0]
