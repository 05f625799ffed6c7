"""How one field of a record changed over time, as the log tells it."""

from __future__ import annotations

from uuid import UUID

from klientel.events.batches import is_taken, taken_by
from klientel.events.models import Event
from klientel.workspaces.actor import Actor


def changes_of(actor: Actor, record_id: UUID, field: str, limit: int) -> list[Event]:
    """The newest events in which a field of a record changed, newest first, with their `changes`.

    What was taken back is left out, and so is the taking back. The caller has found the record
    visible already.
    """
    events = Event.objects.visible_to(actor).filter(
        record_id=record_id, facts__changes__has_key=field
    )
    found = list(events.order_by("-occurred_at", "-id")[:limit])
    taken = taken_by(sorted(found, key=lambda event: event.pk, reverse=True))
    stands = [event for event in found if not is_taken(event, taken)]
    known = {event.pk for event in found} | {event.batch for event in found if event.batch}
    # an undo of what was left out goes with it
    return [event for event in stands if event.depth or event.cause not in known]
