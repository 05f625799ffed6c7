"""An event as other programs read it: the same form in webhooks and in the feed of changes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID

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
        ids = {pk for one in self._events for pk in (one.record_id, one.account_id) if pk}
        self._seen = visible(actor, ids)
        rows = RecordRef.objects.in_workspace(actor.workspace_id).filter(pk__in=self._seen)
        self._named = {row.pk: row for row in rows}

    def told(self) -> list[tuple[Event, dict[str, Any]]]:
        """The events about records that the reader may know of, each with its form."""
        return [(one, self._form(one)) for one in self._events if one.record_id in self._seen]

    def _form(self, event: Event) -> dict[str, Any]:
        return {
            "id": str(event.pk),
            "verb": event.verb,
            "occurred_at": event.occurred_at.isoformat(),
            "recorded_at": event.recorded_at.isoformat(),
            "actor": {
                "kind": event.actor_kind,
                "member": str(event.member_id) if event.member_id else None,
                "name": event.actor_name,
            },
            "via": event.via,
            "record": self._record(event.record_id),
            "account": self._record(event.account_id),
            "facts": event.facts or {},
            "cause": str(event.cause) if event.cause else None,
        }

    def _record(self, pk: UUID | None) -> dict[str, Any] | None:
        row = self._named.get(pk) if pk else None
        if row is None:
            return None
        return {"type": row.type, "id": str(row.pk), "ref": row.ref, "title": row.title}
