"""Events for other programs: what happened to a record, around an account, and in a workspace.

What happened in a workspace is told in the order of its seals. Ids carry the time at which an event
was begun, and commit in another order; a seal is only given to what is committed, so that nobody
who remembers a position ever misses an event (`seal.py`).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError

from klientel.events.feed import history_of
from klientel.events.models import Event, EventSeal
from klientel.events.seal import seal
from klientel.events.visibility import visible
from klientel.kit import cursors
from klientel.workspaces.actor import Actor

#: events that one call looks through at most, seen or not
LOOKED_THROUGH = 1_000


def event_json(event: Event) -> dict[str, Any]:
    """An event as JSON; `facts` are those that its verb declares."""
    return {
        "id": str(event.pk),
        "verb": event.verb,
        "via": event.via,
        "actor": {"id": _text(event.member_id), "name": event.actor_name},
        "record": {"id": _text(event.record_id), "type": event.record_type},
        "account": _text(event.account_id),
        "facts": event.facts or {},
        "batch": _text(event.batch),
        "occurred_at": event.occurred_at.isoformat(),
        "recorded_at": event.recorded_at.isoformat(),
    }


def history(
    actor: Actor, record_id: str, cursor: str, limit: int
) -> tuple[list[Event], str | None]:
    """What happened to one record, the newest first, and where to go on; `BadCursor`."""
    page = history_of(actor, UUID(record_id), cursor or None, limit)
    return list(page.rows), page.next_cursor


def around(
    actor: Actor, account_id: str, cursor: str, limit: int
) -> tuple[list[Event], str | None]:
    """What happened around an account, as far as the actor may know; a page may hold fewer."""
    events = Event.objects.visible_to(actor).filter(account_id=UUID(account_id))
    if cursor:
        at, pk = _place(cursor)
        events = events.filter(occurred_at__lte=at).exclude(occurred_at=at, pk__gte=pk)
    found = list(events.order_by("-occurred_at", "-id")[: limit + 1])
    more = None
    if len(found) > limit:
        found.pop()
        more = cursors.encode((found[-1].occurred_at, found[-1].pk))
    return _known(actor, found), more


def changes(
    actor: Actor,
    after: int,
    limit: int,
    *,
    verbs: Collection[str] = (),
    types: Collection[str] = (),
) -> tuple[list[Event], int, bool]:
    """Events behind a position of the log that the actor may know of, in a lasting order.

    Returns them, the position to ask for next, and whether there is more behind it. What the actor
    may not see is passed over, so that a call can give fewer events than asked for, or none.
    """
    _seal_all(actor.workspace_id)
    links = EventSeal.objects.in_workspace(actor.workspace_id).filter(position__gt=after)
    read = list(links.order_by("position").values_list("position", "event_id")[:LOOKED_THROUGH])
    rows = Event.objects.in_workspace(actor.workspace_id)
    rows = rows.filter(pk__in=[pk for _position, pk in read], record_id__isnull=False)
    if verbs:
        rows = rows.filter(verb__in=list(verbs))
    if types:
        rows = rows.filter(record_type__in=list(types))
    known = {event.pk: event for event in _known(actor, list(rows))}
    found: list[Event] = []
    for position, pk in read:
        if len(found) == limit:
            return found, after, True
        after = position
        if pk in known:
            found.append(known[pk])
    return found, after, len(read) == LOOKED_THROUGH


def last_position(workspace_id: UUID) -> int:
    """The position of the newest event: whoever asks for changes from now on begins there."""
    _seal_all(workspace_id)
    links = EventSeal.objects.in_workspace(workspace_id).order_by("-position")
    return links.values_list("position", flat=True).first() or 0


def _seal_all(workspace_id: UUID) -> None:
    try:
        seal(workspace_id)
    except IntegrityError:
        # another process seals them in this moment
        return


def _known(actor: Actor, events: list[Event]) -> list[Event]:
    asked = {event.record_id for event in events if event.record_id}
    seen = visible(actor, asked)
    return [event for event in events if event.record_id in seen]


def _place(cursor: str) -> tuple[datetime, UUID]:
    values = cursors.decode(cursor)
    if len(values) != 2:
        raise cursors.BadCursor
    at, pk = values
    if not isinstance(at, datetime) or at.tzinfo is None or not isinstance(pk, UUID):
        raise cursors.BadCursor
    return at, pk


def _text(key: UUID | None) -> str | None:
    return str(key) if key else None
