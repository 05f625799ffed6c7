"""Agents in tests: one that talks to the tools at once, and the SDK's own client by HTTP."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
from django.db import close_old_connections, connections
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from klientel.config.asgi import FrontDoor
from klientel.integrations.agents.answering import Caller, Told, admit, call_tool, list_tools
from klientel.integrations.agents.offering import Wanted
from klientel.team.actions import create_token
from tests.cast import Firm

HOST = "http://localhost"


class Agent:
    """An agent with a token of a member, in the room itself. A call gives `data` or the problem."""

    def __init__(self, firm: Firm, who: str = "olga", *, tools: str = "", **given: Any) -> None:
        user = firm.members[who].user
        if not user.language:
            user.language = "en"
            user.save()
        self.made = create_token(firm.actor(who), **{"name": "Claude", **given})
        self.tools = tools

    @property
    def caller(self) -> Caller:
        return Caller(admit(self.made.secret), Wanted.read(self.tools))

    def told(self, tool: str, **given: Any) -> Told:
        return call_tool(self.caller, tool, given)

    def __call__(self, tool: str, **given: Any) -> Any:
        told = self.told(tool, **given)
        assert not told.is_refused, told.body
        return told.body["data"]

    def refused(self, tool: str, **given: Any) -> dict[str, Any]:
        told = self.told(tool, **given)
        assert told.is_refused, told.body
        return told.body["problem"]

    def offered(self) -> Iterator[dict[str, Any]]:
        cursor = None
        while True:
            tools, cursor = list_tools(self.caller, cursor)
            yield from tools
            if cursor is None:
                return


def pointers(told: dict[str, Any]) -> list[str]:
    """Where a problem says that something is wrong."""
    return [one["pointer"] for one in told["errors"]]


def drive(journey: Callable[[], Awaitable[Any]]) -> Any:
    """Run a journey in an event loop of its own."""

    async def whole() -> Any:
        from klientel.integrations.agents import http

        try:
            return await journey()
        finally:
            await http.stop()

    return asyncio.run(whole())


async def later(work: Callable[..., Any], *given: Any, **more: Any) -> Any:
    """Do something with the database in the middle of a journey."""

    def there() -> Any:
        close_old_connections()
        try:
            return work(*given, **more)
        finally:
            connections.close_all()

    return await asyncio.to_thread(there)


def front() -> FrontDoor:
    """The process's front door, as the server has it, without its pages."""
    return FrontDoor(None, largest_body=10_000_000)


def browser(secret: str = "", **headers: str) -> httpx2.AsyncClient:
    """Plain HTTP to the address of agents."""
    given = {"Authorization": f"Bearer {secret}"} if secret else {}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    transport = httpx2.ASGITransport(app=front())
    return httpx2.AsyncClient(transport=transport, headers=given, base_url=HOST)


@asynccontextmanager
async def connected(secret: str, query: str = "", mode: str = "auto") -> AsyncIterator[Client]:
    """The SDK's client at the address of agents."""
    async with browser(secret) as http_client:
        address = f"{HOST}/mcp{query}"
        transport = streamable_http_client(address, http_client=http_client)
        async with Client(transport, mode=mode) as client:
            yield client


async def every_tool(client: Client) -> list[Any]:
    """All tools, page by page."""
    found, cursor = [], None
    while True:
        page = await client.list_tools(cursor=cursor)
        found += page.tools
        cursor = page.next_cursor
        if cursor is None:
            return found


async def data_of(client: Client, tool: str, **given: Any) -> Any:
    """What a tool gives; the text and the structure of an answer say the same."""
    answer = await client.call_tool(tool, given)
    assert not answer.is_error, answer.content
    assert json.loads(answer.content[0].text) == answer.structured_content
    return answer.structured_content["data"]
