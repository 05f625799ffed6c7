"""Conditions while they are put together: what an editor's form holds, and what its buttons do.

Places are `given` for all of them, `given.1` for the second part, `given.1.0` for the first in it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.http import QueryDict

from klientel.records.conditions import Condition, Group
from klientel.views.choices import MOST_CHOICES
from klientel.views.conditions import MAX_OPERAND

Change = Callable[[Group], Group]


def typed(group: Group, place: str, given: QueryDict) -> Group:
    """A group with what its form holds for it."""
    parts: list[Condition | Group] = []
    for number, one in enumerate(group.parts):
        here = f"{place}.{number}"
        if isinstance(one, Group):
            parts.append(typed(one, here, given))
        else:
            parts.append(_condition(one, here, given))
    joined = given.get(f"{place}.joined", group.joined)
    return Group("or" if joined == "or" else "and", tuple(parts))


def _condition(one: Condition, place: str, given: QueryDict) -> Condition:
    if f"{place}.field" not in given:
        return one
    field = given.get(f"{place}.field", "")[:120]
    if field != one.field:
        return Condition(field, "")
    # whole values: half of one would be none at all
    values = [text for text in given.getlist(f"{place}.value")[:MOST_CHOICES] if text]
    operator = given.get(f"{place}.op", "")[:20]
    return Condition(field, operator, ",".join(values)[: MAX_OPERAND + 1])


def pressed(group: Group, what: str) -> Group:
    """A group after a button was pressed (`add-group:given.1`); the same for none known."""
    name, _colon, place = what.partition(":")
    change = changes(name, place)
    if change is None:
        return group
    where, done = change
    return in_group(group, where.split(".")[1:], done)


def changes(name: str, place: str) -> tuple[str, Change] | None:
    """The place of the group that a button changes, and how; None for no button of conditions."""
    if name == "add-condition":
        return place, lambda group: _appended(group, Condition("", ""))
    if name == "add-group":
        return place, lambda group: _appended(group, _inner(group))
    if name == "drop-condition":
        where, _dot, number = place.rpartition(".")
        return where, lambda group: _without(group, number)
    return None


def _inner(group: Group) -> Group:
    """A new group: it joins the other way, since the same way would say nothing new."""
    joined = "and" if group.joined == "or" else "or"
    return Group(joined, (Condition("", ""), Condition("", "")))


def _appended(group: Group, part: Condition | Group) -> Group:
    return Group(group.joined, (*group.parts, part))


def _without(group: Group, number: str) -> Group:
    parts = tuple(one for n, one in enumerate(group.parts) if str(n) != number)
    return Group(group.joined, parts)


def in_group(group: Group, path: Sequence[str], change: Change) -> Group:
    """A group with the one at a path of numbers below it changed."""
    if not path:
        return change(group)
    parts = [
        in_group(one, path[1:], change) if str(n) == path[0] and isinstance(one, Group) else one
        for n, one in enumerate(group.parts)
    ]
    return Group(group.joined, tuple(parts))
