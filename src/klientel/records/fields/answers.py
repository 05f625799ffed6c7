"""Answering a condition of the database for one record in hand, saved or not, as its row would."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Q

_LOOKUPS: Mapping[str, Callable[[Any, Any], bool]] = {
    "exact": lambda mine, asked: bool(mine == asked),
    "in": lambda mine, asked: mine in asked,
    "lt": lambda mine, asked: bool(mine < asked),
    "lte": lambda mine, asked: bool(mine <= asked),
    "gt": lambda mine, asked: bool(mine > asked),
    "gte": lambda mine, asked: bool(mine >= asked),
    "contains": lambda mine, asked: asked in mine,
    "startswith": lambda mine, asked: mine.startswith(asked),
    "iexact": lambda mine, asked: mine.lower() == asked.lower(),
    "icontains": lambda mine, asked: asked.lower() in mine.lower(),
    "istartswith": lambda mine, asked: mine.lower().startswith(asked.lower()),
}


def answers(condition: Q, row: Any) -> bool:
    """Whether a record, or a mapping of columns, meets a condition on its own columns.

    As in the database, what is empty meets no comparison, and meets its opposite. Letters count as
    equal in upper and lower case by their alphabet, where SQLite knows those of ASCII alone. Raises
    `TypeError` for what is no comparison of a column.
    """
    told = [_told(one, row) for one in condition.children]
    found = any(told) if told and condition.connector == Q.OR else all(told)
    return found is not condition.negated


def _told(one: Any, row: Any) -> bool:
    if isinstance(one, Q):
        return answers(one, row)
    if not isinstance(one, tuple):
        raise TypeError(f"{one!r} is no comparison of a column")
    column, _mark, lookup = str(one[0]).partition("__")
    mine = row[column] if isinstance(row, Mapping) else getattr(row, column)
    if lookup == "isnull":
        return (mine is None) is bool(one[1])
    compare = _LOOKUPS.get(lookup or "exact")
    if compare is None:
        raise TypeError(f"{one[0]} is no comparison of a column")
    return mine is not None and compare(mine, one[1])
