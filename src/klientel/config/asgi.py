"""The front door of a process: live channels as native ASGI, everything else as WSGI in threads.

Django's own ASGI handler costs each page one to three milliseconds and a new database connection;
threads keep theirs.
"""

from __future__ import annotations

import gc
import importlib
import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any

from a2wsgi import WSGIMiddleware

from klientel.config import chunks
from klientel.config.chunks import Message, Receive, Scope
from klientel.config.configuration import current
from klientel.config.logs import set_up
from klientel.config.wsgi import application as wsgi_application

Send = Callable[[Message], Awaitable[None]]

TOO_LARGE = b"This request is too large."
LIVE = "klientel.events.live"
AGENTS = "klientel.integrations.agents.http"
#: made between two searches of the collector for circles
OBJECTS_OF_A_PAGE = 10_000
_NOT_ASCII = re.compile(rb"[^\x21-\x7e]")
_log = logging.getLogger(__name__)


class FrontDoor:
    """Routes one connection: `/live/...`, `/mcp`, `/health`, the own life span, or a page."""

    def __init__(self, pages: Any, *, largest_body: int) -> None:
        self._pages = pages
        self._largest_body = largest_body
        self._live: Any = None
        self._agents: Any = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one ASGI connection."""
        kind = scope["type"]
        if kind == "http":
            await self._answer(scope, receive, send)
        elif kind == "lifespan":
            await self._live_through(receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        if path == "/health":
            await _plain(send, 200, b"ok")
        elif path.startswith("/live/"):
            await self._live_app()(scope, receive, send)
        elif path == "/mcp":
            await self._agents_app()(scope, receive, send)
        elif _too_long(scope, self._largest_body):
            await _plain(send, 413, TOO_LARGE)
        elif chunks.has_no_length(scope):
            await self._whole(scope, receive, send)
        else:
            await self._pages(_harmless(scope), receive, send)

    async def _whole(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request whose body comes in pieces."""
        whole = await chunks.measured(scope, receive, min(chunks.MOST, self._largest_body))
        if whole is None:
            await _plain(send, 413, TOO_LARGE)
        else:
            measured, again = whole
            await self._pages(_harmless(measured), again, send)

    def _live_app(self) -> Any:
        if self._live is None:
            self._live = importlib.import_module(LIVE)
        return self._live.app

    def _agents_app(self) -> Any:
        """Loaded when the first agent asks; most processes never see one."""
        if self._agents is None:
            self._agents = importlib.import_module(AGENTS)
        return self._agents.app

    async def _live_through(self, receive: Receive, send: Send) -> None:
        await receive()
        # Here and not only in the command: further web processes begin at this point.
        set_up(current().log_level)
        self._live_app()
        _rest_the_collector()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._live.stop()
        if self._agents is not None:
            await self._agents.stop()
        await send({"type": "lifespan.shutdown.complete"})


def _rest_the_collector() -> None:
    """Let the search for circles of objects pass over what the program itself is made of.

    A page makes some thousand objects and leaves hardly a circle; searched for every 700 objects,
    with all modules and models among what is searched, they took a twentieth of each page and now
    and then some 50 ms of one.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_OF_A_PAGE, 20, 20)


async def _plain(send: Send, status: int, text: bytes) -> None:
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(text)).encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ]
    if status == 413:
        # The body is not read, so the connection cannot be used again.
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text})


def _too_long(scope: Scope, largest: int) -> bool:
    for name, value in scope["headers"]:
        if name == b"content-length":
            return not value.isdigit() or int(value) > largest
    return False


def _harmless(scope: Scope) -> Scope:
    """The scope without what WSGI misreads: `X_Forwarded_For` would pass for `X-Forwarded-For`."""
    if any(b"_" in name for name, _ in scope["headers"]):
        kept = [(name, value) for name, value in scope["headers"] if b"_" not in name]
        scope = {**scope, "headers": kept}
    query = scope["query_string"]
    if _NOT_ASCII.search(query):
        quoted = _NOT_ASCII.sub(lambda match: b"%%%02X" % match[0][0], query)
        scope = {**scope, "query_string": quoted}
    return scope


def make_application() -> FrontDoor:
    """The application that uvicorn serves."""
    config = current()
    pages = WSGIMiddleware(wsgi_application, workers=config.threads)
    return FrontDoor(pages, largest_body=config.upload_megabytes * 1024 * 1024)


application = make_application()
