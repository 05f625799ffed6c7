"""An action that no part of the program has heard of is one function: with it come a button, a form
that asks, a call for programs and a step of rules. (Agents: `test_agent_tools.py`.)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from klientel.automations.steps import steps
from klientel.integrations.tests.calling import Caller
from klientel.records import actions as writing
from klientel.records.actions import action, actions
from klientel.records.fields import TextField
from klientel.records.reading import reading_of
from klientel.records.types import record_types
from klientel.workspaces.actor import Actor
from tests.cast import Firm
from tests.sample_room.models import Boat


@pytest.fixture(autouse=True)
def painted(db: None) -> Iterator[None]:
    """What a room would write to have boats painted: this function."""

    @action(
        "boat.paint",
        label="Paint it anew",
        permission="boat.edit",
        icon="pencil",
        inputs=[TextField(name="colour", label="Which colour", required=True)],
    )
    def paint(actor: Actor, boat: Any, *, colour: str) -> Any:
        return writing.change(actor, "boat", boat.pk, {"harbour": f"dry dock, {colour}"})

    yield
    del actions._by_name["boat.paint"]


@pytest.fixture
def boat(firm: Firm) -> Boat:
    made: Boat = writing.create(firm.olga, "boat", {"name": "Adler"})
    return made


def harbour(firm: Firm) -> str:
    return str(Boat.objects.visible_to(firm.olga).get().harbour)


def test_it_is_offered_on_the_page_asks_and_is_done(firm: Firm, boat: Boat) -> None:
    browser = firm.client()
    path = f"/werft/boats/{boat.ref}"
    assert "Paint it anew" in browser.get(path).content.decode()
    form = browser.get(f"{path}/actions/boat.paint").content.decode()
    assert "Which colour" in form
    assert browser.post(f"{path}/actions/boat.paint", {"colour": ""}).status_code == 422
    assert browser.post(f"{path}/actions/boat.paint", {"colour": "red"}).status_code == 303
    assert harbour(firm) == "dry dock, red"


def test_programs_call_it_by_its_name(firm: Firm, boat: Boat) -> None:
    call = Caller(firm)
    answer = call.post(f"boats/{boat.pk}/actions/boat.paint", {"inputs": {"colour": "blue"}})
    assert answer.status_code == 200, answer.content
    assert harbour(firm) == "dry dock, blue"
    refused = call.post(f"boats/{boat.pk}/actions/boat.paint", {"inputs": {}})
    assert refused.status_code == 422


def test_rules_have_it_as_a_step_on_boats_and_on_nothing_else(firm: Firm) -> None:
    reading = reading_of(firm.olga)
    offered = {
        name: {one.name for one in steps.for_type(record_types.get(name), reading)}
        for name in ("boat", "contact")
    }
    assert "boat.paint" in offered["boat"]
    assert "boat.paint" not in offered["contact"]
