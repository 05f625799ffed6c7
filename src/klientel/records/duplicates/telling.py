"""Tells the log of pairs that look like one, so that whoever answers for them hears of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from klientel.events.log import Line, record_many
from klientel.workspaces.actor import Actor

#: of more than so many in one go nobody is told one by one: the list of duplicates has them
MOST_TOLD = 50


def tell_found(workspace_id: UUID, fresh: Sequence[Any]) -> None:
    """Write an event for each new pair, in the running transaction; none after a large search."""
    if not 0 < len(fresh) <= MOST_TOLD:
        return
    program = Actor.system(workspace_id, "the search for duplicates")
    record_many(
        program,
        [
            Line("record.looks_double", one.type, one.first_id, facts={"other": str(one.second_id)})
            for one in fresh
        ],
    )
