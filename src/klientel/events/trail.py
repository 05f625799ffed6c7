"""The log as an audit trail: all events of a workspace, newest first, narrowed and in pages."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from klientel.events.ids_in_time import floor_id
from klientel.events.models import Event
from klientel.events.visibility import visible
from klientel.kit import cursors
from klientel.kit.paging import Page
from klientel.workspaces.actor import Actor


def trail(
    actor: Actor,
    *,
    member_id: UUID | None = None,
    noun: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    before: str = "",
    limit: int = 50,
) -> Page[Event]:
    """Events of one member, of one noun (`member`, `account`), from or before an instant.

    Events of records that the actor may not know of are left out, so a page may hold fewer than
    `limit` although there are more. Raises `BadCursor` for a strange `before`.
    """
    events = Event.objects.visible_to(actor)
    if member_id is not None:
        events = events.filter(member_id=member_id)
    if noun:
        events = events.filter(verb__startswith=f"{noun}.")
    if since is not None:
        events = events.filter(pk__gte=floor_id(since))
    if until is not None:
        events = events.filter(pk__lt=floor_id(until))
    if before:
        values = cursors.decode(before)
        if len(values) != 1 or not isinstance(values[0], UUID):
            raise cursors.BadCursor
        events = events.filter(pk__lt=values[0])
    found = list(events.order_by("-id")[: limit + 1])
    more = cursors.encode((found[limit - 1].pk,)) if len(found) > limit else None
    known = visible(actor, {event.record_id for event in found if event.record_id})
    shown = [event for event in found[:limit] if not event.record_id or event.record_id in known]
    return Page(shown, next_cursor=more)


def own_event(actor: Actor, event_id: UUID | None = None) -> Event | None:
    """An event that the actor caused: the one of that id, or the last one."""
    mine = Event.objects.visible_to(actor).filter(member_id=actor.member_id)
    if event_id is not None:
        mine = mine.filter(pk=event_id)
    event: Event | None = mine.order_by("-id").first()
    return event


def verb_of(actor: Actor, event_id: UUID) -> str:
    """The verb of an event that the actor may see; empty for any other."""
    found = Event.objects.visible_to(actor).filter(pk=event_id)
    return found.values_list("verb", flat=True).first() or ""
