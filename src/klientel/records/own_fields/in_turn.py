"""Records in turn, some at a time: how what the program makes of all of them is kept up."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import connection

#: records of one transaction, or of one query
CHUNK = 2_000


def held_behind(rows: Any, after: UUID | None) -> list[Any]:
    """The next of some records (a queryset) by id behind one, or the first of them, locked until
    the transaction ends.
    """
    rows = rows.order_by("pk")
    if after is not None:
        rows = rows.filter(pk__gt=after)
    if connection.vendor == "postgresql":
        rows = rows.select_for_update(of=("self",))
    return list(rows[:CHUNK])
