"""A browser for these tests: drives the live channel as a server would, and reads its messages."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import close_old_connections, connections

from klientel.events import live
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import User


def sign_in(actor: Actor) -> str:
    """A session cookie of the actor's user."""
    user = User.objects.get(pk=actor.user_id)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


class Browser:
    """One connection to the channel."""

    def __init__(self, cookie: str = "", path: str = "/live/acme", **headers: str):
        given = {"host": "localhost", "cookie": cookie, **headers}
        self.scope = {
            "type": "http",
            "method": "GET",
            "path": path,
            "query_string": b"",
            "headers": [
                (name.replace("_", "-").encode(), value.encode()) for name, value in given.items()
            ],
        }
        self.status = 0
        self.headers: dict[bytes, bytes] = {}
        self.text = ""
        self.has_ended = False
        self._changed = asyncio.Event()
        self._leaving = asyncio.Event()
        self._task = asyncio.create_task(live.app(self.scope, self._receive, self._send))

    async def _receive(self) -> dict[str, Any]:
        await self._leaving.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = dict(message["headers"])
        else:
            self.text += message["body"].decode()
            self.has_ended = not message.get("more_body", False)
        self._changed.set()

    async def until(self, condition: Callable[[], bool]) -> Browser:
        async with asyncio.timeout(5):
            while not condition():
                self._changed.clear()
                await self._changed.wait()
        return self

    async def opened(self) -> Browser:
        return await self.until(lambda: self.has_ended or "retry:" in self.text)

    async def ended(self) -> Browser:
        return await self.until(lambda: self.has_ended)

    async def leave(self) -> None:
        self._leaving.set()
        await self._task

    @property
    def news(self) -> list[dict[str, Any]]:
        """The messages about records."""
        frames = [frame.split("\n") for frame in self.text.split("\n\n")]
        return [
            json.loads(frame[-1].removeprefix("data: "))
            for frame in frames
            if frame[-1].startswith("data: ") and not frame[-2].startswith("event:")
        ]


def drive(journey: Callable[[], Awaitable[None]]) -> None:
    """Run a journey in an event loop, with the hub closed afterwards."""

    async def whole() -> None:
        try:
            await journey()
        finally:
            await live.hub_here().ask(connections.close_all)
            await live.stop()

    asyncio.run(whole())


async def later(act: Callable[..., Any], *args: Any, **options: Any) -> Any:
    """Do something with the database beside the event loop."""

    def done() -> Any:
        try:
            return act(*args, **options)
        finally:
            close_old_connections()
            connections.close_all()

    return await asyncio.to_thread(done)
