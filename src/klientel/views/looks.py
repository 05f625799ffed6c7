"""How a member left the columns of a list, applied when they come again without asking for any."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from klientel.records.types import RecordType
from klientel.views.models import ListLook
from klientel.views.query import ViewQuery
from klientel.views.widths import widths_in
from klientel.workspaces.actor import Actor
from klientel.workspaces.prepared import Prepared


def _mine(workspace: UUID, member: UUID, type_name: str, place: str) -> Any:
    looks = ListLook.objects.in_workspace(workspace)
    mine = looks.filter(member_id=member, type=type_name, place=place)
    return mine.values_list("columns", "widths")[:1]


# Every list asks this, so it is put together once.
_look = Prepared(
    _mine,
    workspace=UUID(int=7),
    member=UUID(int=8),
    type_name="the name of a type",
    place="the name of a quick filter",
)


def as_left(query: ViewQuery, record_type: RecordType, actor: Actor) -> ViewQuery:
    """The list as its reader last arranged it; a saved view shows itself as it is."""
    if query.saved is not None or actor.member_id is None:
        return query
    found = _look.rows(
        workspace=actor.workspace_id,
        member=actor.member_id,
        type_name=record_type.name,
        place=query.place,
    )
    if not found:
        return query
    columns, widths = found[0]
    names = tuple(name for name in columns.split(",") if name in record_type.by_name)
    return replace(
        query, suggested=names or query.suggested, remembered=widths_in(record_type, widths)
    )
