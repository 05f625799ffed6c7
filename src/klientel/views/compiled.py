"""The first page of a list, its count and the row of an address, compiled once for equal rights.

Putting such a query together costs Django more than the database needs to answer it, and the same
few are asked all day. Only statements are kept, never rows: who may see what, the filters
and the day are part of the key.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from klientel.kit import clock
from klientel.kit.counting import Counted
from klientel.records import compiled
from klientel.records.fields.base import Reading
from klientel.records.keys import lookup_of
from klientel.records.types import RecordType
from klientel.sharing.queries import is_shared
from klientel.views.query import ViewQuery
from klientel.workspaces.actor import Actor
from klientel.workspaces.prepared import Prepared

#: an attribute of a record that was read with it: whether a link to it is in force
SHARED = "is_shared"
_KEPT = 500
_first: dict[tuple[Any, ...], Prepared] = {}
_named: dict[tuple[Any, ...], Prepared] = {}
_counted: dict[tuple[Any, ...], Counted] = {}
_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)


def standing(actor: Actor, reading: Reading) -> tuple[Any, ...]:
    """All that decides which rows an actor's list has, beside its filters."""
    workspace = reading.workspace
    return (
        *actor.rights,
        workspace.directory_version,
        workspace.time_zone,
        # days of moments are those of the reader's own zone
        str(reading.format.zone),
        reading.today,
    )


def record_named(
    record_type: RecordType,
    actor: Actor,
    column: str,
    value: Any,
    *,
    trashed: bool | None,
    says_shared: bool = False,
) -> Any:
    """The record whose `pk` or `ref` this is, None where the actor sees none.

    With `says_shared` it has an attribute `SHARED`: whether a link to it is in force.
    """
    if not says_shared:
        return compiled.record_named(record_type, actor, column, value, trashed=trashed)
    key = (record_type.name, column, trashed, actor.rights)
    found = _named.get(key)
    if found is None:
        if len(_named) >= _KEPT:
            _named.clear()
        rows = record_type.model.objects.visible_to(actor, trashed=trashed)
        found = _named[key] = _one(record_type, rows, column, actor)
    given = {"value": value, "now": clock.now()}
    return next(iter(found.objects(record_type.model, **given)), None)


def _one(record_type: RecordType, rows: Any, column: str, told_to: Actor) -> Prepared:
    firm = told_to.workspace_id
    return Prepared(
        lambda value, now: rows.annotate(**{SHARED: is_shared(firm, now)}).filter(
            **lookup_of(record_type, firm, column, value)
        )[:1],
        value=compiled.ANY_KEY[column],
        now=_ANY_TIME,
    )


def is_keepable(query: ViewQuery) -> bool:
    """Whether the statement is worth keeping: a place, a text and groups differ each time."""
    return not (query.after or query.search or query.group)


def counted(
    record_type: RecordType,
    query: ViewQuery,
    actor: Actor,
    reading: Reading,
    most: int,
    build: Callable[[], Counted],
) -> Counted:
    """The statement that `build` gives to count this list's rows up to `most`; called when nobody
    with these rights has asked before.
    """
    key = (record_type.name, query.filters, most, standing(actor, reading))
    found = _counted.get(key)
    if found is None:
        if len(_counted) >= _KEPT:
            _counted.clear()
        found = _counted[key] = build()
    return found


def first_rows(
    record_type: RecordType,
    query: ViewQuery,
    actor: Actor,
    reading: Reading,
    asked: tuple[Any, ...],
    build: Callable[[], Any],
) -> list[tuple[Any, ...]]:
    """The rows of the queryset that `build` gives for this list; `asked` is its order and columns.

    `build` is called when nobody with these rights has asked before.
    """
    key = (record_type.name, query.filters, asked, standing(actor, reading))
    found = _first.get(key)
    if found is None:
        if len(_first) >= _KEPT:
            _first.clear()
        found = _first[key] = Prepared(build)
    return found.rows()
