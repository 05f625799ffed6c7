"""What a rule says survives being kept, and is bounded whatever was written."""

from klientel.automations.definition import (
    MAX_STEPS,
    Definition,
    Step,
    When,
    from_json,
    to_json,
    with_fresh_keys,
)
from klientel.automations.tests.rules import invoice_rule, task
from klientel.records.conditions import Condition, Group


def nested() -> Definition:
    inner = Step("bbbb2222", "branch", {}, Group("or", (Condition("priority", "any", "1"),)),
                 (task(),), (task("Sonst", "cccc3333"),))  # fmt: skip
    return Definition(
        "work", (When("created"),), Group("and", (Condition("title", "filled"),)), (inner,)
    )


def test_a_rule_is_read_as_it_was_written():
    assert from_json(to_json(invoice_rule())) == invoice_rule()
    assert from_json(to_json(nested())) == nested()


def test_what_a_later_version_wrote_beside_is_left_out():
    stored = to_json(nested())
    stored["colour"] = "red"
    stored["then"][0]["speed"] = 3
    assert from_json(stored) == nested()


def test_nonsense_is_an_empty_rule():
    for stored in (None, [], "rule", 7, {"when": 3, "then": {"a": 1}, "given": ["xor", 1]}):
        assert from_json(stored) == Definition()


def test_steps_without_end_are_cut_off():
    deep: dict = {"do": "stop", "key": "k"}
    for _turn in range(2_000):
        deep = {"do": "branch", "key": "k", "then": [deep]}
    wide = {"then": [{"do": "stop"}] * 10_000}
    assert sum(1 for _one in from_json({"then": [deep]}).steps()) < 10
    assert sum(1 for _one in from_json(wide).steps()) == MAX_STEPS + 1


def test_a_copy_shares_no_key_with_the_rule_it_was_made_of():
    keys = {one.key for one in nested().steps()}
    copied = {one.key for one in with_fresh_keys(nested()).steps()}
    assert len(copied) == len(keys) == 3
    assert not keys & copied
