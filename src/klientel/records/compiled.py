"""The row that an address or a caller names, asked for with a statement that is compiled once.

Putting such a query together costs Django more than the database needs to answer it, and every page
and every action of one record asks it. Only statements are kept, never rows: all that decides what
an actor sees is part of the key.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from klientel.records.keys import lookup_of
from klientel.records.types import RecordType
from klientel.workspaces.actor import Actor
from klientel.workspaces.prepared import Prepared

_KEPT = 500
_named: dict[tuple[Any, ...], Prepared] = {}
#: stands for the key of an address when its query is compiled
ANY_KEY = {"pk": UUID(int=7), "ref": "the number in an address"}


def record_named(
    record_type: RecordType,
    actor: Actor,
    column: str,
    value: Any,
    *,
    trashed: bool | None,
    locks: bool = False,
) -> Any:
    """The record whose `pk` or `ref` this is, None where the actor sees none.

    With `locks` nobody else can write it until the transaction ends.
    """
    key = (record_type.name, column, trashed, locks, actor.rights)
    found = _named.get(key)
    if found is None:
        if len(_named) >= _KEPT:
            _named.clear()
        rows = record_type.model.objects.visible_to(actor, trashed=trashed)
        if locks:
            rows = rows.select_for_update(of=("self",))
        found = _named[key] = Prepared(
            lambda value: rows.filter(**lookup_of(record_type, actor.workspace_id, column, value))[
                :1
            ],
            value=ANY_KEY[column],
        )
    return next(iter(found.objects(record_type.model, value=value)), None)
