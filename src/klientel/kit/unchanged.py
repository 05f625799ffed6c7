"""What a connection read stays true until somebody writes: a mark of the data that it sees.

Both databases tell cheaply whether anything was written since: SQLite counts the commits of others
(`PRAGMA data_version`, https://sqlite.org/pragma.html#pragma_data_version) and the changes of the
connection itself; PostgreSQL names the transactions that a statement sees
(`pg_current_snapshot()`). Equal marks of one connection mean equal data, to the last row, whoever
wrote and however: nothing that is kept under a mark can be stale.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connections

T = TypeVar("T")

#: answers kept for one connection before it starts anew
MOST = 500
_kept: WeakKeyDictionary[Any, tuple[Hashable, dict[Hashable, Any]]] = WeakKeyDictionary()


def data_mark(at: Any = None) -> Hashable:
    """A mark of all data that a connection (the usual one) sees now; None inside a transaction,
    whose own changes may be taken back.
    """
    at = at or connections[DEFAULT_DB_ALIAS]
    if at.in_atomic_block:
        return None
    if at.vendor == "sqlite":
        at.ensure_connection()
        raw = at.connection
        # asked of the driver: Django's own cursor costs more than the pragma
        version = raw.cursor().execute("PRAGMA data_version").fetchone()
        return (*version, raw.total_changes, id(raw))
    with at.cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text")
        found: tuple[Any, ...] = cursor.fetchone()
    return found


def while_unchanged(key: Hashable, read: Callable[[], T]) -> T:
    """What `read` gives, kept under `key` until anything is written to the database.

    For what costs more to read than to ask for the mark, and follows from the rows and the key
    alone: a statement with its parameters.
    """
    at = connections[DEFAULT_DB_ALIAS]
    mark = data_mark(at) if _is_key(key) else None
    if mark is None:
        return read()
    before, known = _kept.get(at, (None, {}))
    if before != mark or len(known) >= MOST:
        known = {}
        _kept[at] = (mark, known)
    if key not in known:
        # what is written between the mark and this only makes it newer than its mark
        known[key] = read()
    found: T = known[key]
    return found


def _is_key(value: Any) -> bool:
    """Whether something can be a key; a list among a statement's parameters cannot."""
    try:
        hash(value)
    except TypeError:
        return False
    return True
