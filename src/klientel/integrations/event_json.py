"""An event as webhooks tell it: as the feed of changes has it, with what its record is called."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from klientel.events.outward import event_json
from klientel.events.visibility import visible
from klientel.records.models import RecordRef
from klientel.workspaces.actor import Actor

if TYPE_CHECKING:
    from klientel.events.models import Event


class Telling:
    """Events as JSON for one reader; what their records are called is read once for all."""

    def __init__(self, actor: Actor, events: Iterable[Event]) -> None:
        self._actor = actor
        self._events = list(events)
        ids = {one.record_id for one in self._events if one.record_id}
        self._seen = visible(actor, ids)
        rows = RecordRef.objects.in_workspace(actor.workspace_id).filter(pk__in=self._seen)
        self._named = {row.pk: row for row in rows}

    def told(self) -> list[tuple[Event, dict[str, Any]]]:
        """The events about records that the reader may know of, each with its form."""
        return [(one, self._form(one)) for one in self._events if one.record_id in self._seen]

    def _form(self, event: Event) -> dict[str, Any]:
        form = event_json(event)
        row = self._named.get(event.record_id) if event.record_id else None
        if row is not None:
            form["record"] |= {"ref": row.ref, "title": row.title}
        return form
