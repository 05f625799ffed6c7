"""Events that happened together, and what happened to the same things later: what an undo asks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from klientel.events.ids_in_time import floor_id
from klientel.events.models import Event
from klientel.events.verbs import verbs
from klientel.events.visibility import visible
from klientel.workspaces.actor import Actor

#: of so many own events the last steps are made
_RECENT = 2_000


def events_of_step(
    actor: Actor, token: UUID, since: datetime, most: int | None = None
) -> list[Event]:
    """What was one step: the event of this id, or all of the batch of this id, newest first; of a
    large one the newest, where `most` says how many.

    Events of records the actor may not know of are left out, so that nothing tells of them.
    """
    events = Event.objects.in_workspace(actor.workspace_id)
    token_or_batch = Q(pk=token) | Q(batch=token)
    found = list(events.filter(token_or_batch, recorded_at__gte=since).order_by("-id")[:most])
    seen = visible(actor, [event.record_id for event in found if event.record_id])
    return [event for event in found if event.record_id is None or event.record_id in seen]


def is_one_step(workspace_id: UUID, batch: UUID) -> bool:
    """Whether a batch was one step, as a verb of it says: nobody takes a part of it back."""
    steps = [verb.name for verb in verbs if verb.is_step]
    events = Event.objects.in_workspace(workspace_id).filter(batch=batch, verb__in=steps)
    return bool(events.exists())


def may_be_undone(workspace_id: UUID, batch: UUID) -> bool:
    """Whether a batch holds anything of which its verb says how it is taken back."""
    undoable = [verb.name for verb in verbs if verb.undo]
    events = Event.objects.in_workspace(workspace_id).filter(batch=batch, verb__in=undoable)
    return bool(events.exists())


def own_steps(actor: Actor, since: datetime, limit: int = 20) -> list[UUID]:
    """What the actor did on pages since an instant and has not taken back, newest first.

    A batch is one step, under its own id. An undo is no step: its events name as their cause what
    they took back.
    """
    events = Event.objects.in_workspace(actor.workspace_id).filter(
        member_id=actor.member_id, actor_kind="member", via="page", pk__gte=floor_id(since)
    )
    rows = list(events.order_by("-id").only("batch", "cause", "depth", "verb")[:_RECENT])
    taken = taken_by(rows)
    steps = {
        row.batch or row.pk: None
        for row in rows
        if row.cause is None
        and not is_taken(row, taken)
        and row.verb in verbs
        and verbs.get(row.verb).undo
    }
    return list(steps)[:limit]


def taken_by(events: Iterable[Event]) -> set[UUID]:
    """The events and batches that undos among some events, newest first, took back.

    An undo names what it takes back as its cause, and no rule acted (depth 0). One that was itself
    taken back counts no more: what it undid stands again.
    """
    taken: set[UUID] = set()
    for event in events:
        if event.cause is not None and event.depth == 0 and not is_taken(event, taken):
            taken.add(event.cause)
    return taken


def is_taken(event: Event, taken: Collection[UUID]) -> bool:
    """Whether an event, or the batch it is of, is among what was taken back."""
    return event.pk in taken or event.batch in taken


def taken_since(actor: Actor, account_id: UUID, first: UUID) -> set[UUID]:
    """What was taken back around an account since an event."""
    events = Event.objects.in_workspace(actor.workspace_id).filter(
        account_id=account_id, cause__isnull=False, pk__gt=first
    )
    return taken_by(events.order_by("-id").only("batch", "cause", "depth"))


def size_of(workspace_id: UUID, batch: UUID) -> int:
    """How many events a batch has."""
    return int(Event.objects.in_workspace(workspace_id).filter(batch=batch).count())


def sizes_of(workspace_id: UUID, batches: Collection[UUID]) -> dict[UUID, int]:
    """How many events some batches have, by batch; one read."""
    events = Event.objects.in_workspace(workspace_id).filter(batch__in=list(batches))
    return dict(events.order_by().values_list("batch").annotate(Count("pk")))


def touched_in(workspace_id: UUID, batch: UUID, ids: Collection[UUID]) -> set[UUID]:
    """Those of some records that a batch has told of."""
    events = Event.objects.in_workspace(workspace_id).filter(batch=batch, record_id__in=ids)
    return set(events.values_list("record_id", flat=True))


def newest_of(
    workspace_id: UUID, batch: UUID, before: UUID | None = None, limit: int = 500
) -> list[Event]:
    """The newest events of a batch, or those before an event of it: a large batch in pieces."""
    events = Event.objects.in_workspace(workspace_id).filter(batch=batch)
    if before is not None:
        events = events.filter(id__lt=before)
    return list(events.order_by("-id")[:limit])


def edits_since(
    events: Sequence[Event], own_batches: Sequence[UUID], most: int | None = None
) -> dict[UUID, list[Event]]:
    """Later events of the same records by people, oldest first, by record id; the newest of all,
    where `most` says how many.

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
    for event in reversed(list(rows.order_by("-id")[:most])):
        if event.record_id is not None:
            later.setdefault(event.record_id, []).append(event)
    return later


def added_in(workspace_id: UUID, batch: UUID, verb: str, record_type: str, most: int) -> list[UUID]:
    """The records of a type that a batch added, by the verb that tells of it, in order."""
    events = Event.objects.in_workspace(workspace_id).filter(
        batch=batch, verb=verb, record_type=record_type
    )
    return list(events.order_by("pk").values_list("record_id", flat=True)[:most])
