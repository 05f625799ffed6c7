"""Whose rights a rule has is said beside its switch, and who writes rules can take one over."""

from __future__ import annotations

from datetime import timedelta

import pytest

from klientel.automations.actions import take_over
from klientel.automations.engine.timing import let_go_on
from klientel.automations.models import RuleVersion
from klientel.automations.tests.made_up import Doings, make_rule, runs_of, step, when
from klientel.events.models import Event
from klientel.events.worker import run_until_idle
from klientel.kit import clock
from klientel.kit.refused import Forbidden, Invalid, NotFound
from klientel.records import actions
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def test_a_lead_reads_whose_rights_it_has_and_gives_it_theirs(firm: Firm, doings: Doings) -> None:
    rule = make_rule(firm, "account", when("created"), step("test.do"))
    here = f"/werft/automations/{rule.number}"
    lena = firm.client("lena")
    page = lena.get(here).content.decode()
    assert "It acts with the rights of Olga, whoever switches it on." in page
    assert 'aria-describedby="rule-acts-as"' in page
    assert "rule-acts-as" not in firm.client().get(here).content.decode()
    lena.post(f"{here}/switch", {"do": "off"})
    lena.post(f"{here}/switch", {"do": "on"})
    rule.refresh_from_db()
    assert rule.acts_as_id == firm.members["olga"].pk
    answer = lena.post(f"{here}/take-over", follow=True).content.decode()
    assert "“Rule” acts with your rights now." in answer
    assert "rule-acts-as" not in answer
    rule.refresh_from_db()
    assert rule.acts_as_id == firm.members["lena"].pk
    assert "with the rights of Lena" in lena.get("/werft/automations").content.decode()


def test_it_is_a_version_of_whoever_took_it_over_and_told_once(firm: Firm, doings: Doings) -> None:
    rule = make_rule(firm, "account", when("created"), step("test.do"))
    for _time in range(2):
        take_over(firm.actor("lena"), rule=rule.number)
    rule.refresh_from_db()
    assert rule.version == 2
    kept = RuleVersion.objects.in_workspace(firm.workspace.pk).get(rule_id=rule.pk, version=2)
    assert (kept.member_id, kept.definition) == (firm.members["lena"].pk, rule.definition)
    (event,) = Event.objects.in_workspace(firm.workspace.pk).filter(verb="rule.taken_over")
    assert (event.member_id, event.facts["name"]) == (firm.members["lena"].pk, "Rule")


def test_what_it_began_before_keeps_its_rights(firm: Firm, doings: Doings) -> None:
    does = [step("wait", count="2", unit="days"), step("test.set", text="city=Ulm")]
    rule = make_rule(firm, "account", when("created"), does, member="lena")
    RuleVersion.objects.in_workspace(firm.workspace.pk).update(member_id=firm.members["lena"].pk)
    actions.create(firm.olga, "account", {"name": "Ott"})
    run_until_idle()
    take_over(firm.olga, rule=rule.number)
    actions.create(firm.olga, "account", {"name": "Ruck"})
    run_until_idle()
    with clock.travel(timedelta(days=3)):
        let_go_on.call()
        run_until_idle()
    assert [run.version for run in runs_of(rule)] == [1, 2]
    changes = Event.objects.in_workspace(firm.workspace.pk).filter(verb="account.changed")
    by_run = {event.batch: event.member_id for event in changes}
    people = [by_run[run.pk] for run in runs_of(rule)]
    assert people == [firm.members["lena"].pk, firm.members["olga"].pk]


def test_nobody_takes_over_what_they_may_not_write(
    firm: Firm, other_firm: Firm, doings: Doings
) -> None:
    rule = make_rule(firm, "account", when("created"), step("test.do"))
    with pytest.raises(Forbidden):
        take_over(firm.actor("wim"), rule=rule.number)
    with pytest.raises(NotFound):
        take_over(other_firm.actor("fremd"), rule=rule.number)
    here = f"/werft/automations/{rule.number}/take-over"
    assert firm.client("wim").post(here).status_code == 403
    assert other_firm.client("fremd").post(here).status_code == 404


def test_one_that_fits_no_longer_is_not_taken_over(firm: Firm, doings: Doings) -> None:
    rule = make_rule(firm, "account", when("created"), step("never.heard.of"))
    with pytest.raises(Invalid):
        take_over(firm.actor("lena"), rule=rule.number)
    answer = firm.client("lena").post(f"/werft/automations/{rule.number}/take-over")
    assert answer.status_code == 303
    rule.refresh_from_db()
    assert (rule.version, rule.acts_as_id) == (1, firm.members["olga"].pk)
