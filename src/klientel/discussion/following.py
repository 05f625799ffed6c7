"""Who follows a record: rows of this room, and what records keep of it in a field of their own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any
from uuid import UUID

from klientel.discussion.models import Watcher
from klientel.events.notices import watchers_of, watching
from klientel.workspaces.actor import Actor

#: asked with an actor and a record that the actor is to follow no longer, where a room above keeps
#: followers in a field; it changes the record, or raises `Refused`
leaving: list[Callable[[Actor, Any], None]] = []


def watchers(workspace_id: UUID, records: Collection[UUID]) -> Mapping[UUID, Collection[UUID]]:
    """The members who pressed “Follow”, by record; one read."""
    rows = Watcher.objects.in_workspace(workspace_id).filter(record_id__in=list(records))
    found: dict[UUID, set[UUID]] = {}
    for record, member in rows.values_list("record_id", "member_id"):
        found.setdefault(record, set()).add(member)
    return found


def followers_of(actor: Actor, record_id: UUID) -> Collection[UUID]:
    """The members who follow a record that the actor may know of, wherever that is kept."""
    return watchers_of(actor.workspace_id, [record_id]).get(record_id, set())


def is_following(actor: Actor, record_id: UUID) -> bool:
    """Whether the actor follows a record, wherever that is kept."""
    return actor.member_id in followers_of(actor, record_id)


def introduce() -> None:
    """Let notices ask."""
    if watchers not in watching:
        watching.append(watchers)
