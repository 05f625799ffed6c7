"""Answering an agent, whichever way it came: who it is, in which language, and what it is told.

Everything here asks the database, so that the transports run it in threads.
"""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from django.db import close_old_connections, connections
from django.http import QueryDict
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from klientel.integrations.agents import words
from klientel.integrations.agents.offering import Wanted, found_tool, page_of
from klientel.integrations.agents.through import VIA
from klientel.integrations.agents.tool import Tool
from klientel.integrations.api.calls import Call
from klientel.integrations.api.json_body import read
from klientel.integrations.api.limits import limiter
from klientel.integrations.api.refusals import NoToken, problem, told_problem
from klientel.kit.refused import Refused
from klientel.records.one_reading import reading_as
from klientel.records.reading import reading_for
from klientel.records.types import record_types
from klientel.team.tokens import Bearer, bearer_of

logger = logging.getLogger(__name__)

Found = TypeVar("Found")
UNKNOWN = gettext_noop("This token is unknown, has expired or was revoked.")


@dataclass(frozen=True)
class Caller:
    """An agent at work: whose token it shows, and which tools it asked for."""

    bearer: Bearer
    wanted: Wanted


@dataclass(frozen=True)
class Told:
    """What a tool answers: JSON, and whether it is a refusal."""

    body: dict[str, Any]
    is_refused: bool = False

    def as_text(self) -> str:
        """The same JSON for clients that only read text; what people wrote stays inside it."""
        return json.dumps(self.body, ensure_ascii=False)


def in_a_thread(work: Callable[..., Found], *given: Any) -> Found:
    """Work of a thread that is not a page's: with a connection that lives, and is given back.

    Agents call seldom and from any thread, so a connection kept for each would mostly lie idle.
    """
    close_old_connections()
    try:
        return work(*given)
    finally:
        connections.close_all()


def admit(secret: str) -> Bearer:
    """Who shows a token now, as an agent; takes one of its calls of this minute.

    Raises `NoToken`, or `TooMany`.
    """
    bearer = bearer_of(secret)
    if bearer is None:
        raise NoToken(UNKNOWN)
    limiter.take(bearer.token.pk)
    bearer.token.note_use()
    return replace(bearer, actor=bearer.actor.through(VIA))


@contextmanager
def speaking(caller: Caller) -> Iterator[Call]:
    """The call of an agent, in the language of the member that it acts as."""
    bearer = caller.bearer
    code = bearer.user.language or bearer.workspace.language
    with translation.override(code):
        reading = reading_for(bearer.workspace, language=code)
        reading.role = bearer.member.role
        with reading_as(reading):
            yield Call(bearer, reading, QueryDict())


def list_tools(caller: Caller, cursor: str | None) -> tuple[list[dict[str, Any]], str | None]:
    """A page of the tools as the protocol describes them, and where to go on; `BadCursor`."""
    with speaking(caller) as call:
        tools, more = page_of(call, caller.wanted, cursor)
        return [_described(call, one) for one in tools], more


def call_tool(caller: Caller, name: str, given: Mapping[str, Any]) -> Told:
    """Run a tool; a refusal is an answer in words. Raises `NotFound` for a tool not offered."""
    with speaking(caller) as call:
        one = found_tool(caller.wanted, name)
        notice = {"notice": str(words.IS_DATA)}
        try:
            return Told({**notice, "data": _plain(one.run(call, exact(given)))})
        except Refused as refusal:
            told = _plain(problem(refusal, call.reading))
            return Told({**notice, "problem": told}, is_refused=True)
        except Exception:
            reference = secrets.token_hex(4)
            logger.exception("An agent's call failed: %s (%s)", one.name, reference)
            detail = _("The log of the server names the cause under {reference}.")
            failed = told_problem(500, detail.format(reference=reference))
            return Told({"problem": failed}, is_refused=True)


def exact(given: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments as the API reads its JSON: decimals exact, nothing too deep or unkeepable."""
    try:
        raw = json.dumps(dict(given))
    except (ValueError, RecursionError):
        raw = "none"
    found: dict[str, Any] = read(raw.encode())
    return found


def _plain(body: Any) -> Any:
    return json.loads(json.dumps(body, default=str))


def _described(call: Call, one: Tool) -> dict[str, Any]:
    """The hints are for the client, which may let pass without asking what only reads or adds."""
    hints: dict[str, Any] = {"readOnlyHint": one.only_reads}
    if one.only_reads:
        hints["openWorldHint"] = False
    else:
        hints["destructiveHint"] = not one.adds
    return {
        "name": one.name,
        "title": _title(call, one),
        "description": _about(call, one) if one.action else str(one.text),
        "inputSchema": one.takes(call),
        "annotations": hints,
    }


def _title(call: Call, one: Tool) -> str:
    """What people call it; an action on a type says which, since many are called alike."""
    label = call.reading.say(one.label)
    noun = _noun(call, one)
    return f"{noun}: {label}" if noun else label


def _about(call: Call, one: Tool) -> str:
    return _("{title} (action {action}).").format(title=_title(call, one), action=one.action)


def _noun(call: Call, one: Tool) -> str:
    name = one.action.partition(".")[0]
    return record_types.get(name).called(call.reading) if name in record_types else ""
