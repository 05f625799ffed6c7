"""Events that happened together, and what happened to the same things later: what an undo asks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from klientel.events.models import Event
from klientel.events.visibility import visible
from klientel.workspaces.actor import Actor


def told_together(actor: Actor, token: UUID, since: datetime) -> list[Event]:
    """The event of this id, or all of the batch of this id, newest first.

    Events of records the actor may not know of are left out, so that nothing tells of them.
    """
    events = Event.objects.in_workspace(actor.workspace_id)
    token_or_batch = Q(pk=token) | Q(batch=token)
    found = list(events.filter(token_or_batch, recorded_at__gte=since).order_by("-id"))
    seen = visible(actor, [event.record_id for event in found if event.record_id])
    return [event for event in found if event.record_id is None or event.record_id in seen]


def size_of(workspace_id: UUID, batch: UUID) -> int:
    """How many events a batch has."""
    return int(Event.objects.in_workspace(workspace_id).filter(batch=batch).count())


def newest_of(
    workspace_id: UUID, batch: UUID, before: UUID | None = None, limit: int = 500
) -> list[Event]:
    """The newest events of a batch, or those before an event of it: a large batch in pieces."""
    events = Event.objects.in_workspace(workspace_id).filter(batch=batch)
    if before is not None:
        events = events.filter(id__lt=before)
    return list(events.order_by("-id")[:limit])


def edits_since(events: Sequence[Event], own_batches: Sequence[UUID]) -> dict[UUID, list[Event]]:
    """Later events of the same records by people, oldest first, by record id.

    Those of own batches are left out, and what the program did by itself.
    """
    ids = {event.record_id for event in events if event.record_id}
    if not ids:
        return {}
    first = min(event.pk for event in events)
    rows = Event.objects.in_workspace(events[0].workspace_id).filter(
        record_id__in=ids, id__gt=first
    )
    rows = rows.exclude(batch__in=list(own_batches)).exclude(actor_kind="system")
    later: dict[UUID, list[Event]] = {}
    for event in rows.order_by("id"):
        if event.record_id is not None:
            later.setdefault(event.record_id, []).append(event)
    return later
