"""A look at the database that stays as it was at its first question, however much is written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, connections

_ALIAS = "default"
_BEGIN = {"sqlite": "BEGIN", "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"}


class Held:
    """The held look, and the way to write beside it."""

    def __init__(self, usual: Any, held: Any) -> None:
        self._usual, self._held = usual, held

    @contextmanager
    def left(self) -> Iterator[None]:
        """Use the usual connection for a while, e.g. to say how far the work is."""
        _use(self._usual)
        try:
            yield
        finally:
            _use(self._held)


@contextmanager
def held() -> Iterator[Held]:
    """Every query of this thread sees one state of the database; nothing may be written.

    Nobody else waits for it: on SQLite it is a read transaction beside the write-ahead log. Inside
    of a transaction that runs already, that one is used. On PostgreSQL rows are read piece by piece
    from the server, which the pooled connections of pages must not do.
    """
    usual = connections[_ALIAS]
    if connection.in_atomic_block:
        yield Held(usual, usual)
        return
    own = connections.create_connection(_ALIAS)
    own.settings_dict = {**usual.settings_dict, "DISABLE_SERVER_SIDE_CURSORS": False}
    _use(own)
    try:
        with own.cursor() as cursor:
            cursor.execute(_BEGIN[own.vendor])
        yield Held(usual, own)
    finally:
        own.close()
        _use(usual)


def _use(one: Any) -> None:
    connections[_ALIAS] = one
