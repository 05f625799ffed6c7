"""Rules that would start each other for ever are refused with the way named; others are not."""

import pytest

from klientel.automations.definition import Definition, Step, When
from klientel.automations.tests.rules import made, task
from klientel.kit.refused import Invalid
from klientel.records.conditions import Condition, Group
from tests.cast import Firm

pytestmark = pytest.mark.django_db
CREATED = (When("created"),)


def chain(firm: Firm, definition: Definition, name: str = "A") -> str:
    with pytest.raises(Invalid) as caught:
        made(firm, definition, name)
    return caught.value.errors["loop"].text()


def set_to(field: str, value: str, key: str = "aaaa1111") -> Step:
    return Step(key, "set", {"_on": "record", field: value})


def test_a_task_for_every_task_is_refused(firm: Firm):
    assert "A → A" in chain(firm, Definition("work", CREATED, Group(), (task(),)))


def test_a_task_for_every_order_is_no_loop(firm: Firm):
    orders = Group("and", (Condition("kind", "any", "order"),))
    assert made(firm, Definition("work", CREATED, orders, (task(),))).pk


def test_a_branch_hides_no_loop(firm: Firm):
    branch = Step("b", "branch", {}, Group("and", (Condition("priority", "any", "1"),)), (task(),))
    assert "A → A" in chain(firm, Definition("work", CREATED, Group(), (branch,)))


def test_a_value_that_is_set_to_what_it_became_ends_by_itself(firm: Firm):
    when = (When("changed", {"field": "status"}),)
    assert made(firm, Definition("work", when, Group(), (set_to("priority", "1"),))).pk
    assert made(firm, Definition("work", when, Group(), (set_to("status", "done"),)), "B").pk


def test_two_rules_that_turn_a_value_to_and_fro_are_refused_with_both_names(firm: Firm):
    first = Definition("work", (When("changed", {"field": "priority", "now": "1"}),), Group(),
                       (set_to("priority", "2"),))  # fmt: skip
    second = Definition("work", (When("changed", {"field": "priority", "now": "2"}),), Group(),
                        (set_to("priority", "1"),))  # fmt: skip
    made(firm, first, "Hin")
    assert "Her → Hin → Her" in chain(firm, second, "Her")


def test_a_condition_that_is_plainly_unmet_afterwards_is_no_loop(firm: Firm):
    boats = (Condition("rig", "any", "sloop"),)
    add = Step("aaaa1111", "create", {"_type": "boat", "name": "Beiboot", "rig": "ketch"})
    assert made(firm, Definition("boat", CREATED, Group("and", boats), (add,))).pk
    same = Step("aaaa1111", "create", {"_type": "boat", "name": "Beiboot", "rig": "sloop"})
    assert "B → B" in chain(firm, Definition("boat", CREATED, Group("and", boats), (same,)), "B")


def test_a_rule_that_starts_itself_is_refused(firm: Firm):
    manual = (When("manual"),)
    first = made(firm, Definition("work", manual, Group(), (Step("s", "stop"),)), "Erste")
    start = Step("aaaa1111", "start_rule", {"_rule": str(first.pk)})
    made(firm, Definition("work", manual, Group(), (start,)), "Zweite")
    again = Definition("work", CREATED, Group(), (start, task()))
    assert "→" in chain(firm, again, "Dritte")


def test_a_reckoned_value_that_grows_is_refused(firm: Firm):
    when = (When("changed", {"field": "estimate_hours"}),)
    grow = Step("aaaa1111", "set", {"estimate_hours": {"formula": "{estimate_hours} + 1"}})
    assert "A → A" in chain(firm, Definition("work", when, Group(), (grow,)))


def test_a_rule_that_is_off_starts_nothing(firm: Firm):
    from klientel.automations.actions import switch_off

    first = Definition("work", (When("changed", {"field": "priority", "now": "1"}),), Group(),
                       (set_to("priority", "2"),))  # fmt: skip
    second = Definition("work", (When("changed", {"field": "priority", "now": "2"}),), Group(),
                        (set_to("priority", "1"),))  # fmt: skip
    rule = made(firm, first, "Hin")
    switch_off(firm.olga, rule=rule.number)
    assert made(firm, second, "Her").pk
