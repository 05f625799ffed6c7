"""Rules are made, changed, switched, copied, deleted and brought back by those who may."""

import json

import pytest

from klientel.automations.actions import (
    bring_back,
    change_rule,
    copy_rule,
    create_rule,
    delete_rule,
    restore_rule,
    switch_off,
    switch_on,
)
from klientel.automations.actions.pausing import pause
from klientel.automations.definition import Definition, Step, When, from_json, to_json
from klientel.automations.models import Rule, RuleVersion
from klientel.automations.queries import rules_found_by
from klientel.automations.tests.rules import invoice_rule, made, task
from klientel.events.feed import named_in
from klientel.events.models import Event
from klientel.kit.ids import uuid7
from klientel.kit.refused import Conflict, Forbidden, Invalid, NotFound, Refused
from klientel.records.actions.undo import undo
from klientel.records.conditions import Condition, Group
from klientel.records.reading import reading_for
from klientel.records.telling import in_words
from klientel.team.handover import hand_overs
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def text(definition: Definition) -> str:
    return json.dumps(to_json(definition))


def last(firm: Firm) -> Event:
    return Event.objects.in_workspace(firm.workspace.pk).order_by("id").last()


def test_a_rule_is_kept_with_its_first_version_and_told(firm: Firm):
    rule = made(firm, invoice_rule())
    assert from_json(rule.definition) == invoice_rule()
    assert (rule.number, rule.version, rule.about, rule.runs_now) == (1, 1, "work", True)
    assert (rule.member_id, rule.acts_as_id) == (firm.olga.member_id, firm.olga.member_id)
    versions = RuleVersion.objects.in_workspace(firm.workspace.pk)
    assert versions.get().definition == rule.definition
    assert (last(firm).verb, last(firm).facts["name"]) == ("rule.created", "Rechnung")


def test_a_form_sent_twice_makes_one_rule(firm: Firm):
    key = "0190a000-0000-7000-8000-000000000001"
    first = made(firm, invoice_rule(), key=key)
    assert made(firm, invoice_rule(), key=key).pk == first.pk
    assert Rule.objects.in_workspace(firm.workspace.pk).count() == 1


def test_only_those_who_lead_write_rules(firm: Firm):
    for name in ("wim", "sam", "bodo"):
        with pytest.raises(Forbidden):
            create_rule(firm.actor(name), name="x", definition=text(invoice_rule()))
    assert create_rule(firm.actor("lena"), name="x", definition=text(invoice_rule())).pk


def test_members_find_the_rules_that_concern_them(firm: Firm):
    everyone = made(firm, invoice_rule())
    web = made(firm, invoice_rule(), "Web", audience="team", team=str(firm.teams["web"].pk))
    found = {name: set(rules_found_by(firm.actor(name))) for name in ("olga", "lena", "wim", "bea")}
    assert found["olga"] == found["lena"] == found["wim"] == {everyone, web}
    assert found["bea"] == {everyone}


def test_a_stranger_finds_no_rule(firm: Firm, other_firm: Firm):
    rule = made(firm, invoice_rule())
    stranger = other_firm.actor("fremd")
    assert not list(rules_found_by(stranger))
    with pytest.raises(NotFound):
        switch_off(stranger, rule=rule.number)


def test_who_changes_a_rule_is_whom_it_acts_as(firm: Firm):
    rule = made(firm, invoice_rule())
    changed = change_rule(
        firm.actor("lena"), rule=rule.number, version=1, name="Neu", definition=text(invoice_rule())
    )
    assert (changed.version, changed.name) == (2, "Neu")
    assert changed.member_id == firm.olga.member_id
    assert changed.acts_as_id == firm.members["lena"].pk


def test_a_stale_change_is_a_conflict_and_writes_nothing(firm: Firm):
    rule = made(firm, invoice_rule())
    change_rule(firm.olga, rule=rule.number, version=1, name="A", definition=text(invoice_rule()))
    with pytest.raises(Conflict):
        change_rule(
            firm.olga, rule=rule.number, version=1, name="B", definition=text(invoice_rule())
        )
    rule.refresh_from_db()
    assert (rule.name, rule.version) == ("A", 2)


def test_saving_what_is_there_already_is_no_version(firm: Firm):
    rule = made(firm, invoice_rule())
    same = change_rule(
        firm.olga, rule=rule.number, version=1, name="Rechnung", definition=text(invoice_rule())
    )
    assert same.version == 1


def test_a_rule_is_switched_off_and_on_and_that_is_undone(firm: Firm):
    rule = made(firm, invoice_rule())
    assert not switch_off(firm.olga, rule=rule.number).is_on
    undo(firm.olga, last(firm).pk)
    rule.refresh_from_db()
    assert rule.runs_now
    assert rule.on_since is not None
    switch_off(firm.olga, rule=rule.number)
    assert switch_on(firm.olga, rule=rule.number).runs_now


def test_a_change_is_undone_to_the_version_before(firm: Firm):
    rule = made(firm, invoice_rule())
    other = Definition("work", invoice_rule().when, Group(), (task("Anders"),))
    change_rule(firm.olga, rule=rule.number, version=1, name="Neu", definition=text(other))
    undo(firm.olga, last(firm).pk)
    rule.refresh_from_db()
    assert (rule.name, rule.version) == ("Rechnung", 3)
    assert from_json(rule.definition) == invoice_rule()


def test_a_former_version_is_brought_back_with_its_settings(firm: Firm):
    rule = made(firm, invoice_rule(), max_runs_per_hour=7)
    change_rule(firm.olga, rule=rule.number, name="Neu", definition=text(invoice_rule()))
    rule.refresh_from_db()
    assert rule.max_runs_per_hour == 200
    back = bring_back(firm.olga, rule=rule.number, version=1)
    assert (back.name, back.max_runs_per_hour, back.version) == ("Rechnung", 7, 3)
    with pytest.raises(NotFound):
        bring_back(firm.olga, rule=rule.number, version=99)


def test_a_deleted_rule_is_found_no_more_and_restored_switched_off(firm: Firm):
    rule = made(firm, invoice_rule())
    delete_rule(firm.olga, rule=rule.number)
    assert not list(rules_found_by(firm.olga))
    with pytest.raises(NotFound):
        switch_on(firm.olga, rule=rule.number)
    assert not restore_rule(firm.olga, rule=rule.number).is_on
    assert list(rules_found_by(firm.olga)) == [rule]


def test_a_copy_is_switched_off_and_has_keys_of_its_own(firm: Firm):
    rule = made(firm, invoice_rule())
    copied = copy_rule(firm.olga, rule=rule.number, name="Zweite")
    assert (copied.name, copied.is_on, copied.number) == ("Zweite", False, 2)
    keys = {one.key for one in from_json(rule.definition).steps()}
    assert not keys & {one.key for one in from_json(copied.definition).steps()}


def test_what_is_wrong_is_said_at_its_place(firm: Firm):
    wrong = Definition(
        "work",
        (When("event", {"verb": "order.eaten"}), When("moonrise")),
        Group("and", (Condition("colour", "any", "red"), Condition("priority", "any", ""))),
        (
            Step("aaaa1111", "create", {"_type": "work"}),
            Step("bbbb2222", "fly"),
            Step("cccc3333", "comment", {"text": "Hallo {{ account.secret }}"}),
            Step("dddd4444", "branch", then=(Step("eeee5555", "stop"),)),
            Step("ffff6666", "set", {}),
        ),
    )
    with pytest.raises(Invalid) as caught:
        made(firm, wrong)
    assert set(caught.value.errors) == {
        "when.0.verb",
        "when.1",
        "given.0",
        "given.1",
        "step.aaaa1111.title",
        "step.bbbb2222",
        "step.cccc3333.text",
        "step.dddd4444.given",
        "step.ffff6666",
    }
    assert "account.secret" in caught.value.errors["step.cccc3333.text"].text()
    assert not Rule.objects.in_workspace(firm.workspace.pk).exists()


def test_a_rule_without_trigger_or_step_is_refused(firm: Firm):
    with pytest.raises(Invalid) as caught:
        made(firm, Definition("work"))
    assert set(caught.value.errors) == {"when", "then"}
    with pytest.raises(Invalid) as caught:
        made(firm, Definition("unicorn", invoice_rule().when, Group(), (task(),)))
    assert set(caught.value.errors) == {"about"}


def test_text_that_is_no_rule_is_refused(firm: Firm):
    for nonsense in ("", "[]", "{", "[" * 5_000, "null"):
        with pytest.raises(Refused):
            create_rule(firm.olga, name="x", definition=nonsense)


def test_ticks_and_conditions_are_kept_in_one_spelling(firm: Firm):
    said = Group("and", (Condition("account:relationship", "any", "Client"),))
    rule = made(firm, Definition("work", invoice_rule().when, said, (task(),)))
    assert from_json(rule.definition).given.simple()[0].operand == "client"


def test_the_rules_of_who_leaves_are_answered_for_by_another_and_act_as_who_switches_them_on(
    firm: Firm,
) -> None:
    made(firm, invoice_rule())
    hers = create_rule(firm.actor("lena"), name="Ihre", definition=text(invoice_rule()), is_on=True)
    lena, wim = firm.members["lena"], firm.members["wim"]
    rules = next(one for one in hand_overs() if one.name == "rules")
    assert rules.count(firm.olga, lena.pk) == 1
    batch = uuid7()
    assert rules.move(firm.olga, lena.pk, wim.pk, batch, set()) == 1
    assert rules.move(firm.olga, lena.pk, wim.pk, batch, set()) == 0
    hers.refresh_from_db()
    assert (hers.member_id, hers.acts_as_id) == (wim.pk, lena.pk)
    told = last(firm)
    assert (told.verb, told.batch) == ("rule.handed_over", batch)
    assert named_in([told]) >= {wim.pk}
    assert wim.name in in_words(told, reading_for(firm.workspace), {wim.pk: wim.name})
    lena.is_active = False
    lena.save()
    pause(hers, {"reason": "gone"})
    assert last(firm).facts["members"] == [str(wim.pk)]
    switched = switch_on(firm.olga, rule=hers.number)
    assert (switched.acts_as_id, switched.runs_now) == (firm.olga.member_id, True)
    undo(firm.olga, told.pk)
    hers.refresh_from_db()
    assert hers.member_id == lena.pk
