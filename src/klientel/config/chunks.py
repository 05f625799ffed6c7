"""Request bodies that come in pieces, whose sender does not say how long they will be.

WSGI takes a body without a length for an empty one: what was sent would be dropped, and a write
that changed nothing would be called done.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]

#: bytes that are kept until a body is whole; longer ones come with their length
MOST = 2 * 1024 * 1024


def has_no_length(scope: Scope) -> bool:
    """Whether a body is announced and not how long it is."""
    names = {name for name, _value in scope["headers"]}
    return b"transfer-encoding" in names and b"content-length" not in names


async def measured(scope: Scope, receive: Receive, most: int) -> tuple[Scope, Receive] | None:
    """The same request with its whole body and how long that is; None where it is too long."""
    pieces: list[bytes] = []
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            # the sender is gone; whatever comes of the rest, nobody reads it
            return None
        pieces.append(message.get("body", b""))
        size += len(pieces[-1])
        more = message.get("more_body", False)
        if size > most:
            return None
    whole = [{"type": "http.request", "body": b"".join(pieces), "more_body": False}]

    async def again() -> Message:
        return whole.pop() if whole else await receive()

    headers = [pair for pair in scope["headers"] if pair[0] != b"transfer-encoding"]
    headers.append((b"content-length", str(size).encode()))
    return {**scope, "headers": headers}, again
