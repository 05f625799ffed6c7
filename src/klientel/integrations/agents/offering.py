"""Which tools a token is offered: what always exists, and the actions that it may use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_noop

from klientel.integrations.agents import reading_tools  # noqa: F401 - they declare
from klientel.integrations.agents.acting import tool_name, tool_of
from klientel.integrations.agents.tool import Tool, fixed_tools
from klientel.integrations.api.calls import Call
from klientel.kit import cursors
from klientel.kit.cursors import BadCursor
from klientel.kit.refused import NotFound, Refused
from klientel.records.actions import actions
from klientel.records.actions.catalogue import Action

#: tools on one page of the list
PAGE = 50
#: asks for no tool of an action's own: `act` does them all
FEW = "few"
_MOST_NAMES = 40


@dataclass(frozen=True)
class Wanted:
    """The tools that a client asked for: all, few, or the actions of nouns (`account,work`)."""

    nouns: frozenset[str] | None = None

    @classmethod
    def read(cls, text: str) -> Wanted:
        """From a setting such as `few` or `account,work`; empty for all. Raises `Refused`."""
        names = [part.strip() for part in text.split(",") if part.strip()]
        if not names:
            return cls()
        known = {one.name.partition(".")[0] for one in actions} | {FEW}
        unknown = [one for one in names[:_MOST_NAMES] if one not in known]
        if unknown or len(names) > _MOST_NAMES:
            reason = gettext_noop("There are no tools called “{name}”.")
            raise Refused(reason, "tools", name=", ".join(unknown)[:60])
        return cls(frozenset(names) - {FEW})

    def holds(self, one: Action) -> bool:
        """Whether an action was asked for as a tool of its own."""
        return self.nouns is None or one.name.partition(".")[0] in self.nouns


def offered(call: Call, wanted: Wanted) -> Iterator[Tool]:
    """The tools of a caller: those that always exist, then the actions by name."""
    only_reads = call.actor.only_reads
    for one in fixed_tools():
        if one.only_reads or not only_reads:
            yield one
    if not only_reads:
        yield from (tool_of(each) for each in actions if _is_open(call, each, wanted))


def found_tool(wanted: Wanted, name: str) -> Tool:
    """The tool of that name; whether the caller may use it is for the tool to say.

    Raises `NotFound` for none, and for one that the client did not ask for.
    """
    for one in fixed_tools():
        if one.name == name:
            return one
    for each in actions:
        if tool_name(each.name) == name and wanted.holds(each):
            return tool_of(each)
    raise NotFound


def page_of(call: Call, wanted: Wanted, cursor: str | None) -> tuple[Sequence[Tool], str | None]:
    """A page of the tools behind a cursor, and where to go on; raises `BadCursor`."""
    every = list(offered(call, wanted))
    start = 0
    if cursor:
        last: Any = cursors.decode(cursor)
        start = next((place for place, one in enumerate(every) if (one.name,) == last), -1) + 1
        if not start:
            raise BadCursor
    some = every[start : start + PAGE]
    more = cursors.encode((some[-1].name,)) if len(every) > start + PAGE else None
    return some, more


def _is_open(call: Call, one: Action, wanted: Wanted) -> bool:
    if not wanted.holds(one) or not one.right.holds(call.actor):
        return False
    return not one.on or call.actor.knows(one.on)
