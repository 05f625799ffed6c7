"""Agents by standard input and output: one process that an agent's program starts for itself."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from klientel.integrations.agents.answering import UNKNOWN, Caller, admit, in_a_thread
from klientel.integrations.agents.offering import Wanted
from klientel.integrations.api.refusals import NoToken
from klientel.kit.refused import Refused
from klientel.team.tokens import bearer_of

_THREADS = 2


def serve(secret: str, slug: str, tools: str) -> None:
    """Answer one agent until it closes its end.

    Raises `Refused` at once for a token that opens nothing here; one that ends later is refused
    with the next call.
    """
    import asyncio

    wanted = Wanted.read(tools)
    _must_open(secret, slug)
    asyncio.run(_serve(secret, wanted))


def _must_open(secret: str, slug: str) -> None:
    bearer = bearer_of(secret)
    if bearer is None:
        raise NoToken(UNKNOWN)
    if bearer.workspace.slug != slug:
        raise Refused("This token belongs to another workspace.")


async def _serve(secret: str, wanted: Wanted) -> None:
    import asyncio

    from mcp.server.stdio import stdio_server

    from klientel.integrations.agents.server import make_server

    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(_THREADS, thread_name_prefix="agents") as pool:

        async def ask(work: Any, *given: Any) -> Any:
            return await loop.run_in_executor(pool, in_a_thread, work, *given)

        server = make_server(lambda _context: Caller(admit(secret), wanted), ask)
        async with stdio_server() as (incoming, outgoing):
            await server.run(incoming, outgoing, server.create_initialization_options())
