"""The address `/mcp`: agents by streamable HTTP, as a native ASGI application.

Without sessions: each request is whole in itself, shows its token and is answered with JSON. So
nothing is kept between two of them that could grow, outlive a revoked token or tie an agent to one
of several processes; and Klientel has nothing to say to an agent that did not ask.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.http.request import split_domain_port, validate_host
from django.utils import translation
from django.utils.translation import gettext_noop

from klientel.events.stream import Message, Receive, Send
from klientel.integrations.agents.answering import Caller, admit, in_a_thread
from klientel.integrations.agents.offering import Wanted
from klientel.integrations.api.json_body import LARGEST
from klientel.integrations.api.refusals import NoToken, problem
from klientel.kit import net
from klientel.kit.refused import Refused
from klientel.team import throttle

#: threads that ask the database for agents, and requests that one process takes at once
_THREADS = 4
_AT_ONCE = 64
_CALLER = "klientel.caller"
_UNKNOWN_SPEAKS = "en"


class Busy(Refused):
    """More agents ask at once than a process takes (503)."""

    status = 503
    headers = {"Retry-After": "1"}


class NotTaken(Refused):
    """A method that there is nothing for (405): there is no stream to listen to."""

    status = 405
    headers = {"Allow": "POST"}


class Elsewhere(Refused):
    """The request names a host that is not ours, or comes from a page of another site (403)."""

    status = 403


class TooLarge(Refused):
    """More than a call may hold (413). The rest is not read, so the connection ends."""

    status = 413
    headers = {"Connection": "close"}


class Served:
    """The SDK's server in one event loop: started at the first request, ended with the process."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.at_once = 0
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="agents")
        self._ready: asyncio.Future[Any] = self.loop.create_future()
        self._ended = asyncio.Event()
        self._life = self.loop.create_task(self._live())

    async def ask(self, work: Any, *given: Any) -> Any:
        """Run work that asks the database in a thread."""
        return await self.loop.run_in_executor(self._pool, in_a_thread, work, *given)

    async def manager(self) -> Any:
        """What answers requests, once it stands."""
        return await asyncio.shield(self._ready)

    async def close(self) -> None:
        """End the server; what is being answered is broken off."""
        self._ended.set()
        await asyncio.gather(self._life, return_exceptions=True)
        await asyncio.to_thread(self._pool.shutdown)

    async def _live(self) -> None:
        try:
            # a second of loading must not hold up the pages of this process
            sdk = await asyncio.to_thread(import_module, "mcp.server.streamable_http_manager")
            ours = await asyncio.to_thread(import_module, "klientel.integrations.agents.server")
            manager = sdk.StreamableHTTPSessionManager(
                ours.make_server(_caller_of, self.ask),
                json_response=True,
                stateless=True,
                max_request_body_size=LARGEST,
            )
        except BaseException as error:
            self._ready.set_exception(error)
            raise
        async with manager.run():
            self._ready.set_result(manager)
            await self._ended.wait()


_served: Served | None = None


async def app(scope: Message, receive: Receive, send: Send) -> None:
    """Answer one request to `/mcp`."""
    served = _served_here()
    headers = {name.decode("latin-1"): text.decode("latin-1") for name, text in scope["headers"]}
    try:
        _check(scope, headers)
        if served.at_once >= _AT_ONCE:
            raise Busy(gettext_noop("Too many agents ask at once. Please try again in a moment."))
        served.at_once += 1
    except Refused as refusal:
        await _refuse(send, refusal)
        return
    try:
        await _let_in(served, scope, headers, receive, send)
    finally:
        served.at_once -= 1


async def stop() -> None:
    """End what was started; called when the server ends."""
    global _served
    if _served is not None:
        await _served.close()
        _served = None


async def _let_in(
    served: Served, scope: Message, headers: Mapping[str, str], receive: Receive, send: Send
) -> None:
    remote = (scope.get("client") or ("", 0))[0]
    query = parse_qs(scope.get("query_string", b"").decode("latin-1")[:2_000])
    wanted = query.get("tools", [""])[0]
    try:
        caller = await served.ask(_enter, headers, remote, wanted)
    except Refused as refusal:
        await _refuse(send, refusal)
        return
    manager = await served.manager()
    await manager.handle_request({**scope, _CALLER: caller}, receive, send)


def _served_here() -> Served:
    """What this process's event loop answers agents with."""
    global _served
    if _served is None or _served.loop.is_closed() or _served.loop != asyncio.get_running_loop():
        _served = Served()
    return _served


def _caller_of(context: Any) -> Caller:
    """Whom the door let in with this request."""
    found: Caller = context.request.scope[_CALLER]
    return found


def _check(scope: Message, headers: Mapping[str, str]) -> None:
    """Refuse what is wrong in itself, before anything is asked or loaded.

    A page of another site that a browser was led to (by a name that suddenly means this machine)
    shows its own origin or a host that is none of ours.
    """
    host, _port = split_domain_port(headers.get("host", ""))
    if not validate_host(host, settings.ALLOWED_HOSTS):
        raise Elsewhere(gettext_noop("This server does not answer to that host."))
    origin = headers.get("origin")
    if origin is not None and origin != settings.BASE_URL:
        raise Elsewhere(gettext_noop("Pages of other sites cannot call this address."))
    if scope["method"] != "POST":
        raise NotTaken(gettext_noop("This address takes POST: an agent asks here, in JSON."))
    length = headers.get("content-length", "0")
    if not length.isdigit() or int(length) > LARGEST:
        raise TooLarge(gettext_noop("This is too large: at most {most} bytes."), most=LARGEST)


def _enter(headers: Mapping[str, str], remote: str, wanted: str) -> Caller:
    """Whose token the request shows; `NoToken`, or `TooMany` for who calls or tries too often."""
    kind, _space, secret = headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not secret:
        raise NoToken(
            gettext_noop("Send the header Authorization: Bearer with a token from the settings.")
        )
    try:
        bearer = admit(secret.strip())
    except NoToken:
        address = net.client_address(headers, remote, settings.TRUSTED_PROXIES)
        throttle.take((throttle.TOKEN_ADDRESS, address))
        raise
    return Caller(bearer, Wanted.read(wanted))


async def _refuse(send: Send, refusal: Refused) -> None:
    """Refuse whoever is not known yet, and so has no language: in that of the protocol."""
    with translation.override(_UNKNOWN_SPEAKS):
        body = json.dumps(problem(refusal, None), ensure_ascii=False).encode()
    more = dict(getattr(refusal, "headers", {}))
    if refusal.status == 401:
        more["WWW-Authenticate"] = 'Bearer realm="Klientel"'
    headers = [
        (b"content-type", b"application/problem+json"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        *((name.lower().encode(), str(text).encode()) for name, text in more.items()),
    ]
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
