"""One open stream: what it may be told, what waits to be sent, and how it ends.

An idle stream is one coroutine that waits for the browser to leave; a task exists only while
there is something to send. That keeps a stream at about thirteen kilobytes.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any, NamedTuple
from uuid import UUID

from klientel.workspaces.actor import Actor

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

#: records of one telling, or bytes that wait; beyond these the page is told to reload
MAX_NEWS = 200
MAX_WAITING = 64 * 1024
_COMMENT = b":\n\n"
_FAREWELL = 2.0


class News(NamedTuple):
    """A record changed; `event_id` is where the stream continues when it is opened again."""

    event_id: UUID
    record_type: str
    record_id: UUID
    account_id: UUID | None


class Stream:
    """A connection of one member to one workspace's stream."""

    __slots__ = (
        "_is_closing", "_is_open", "_send", "_sender", "_task", "_waiting",
        "actor", "member_id", "session_key", "stamp", "workspace_id",
    )  # fmt: skip

    def __init__(self, actor: Actor, member_id: UUID, session_key: str, stamp: str, send: Send):
        self.actor = actor
        self.member_id = member_id
        self.workspace_id = actor.workspace_id
        self.session_key = session_key
        #: changes with the password; compared with the user's at each check
        self.stamp = stamp
        self._send = send
        self._waiting = bytearray()
        self._sender: asyncio.Task[None] | None = None
        self._task: asyncio.Task[Any] | None = None
        self._is_open = False
        self._is_closing = False

    async def run(self, receive: Receive) -> None:
        """Send what waited for the answer's head, and stay until the browser leaves or `close`."""
        self._task = asyncio.current_task()
        self._is_open = True
        self._queue(b"")
        try:
            while not self._is_closing:
                message = await receive()
                if message["type"] == "http.disconnect":
                    return
        except asyncio.CancelledError:
            if not self._is_closing:
                raise
            if self._task is not None:
                self._task.uncancel()
        finally:
            self._task = None
        await self._end()

    def close(self) -> None:
        """End the stream; the browser will ask for a new one, and be checked anew."""
        if not self._is_closing:
            self._is_closing = True
            if self._task is not None:
                self._task.cancel()

    def push(self, news: Iterable[News]) -> None:
        """Send what changed, or one word to reload when it is too much."""
        listed = list(news)
        if len(listed) > MAX_NEWS:
            self.reload(listed[-1].event_id)
        else:
            self._queue(b"".join(frame(one) for one in listed))

    def reload(self, event_id: UUID | None = None) -> None:
        """Tell the page to fetch everything again."""
        place = f"id: {event_id}\n" if event_id else ""
        self._queue(f"{place}event: reload\ndata: {{}}\n\n".encode())

    def comment(self) -> None:
        """Send a comment, which the page does not see, unless something waits anyway."""
        if not self._waiting:
            self._queue(_COMMENT)

    def _queue(self, data: bytes) -> None:
        if self._is_closing:
            return
        self._waiting += data
        if len(self._waiting) > MAX_WAITING:
            # The browser does not keep up; a new stream replays or reloads.
            self._waiting.clear()
            self.close()
        elif self._is_open and self._sender is None:
            self._sender = asyncio.get_running_loop().create_task(self._send_waiting())

    async def _send_waiting(self) -> None:
        try:
            while self._waiting:
                data = bytes(self._waiting)
                self._waiting.clear()
                await self._send({"type": "http.response.body", "body": data, "more_body": True})
        except OSError:
            self.close()
        finally:
            self._sender = None

    async def _end(self) -> None:
        if self._sender is not None:
            self._sender.cancel()
        last = {"type": "http.response.body", "body": b"", "more_body": False}
        # A browser that reads nothing would keep this waiting; the server then cuts the line.
        with contextlib.suppress(OSError, TimeoutError):
            await asyncio.wait_for(self._send(last), _FAREWELL)


def frame(news: News) -> bytes:
    """One message as the browser's EventSource reads it."""
    data = {
        "type": news.record_type,
        "id": str(news.record_id),
        "account": str(news.account_id) if news.account_id else None,
    }
    return f"id: {news.event_id}\ndata: {json.dumps(data, separators=(',', ':'))}\n\n".encode()
