"""The address of agents as strangers meet it: who is let in, what is refused, what is loaded."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from klientel.integrations.agents import answering
from klientel.integrations.agents import http as door
from klientel.integrations.api.limits import PER_MINUTE, limiter
from klientel.integrations.tests.agents import Agent, browser, drive
from klientel.team import throttle
from tests.cast import Firm

HELLO = {
    "jsonrpc": "2.0", "id": 1, "method": "initialize",
    "params": {
        "protocolVersion": "2025-06-18", "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"},
    },
}  # fmt: skip
TAKES = {"Accept": "application/json, text/event-stream"}


def calling(tool: str, given: object) -> dict[str, object]:
    params = {"name": tool, "arguments": given}
    return {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": params}


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    limiter.forget()


@pytest.mark.django_db(transaction=True)
def test_who_is_wrong_is_told_so_before_anything_is_asked(firm: Firm) -> None:
    secret = Agent(firm).made.secret
    expected = [
        ({}, 401),
        ({"Authorization": "Basic abc"}, 401),
        ({"Authorization": "Bearer klientel_" + "x" * 43}, 401),
        ({"Authorization": f"Bearer {secret}", "Host": "evil.example"}, 403),
        ({"Authorization": f"Bearer {secret}", "Origin": "https://evil.example"}, 403),
        ({"Authorization": f"Bearer {secret}", "Origin": "null"}, 403),
        ({"Authorization": f"Bearer {secret}", "Content-Length": "1000001"}, 413),
        ({"Authorization": f"Bearer {secret}", "Content-Length": "many"}, 413),
        ({"Authorization": f"Bearer {secret}", **TAKES}, 200),
    ]

    async def journey() -> None:
        async with browser() as http:
            for headers, status in expected:
                answer = await http.post("/mcp", json=HELLO, headers=headers)
                assert answer.status_code == status, headers
                if status == 401:
                    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
                if status != 200:
                    assert answer.json()["detail"]
            for method in ("GET", "DELETE", "PUT", "OPTIONS"):
                answer = await http.request(
                    method, "/mcp", headers={"Authorization": f"Bearer {secret}"}
                )
                assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
            cookies = firm_cookies(firm)
            assert (await http.post("/mcp", json=HELLO, headers=cookies)).status_code == 401

    drive(journey)


def firm_cookies(firm: Firm) -> dict[str, str]:
    """The browser of the owner, which means nothing here."""
    return {"Cookie": "sessionid=whatever; klientel_session=whatever"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"null", b"7", b'"x"', b"\xff\xfe", b"[" * 50_000,
        json.dumps([HELLO]).encode(),
        json.dumps({"jsonrpc": "2.0", "id": 1, "method": "no/such"}).encode(),
        json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/call"}).encode(),
        json.dumps(calling("search", "text")).encode(),
        json.dumps(calling("no_such_tool", {})).encode(),
        json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/list",
                    "params": {"cursor": "abc"}}).encode(),
    ],
    ids=lambda body: body[:40].decode("latin-1"),
)  # fmt: skip
def test_what_is_no_call_is_an_error_in_words_and_no_failure(firm: Firm, body: bytes) -> None:
    secret = Agent(firm).made.secret
    headers = {**TAKES, "Content-Type": "application/json"}

    async def journey() -> None:
        async with browser(secret) as http:
            for version in ({}, {"MCP-Protocol-Version": "2025-06-18"}):
                answer = await http.post("/mcp", content=body, headers={**headers, **version})
                assert answer.status_code < 500
                assert "Traceback" not in answer.text
                if answer.status_code == 200:
                    told = answer.json()
                    assert told.get("error") or told["result"]["isError"]

    drive(journey)


@pytest.mark.django_db(transaction=True)
def test_calls_of_agents_and_of_programs_are_counted_together(firm: Firm) -> None:
    agent = Agent(firm)
    limiter.take(agent.made.token.pk, PER_MINUTE - 1)

    async def journey() -> None:
        async with browser(agent.made.secret) as http:
            assert (await http.post("/mcp", json=HELLO, headers=TAKES)).status_code == 200
            answer = await http.post("/mcp", json=HELLO, headers=TAKES)
            assert answer.status_code == 429
            assert int(answer.headers["Retry-After"]) > 0

    drive(journey)


@pytest.mark.django_db(transaction=True)
def test_who_tries_many_tokens_is_slowed_down(firm: Firm) -> None:
    wrong = {"Authorization": "Bearer klientel_" + "y" * 43}

    async def journey() -> None:
        async with browser() as http:
            for _ in range(throttle.TOKEN_ADDRESS.most):
                assert (await http.post("/mcp", json=HELLO, headers=wrong)).status_code == 401
            assert (await http.post("/mcp", json=HELLO, headers=wrong)).status_code == 429

    drive(journey)


@pytest.mark.django_db(transaction=True)
def test_a_process_takes_so_many_agents_at_once_and_no_more(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "_AT_ONCE", 0)

    async def journey() -> None:
        async with browser("any") as http:
            answer = await http.post("/mcp", json=HELLO)
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")

    drive(journey)


@pytest.mark.django_db
def test_a_failure_nobody_expected_names_its_place_in_the_log_and_nothing_else(
    firm: Firm, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_given: object) -> None:
        raise RuntimeError("secret inside")

    monkeypatch.setattr(answering, "exact", fail)
    told = Agent(firm).refused("search", text="x")
    assert told["status"] == 500
    assert "secret inside" not in json.dumps(told)
    assert "secret inside" in caplog.text


def test_neither_web_nor_worker_loads_the_protocol_before_an_agent_asks() -> None:
    code = (
        "import sys\n"
        "from klientel.config.cli import start_django\n"
        "start_django()\n"
        "import klientel.config.urls, klientel.config.asgi, klientel.events.worker\n"
        "print([one for one in ('mcp', 'pydantic', 'starlette') if one in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
