"""Events that happened together, and what happened to the same things later: what an undo asks."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from klientel.events.ids_in_time import floor_id
from klientel.events.models import Event
from klientel.events.verbs import verbs
from klientel.events.visibility import visible
from klientel.workspaces.actor import Actor

#: of so many own events the last steps are made
_RECENT = 2_000


def told_together(actor: Actor, token: UUID, since: datetime) -> list[Event]:
    """The event of this id, or all of the batch of this id, newest first.

    Events of records the actor may not know of are left out, so that nothing tells of them.
    """
    events = Event.objects.in_workspace(actor.workspace_id)
    token_or_batch = Q(pk=token) | Q(batch=token)
    found = list(events.filter(token_or_batch, recorded_at__gte=since).order_by("-id"))
    seen = visible(actor, [event.record_id for event in found if event.record_id])
    return [event for event in found if event.record_id is None or event.record_id in seen]


def own_steps(actor: Actor, since: datetime, limit: int = 20) -> list[UUID]:
    """What the actor did on pages since an instant and has not taken back, newest first.

    A batch is one step, under its own id. An undo is no step: its events name as their cause what
    they took back.
    """
    events = Event.objects.in_workspace(actor.workspace_id).filter(
        member_id=actor.member_id, actor_kind="member", via="page", pk__gte=floor_id(since)
    )
    rows = events.order_by("-id").values_list("pk", "batch", "cause", "verb")[:_RECENT]
    taken: set[UUID] = set()
    steps: dict[UUID, None] = {}
    for pk, batch, cause, verb in rows:
        if cause is not None:
            taken.add(cause)
        elif not taken & {pk, batch} and verb in verbs and verbs.get(verb).undo:
            steps.setdefault(batch or pk)
    return list(steps)[:limit]


def taken_back(actor: Actor, account_id: UUID, tokens: Collection[UUID]) -> set[UUID]:
    """Those of some events and batches around an account that an undo names as its cause."""
    if not tokens:
        return set()
    events = Event.objects.in_workspace(actor.workspace_id).filter(account_id=account_id)
    return set(events.filter(cause__in=tokens).values_list("cause", flat=True))


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
