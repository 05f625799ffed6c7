"""The live channel `/live/<workspace>`: server-sent events as a native ASGI application.

Best effort and without content: a message names a changed record, and the page fetches what it
shows of it through the ordinary, checked address. A page opens the stream with the id it was told
last (`Last-Event-ID`), or for the first time with that of the moment in which it was drawn
(`?after=`), and is told what it missed since, or to fetch everything again.
"""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace
from typing import Any, NamedTuple
from urllib.parse import parse_qs
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user
from django.db import close_old_connections
from django.http.cookie import parse_cookie
from django.http.request import split_domain_port, validate_host

from klientel.events.hub import Hub, TooManyStreams
from klientel.events.stream import Message, Receive, Send, Stream
from klientel.events.tail import DRAWN_OVERLAP, OVERLAP, replay
from klientel.workspaces.actor import Actor
from klientel.workspaces.middleware import cached_actor_of, member_of_session
from klientel.workspaces.sign_in import is_strong_enough

_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
]
_REASONS = {
    400: b"Bad request",
    401: b"Please sign in",
    403: b"Forbidden",
    404: b"Not found",
    405: b"Method not allowed",
    429: b"Too many open pages",
}
# What a browser waits before it comes back, in milliseconds.
_OPENING = b"retry: 2000\n\n"

_hub: Hub | None = None


class Entrance(NamedTuple):
    """Who may listen: what `_enter` found behind the cookie."""

    actor: Actor
    member_id: UUID
    session_key: str
    stamp: str


async def app(scope: Message, receive: Receive, send: Send) -> None:
    """Answer one connection to `/live/<slug>`."""
    headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
    refused = _refusal(scope, headers)
    if refused:
        await _refuse(send, refused)
        return
    slug = scope["path"].removeprefix("/live/")
    hub = hub_here()
    entered = await hub.ask(_enter, headers.get(b"cookie", ""), slug)
    if isinstance(entered, int):
        await _refuse(send, entered)
        return
    stream = Stream(*entered, send)
    since = _since(scope, headers)
    try:
        hub.add(stream)
    except TooManyStreams:
        await _refuse(send, 429)
        return
    # Nothing of the request is needed any more, and a stream is open for hours.
    del headers
    try:
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        await send({"type": "http.response.body", "body": _OPENING, "more_body": True})
        if since is not None:
            # Only now that the hub tells this stream: nothing can fall in between.
            missed = await hub.ask(replay, entered.actor, *since)
            if missed is None:
                stream.reload()
            else:
                stream.push(missed)
        await stream.run(receive)
    finally:
        hub.remove(stream)


def hub_here() -> Hub:
    """The hub of this process's event loop."""
    global _hub
    if _hub is None or _hub.loop.is_closed() or not _hub.is_here():
        _hub = Hub()
    return _hub


async def stop() -> None:
    """Close all streams; called when the server ends."""
    global _hub
    if _hub is not None:
        await _hub.close()
        _hub = None


def _refusal(scope: Message, headers: dict[bytes, str]) -> int:
    """The status that answers a request which is wrong in itself; 0 for one to look at."""
    if scope["method"] != "GET":
        return 405
    host, _port = split_domain_port(headers.get(b"host", ""))
    if not validate_host(host, settings.ALLOWED_HOSTS):
        return 400
    if headers.get(b"sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return 403
    return 0


def _since(scope: Message, headers: dict[bytes, str]) -> tuple[str, timedelta] | None:
    """The id from which the page wants to be told, and how far to look back behind it."""
    told = headers.get(b"last-event-id", "")
    if told:
        return told[:64], OVERLAP
    query = parse_qs(scope.get("query_string", b"").decode("latin-1")[:200])
    drawn = query.get("after", [""])[0]
    return (drawn[:64], DRAWN_OVERLAP) if drawn else None


def _enter(cookie: str, slug: str) -> Entrance | int:
    """Who asks, or the status that refuses them. Runs in the hub's thread."""
    close_old_connections()
    key = parse_cookie(cookie).get(settings.SESSION_COOKIE_NAME, "")
    session: Any = import_module(settings.SESSION_ENGINE).SessionStore(key or None)
    member = member_of_session(session, slug) if key and slug else None
    if member is None:
        request: Any = SimpleNamespace(session=session)
        # As pages do: a visitor may sign in, a stranger learns nothing.
        return 404 if key and get_user(request).is_authenticated else 401
    if not is_strong_enough(session, member.workspace):
        return 401
    actor = cached_actor_of(member)
    stamp = member.user.get_session_auth_hash()
    return Entrance(actor, member.pk, session.session_key, stamp)


async def _refuse(send: Send, status: int) -> None:
    text = _REASONS[status]
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(text)).encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ]
    if status == 405:
        headers.append((b"allow", b"GET"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text})
