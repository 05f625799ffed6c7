"""Reading the log back for programs that act on it: one event, a stretch of verbs, later changes.

Nothing here asks who may know: rules read as the firm, and ask for the records themselves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from klientel.events.ids_in_time import floor_id
from klientel.events.models import Event

#: later changes of one record that are read at most
MOST_LATER = 2_000


def event_of(workspace_id: UUID, event_id: UUID) -> Event | None:
    """The event of that id; None where there is none."""
    events = Event.objects.in_workspace(workspace_id)
    found: Event | None = events.filter(pk=event_id).first()
    return found


def events_of(workspace_id: UUID, ids: Collection[UUID]) -> dict[UUID, Event]:
    """The events of these ids."""
    rows = Event.objects.in_workspace(workspace_id).filter(pk__in=list(ids))
    return {event.pk: event for event in rows} if ids else {}


def told_back_from(
    workspace_id: UUID,
    verbs: Collection[str],
    since: datetime,
    before: UUID,
    at_once: int = 500,
) -> Iterator[list[Event]]:
    """Events of some verbs since an instant, in pieces from the newest before an id on.

    Within a piece they are in the order of time.
    """
    rows = Event.objects.in_workspace(workspace_id).filter(
        verb__in=list(verbs), pk__gte=floor_id(since)
    )
    while verbs:
        some = list(rows.filter(pk__lt=before).order_by("-pk")[:at_once])
        if some:
            yield some[::-1]
            before = some[-1].pk
        if len(some) < at_once:
            return


def told_around(
    workspace_id: UUID, verbs: Collection[str], ids: Collection[UUID], since: datetime
) -> list[Event]:
    """Events of some verbs on records, or around accounts, of these ids since an instant, in the
    order of time; at most so many as are read of later changes.
    """
    if not verbs or not ids:
        return []
    mine = Q(record_id__in=list(ids)) | Q(account_id__in=list(ids))
    rows = Event.objects.in_workspace(workspace_id).filter(
        mine, verb__in=list(verbs), pk__gte=floor_id(since)
    )
    return list(rows.order_by("pk")[: MOST_LATER * len(ids)])


def changes_after(
    workspace_id: UUID, record_ids: Collection[UUID], event_id: UUID
) -> dict[UUID, list[tuple[UUID, Mapping[str, Any]]]]:
    """What changed on records after an event, newest first: by record, (event id, `changes`)."""
    found: dict[UUID, list[tuple[UUID, Mapping[str, Any]]]] = {}
    if not record_ids:
        return found
    events = Event.objects.in_workspace(workspace_id).filter(
        record_id__in=list(record_ids), pk__gt=event_id, facts__has_key="changes"
    )
    rows = events.order_by("-pk").values_list("pk", "record_id", "facts")
    for pk, record_id, facts in rows[: MOST_LATER * len(record_ids)]:
        if record_id is not None:
            found.setdefault(record_id, []).append((pk, facts["changes"]))
    return found
