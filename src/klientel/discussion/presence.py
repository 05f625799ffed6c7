"""Who has a record open just now, and telling the live stream and rooms above of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from uuid import UUID

from klientel.discussion.models import Presence
from klientel.events import tail
from klientel.events.tail import Row
from klientel.kit import clock
from klientel.workspaces.actor import Actor

#: what the stream calls it: no record type, but something at a record
KIND = "presence"
_MOST = 30

#: called with an actor and the record that they opened, which they may see; rooms above add theirs.
#: A page says so again and again while it is open: what is done here writes once.
arrivals: list[Callable[[Actor, UUID], None]] = []


def others_at(actor: Actor, record_id: UUID) -> list[UUID]:
    """The other members who have a record open, which the caller found visible; one read."""
    rows = Presence.objects.in_workspace(actor.workspace_id).filter(
        record_id=record_id, until__gt=clock.now()
    )
    rows = rows.exclude(member_id=actor.member_id).order_by("pk")
    return list(dict.fromkeys(rows.values_list("member_id", flat=True)[:_MOST]))


def news(workspaces: Sequence[UUID], start: UUID) -> Iterable[Row]:
    """Where somebody came or went since an id, for the hub to tell who may know of the record."""
    rows = Presence.objects.for_system("live stream: who came and went, told scope by scope")
    rows = rows.filter(workspace_id__in=workspaces, told__gte=start).order_by("told")
    for told, workspace, record in rows.values_list("told", "workspace_id", "record_id"):
        yield Row(told, workspace, KIND, record, None)


def introduce() -> None:
    """Let the live stream ask."""
    if news not in tail.passing:
        tail.passing.append(news)
