"""Agents by HTTP, with the SDK's own client: what the issue asks for, from the first call on."""

from __future__ import annotations

import pytest

from klientel.crm.models import Interaction
from klientel.integrations.tests.agents import (
    Agent,
    browser,
    connected,
    data_of,
    drive,
    every_tool,
    later,
)
from klientel.records.actions import create
from klientel.team.actions import revoke_token
from klientel.work.models import WorkItem
from tests.cast import Firm

pytestmark = pytest.mark.django_db(transaction=True)
ERAS = ("auto", "legacy")


@pytest.mark.parametrize("era", ERAS)
def test_an_agent_finds_an_account_logs_a_call_and_makes_a_task(firm: Firm, era: str) -> None:
    account = create(firm.olga, "account", {"name": "Werk Nord", "relationship": "customer"})
    agent = Agent(firm, "sam")

    async def journey() -> None:
        async with connected(agent.made.secret, mode=era) as client:
            names = {one.name for one in await every_tool(client)}
            assert {"search", "find", "read", "timeline", "describe", "act"} <= names
            assert {"account_create", "interaction_log", "work_create"} <= names
            hits = await data_of(client, "search", text="werk nord")
            assert [one["title"] for one in hits["data"]] == ["Werk Nord"]
            ref = hits["data"][0]["ref"]
            logged = await data_of(
                client, "interaction_log", record=ref,
                inputs={"kind": "call", "body": "Ruft nach Ostern wieder an."},
            )  # fmt: skip
            assert any("Werk Nord" in one["text"] for one in logged["events"])
            made = await data_of(
                client, "work_create",
                inputs={"title": "Angebot schicken", "account": hits["data"][0]["id"]},
            )  # fmt: skip
            assert made["record"]["title"] == "Angebot schicken"
            told = await data_of(client, "timeline", record=ref)
            assert {one["through"] for one in told["data"]} == {None, "through the agent “Claude”"}
            answer = await client.call_tool("account_trash", {"record": ref})
            assert answer.is_error
            assert answer.structured_content["problem"]["status"] == 403

    drive(journey)
    talk = Interaction.objects.visible_to(firm.olga).get()
    assert (talk.account_id, talk.body) == (account.pk, "Ruft nach Ostern wieder an.")
    assert WorkItem.objects.visible_to(firm.olga).get().account_id == account.pk


def test_a_revoked_token_is_refused_on_the_next_call(firm: Firm) -> None:
    owner, agent = firm.olga, Agent(firm)

    async def journey() -> None:
        async with browser(agent.made.secret) as http:
            assert (await http.post("/mcp", json=hello())).status_code == 200
            await later(revoke_token, owner, token=str(agent.made.token.pk))
            answer = await http.post("/mcp", json=hello())
            assert answer.status_code == 401
            assert "revoked" in answer.json()["detail"]

    drive(journey)


def hello() -> dict[str, object]:
    """The first words of an agent of the older era."""
    about = {"name": "test", "version": "1"}
    given = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": about}
    return {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": given}
