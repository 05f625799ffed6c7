"""Every action as a tool of agents: offered by registration alone, with a schema that holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import jsonschema
import pytest
from django.utils import translation

from klientel.integrations.agents.acting import tool_name
from klientel.integrations.tests.agents import Agent
from klientel.records.actions import actions
from klientel.records.actions.catalogue import action
from klientel.records.fields import TextField
from klientel.records.types import record_types
from tests.cast import Firm
from tests.contracts.samples import make

pytestmark = pytest.mark.django_db
NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")


def tools(firm: Firm, **given: object) -> dict[str, dict]:
    return {one["name"]: one for one in Agent(firm, **given).offered()}


def test_every_action_that_a_token_may_use_is_a_tool(firm: Firm) -> None:
    agent = Agent(firm)
    actor = agent.caller.bearer.actor
    allowed = {tool_name(one.name) for one in actions if actor.may(one.permission)}
    assert len(allowed) > 100
    assert set(tools(firm)) == allowed | {
        "search", "find", "read", "timeline", "describe", "act",
    }  # fmt: skip


def test_no_two_actions_are_called_alike_as_tools() -> None:
    names = [tool_name(one.name) for one in actions]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_tool_has_a_valid_schema_a_name_that_clients_take_and_words(
    firm: Firm, language: str
) -> None:
    user = firm.members["olga"].user
    user.language = language
    user.save()
    with translation.override(language):
        for name, one in tools(firm).items():
            schema = one["inputSchema"]
            jsonschema.Draft202012Validator.check_schema(schema)
            assert schema["type"] == "object"
            assert schema["additionalProperties"] is False
            assert NAME.fullmatch(name), name
            assert all(one[part] for part in ("title", "description")), name
            assert "{" not in one["title"], name


def test_hints_are_true_to_the_actions(firm: Firm) -> None:
    hints = {name: one["annotations"] for name, one in tools(firm).items()}
    assert {name for name, one in hints.items() if one["readOnlyHint"]} == {
        "search", "find", "read", "timeline", "describe",
    }  # fmt: skip
    for one in record_types:
        if f"{one.name}_create" in hints:
            assert hints[f"{one.name}_create"]["destructiveHint"] is False
            assert hints[f"{one.name}_trash"]["destructiveHint"] is True
    assert hints["act"]["destructiveHint"] is True
    adding = {tool_name(one.name) for one in actions if one.adds}
    doubtful = [name for name in adding if re.search("trash|remove|delete|change|merge", name)]
    assert not doubtful


@contextmanager
def a_made_up_action() -> Iterator[str]:
    """An action on the boats of the sample room, as a room would register it."""

    @action(
        "boat.paint",
        label="Paint",
        permission="boat.edit",
        inputs=[TextField(name="colour", label="Colour", required=True)],
        adds=True,
    )
    def paint(actor: object, boat: object, *, colour: str) -> object:
        return boat

    try:
        yield "boat_paint"
    finally:
        del actions._by_name["boat.paint"]


def test_an_action_of_a_made_up_room_is_a_tool_by_its_registration_alone(firm: Firm) -> None:
    boat = make(firm.olga, record_types.get("boat"))
    agent = Agent(firm)
    with a_made_up_action() as name:
        one = tools(firm)[name]
        assert one["inputSchema"]["properties"]["inputs"]["required"] == ["colour"]
        assert one["annotations"] == {"readOnlyHint": False, "destructiveHint": False}
        assert agent(name, record=str(boat.pk), inputs={"colour": "red"})["record"]
        told = agent.refused(name, record=str(boat.pk), inputs={})
        assert told["errors"][0]["pointer"] == "/inputs/colour"
    assert "boat_paint" not in tools(firm)


def test_a_client_chooses_the_nouns_that_it_wants_tools_of(firm: Firm) -> None:
    fixed = {"search", "find", "read", "timeline", "describe", "act"}
    assert set(tools(firm, tools="few")) == fixed
    some = set(tools(firm, tools="account,work"))
    assert {"account_create", "work_create"} < some
    assert {one.partition("_")[0] for one in some - fixed} == {"account", "work"}
