"""Rules that tests are made of."""

from __future__ import annotations

import json
from typing import Any

from klientel.automations.actions import create_rule
from klientel.automations.definition import Definition, Step, When, to_json
from klientel.automations.models import Rule
from klientel.records.conditions import Condition, Group
from tests.cast import Firm

FULFILLED = When("event", {"verb": "order.fulfilled"})


def task(title: str = "Rechnung prüfen", key: str = "aaaa1111", **values: Any) -> Step:
    """A step that adds a task for who is in charge, due tomorrow."""
    usual = {
        "_type": "work",
        "kind": "task",
        "title": title,
        "owner": {"from": "owner"},
        "due": {"from": "today", "days": 1},
        "account": {"from": "account"},
    }
    return Step(key, "create", {**usual, **values})


def invoice_rule() -> Definition:
    """The first rule of the brief: an order is fulfilled, so somebody checks the invoice."""
    asked = Condition("account:relationship", "any", "client,customer")
    return Definition("work", (FULFILLED,), Group("and", (asked,)), (task(),))


def made(firm: Firm, definition: Definition, name: str = "Rechnung", **said: Any) -> Rule:
    """A rule that Olga made, switched on."""
    text = json.dumps(to_json(definition))
    return create_rule(firm.olga, name=name, definition=text, is_on=True, **said)


def form(definition: Definition, **more: Any) -> dict[str, Any]:
    """What the form of the editor sends where nobody has typed anything."""
    usual = {
        "name": "Rechnung",
        "definition": json.dumps(to_json(definition)),
        "audience": "everyone",
    }
    return {**usual, "max_runs_per_hour": "200", **more}
