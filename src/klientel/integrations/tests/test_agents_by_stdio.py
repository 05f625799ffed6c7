"""Agents by standard input and output, with the SDK's own client and a process of its own."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from mcp import Client, StdioServerParameters
from mcp.shared.exceptions import MCPError

from klientel.integrations.tests.agents import data_of, drive, every_tool
from klientel.integrations.tests.installations import Elsewhere, elsewhere

__all__ = ["elsewhere"]
pytestmark = pytest.mark.slow
OWNER = "ida@laden.example"


@pytest.fixture
def shop(elsewhere: Elsewhere) -> Elsewhere:
    """A firm on an installation of its own."""
    named = ("--slug", "laden", "--name", "Laden", "--owner", OWNER)
    assert elsewhere.klientel("workspace", "create", *named).returncode == 0
    return elsewhere


def token(shop: Elsewhere, *more: str) -> str:
    named = ("--workspace", "laden", "--member", OWNER, "--name", "Claude", *more)
    return shop.klientel("token", "create", *named).stdout.strip()


def started(shop: Elsewhere, *arguments: str, **environ: str) -> StdioServerParameters:
    """How an agent's program starts the command."""
    here = {
        "KLIENTEL_DATA": str(shop.data),
        "KLIENTEL_DATABASE_URL": shop.address,
        "PYTHONPATH": str(Path(__file__).parents[3]),
        **environ,
    }
    words = ["-m", "klientel", "agent", "--workspace", "laden", *arguments]
    return StdioServerParameters(command=sys.executable, args=words, env=here)


REVOKE = (
    "from klientel.team.models import ApiToken\n"
    "from klientel.kit import clock\n"
    "rows = ApiToken.objects.for_system('test')\n"
    "print(rows.update(ended_at=clock.now()))\n"
)


def test_an_agent_on_this_machine_does_what_its_member_may_until_its_token_is_revoked(
    shop: Elsewhere, tmp_path: Path
) -> None:
    kept = tmp_path / "token"
    kept.write_text(token(shop) + "\n")

    async def journey() -> None:
        server = started(shop, "--token-file", str(kept), "--tools", "account")
        async with Client(server) as client:
            assert client.server_info.name == "klientel"
            names = {one.name for one in await every_tool(client)}
            assert {"find", "act", "account_create"} <= names
            assert "work_create" not in names
            given = {"name": "Ott", "relationship": "customer"}
            dry = await data_of(client, "account_create", inputs=given, dry_run=True)
            assert dry["summary"]
            assert (await data_of(client, "find", type="account"))["data"] == []
            made = await data_of(client, "account_create", inputs=given)
            told = await data_of(client, "timeline", record=made["record"]["ref"])
            assert "Claude" in told["data"][0]["through"]
            refused = await client.call_tool("account_create", {"inputs": {}})
            assert refused.is_error
            assert shop.ask(REVOKE) == "1"
            with pytest.raises(MCPError, match=r"revoked|widerrufen"):
                await client.call_tool("describe", {})

    drive(journey)


def test_a_start_that_cannot_work_says_why_in_one_sentence(shop: Elsewhere, tmp_path: Path) -> None:
    good = token(shop)
    named = ("agent", "--workspace", "laden")
    wrong = [
        (named, {}, "KLIENTEL_TOKEN"),
        (named, {"KLIENTEL_TOKEN": "klientel_" + "x" * 43}, "unknown"),
        (("agent", "--workspace", "other"), {"KLIENTEL_TOKEN": good}, "another workspace"),
        ((*named, "--tools", "boats,?"), {"KLIENTEL_TOKEN": good}, "no tools called"),
        ((*named, "--token-file", str(tmp_path / "no")), {}, "cannot be read"),
        ((*named, "--token", good), {}, "--token"),
    ]
    for arguments, environ, said in wrong:
        done = shop.klientel(*arguments, KLIENTEL_LANGUAGE="en", **environ)
        assert done.returncode == 2, done.stderr
        assert said in done.stderr
        assert done.stderr.count("\n") == 1
        assert done.stdout == ""
