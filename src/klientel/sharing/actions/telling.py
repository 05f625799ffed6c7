"""What the log is told of links, whoever does something with them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from klientel.events import log
from klientel.kit import clock
from klientel.records.actions.catalogue import current_reading
from klientel.records.models import RecordRef
from klientel.sharing.models import ShareLink
from klientel.workspaces.actor import Actor

if TYPE_CHECKING:
    from klientel.events.models import Event


def tell(
    actor: Actor,
    verb: str,
    link: ShareLink,
    record: RecordRef,
    batch: UUID | None = None,
    **facts: Any,
) -> Event:
    """Write the event of something that was done with a link; it is told of its record."""
    about = {"link": str(link.pk), "purpose": link.purpose, "name": link.name}
    return log.record(
        actor,
        verb,
        record_type=record.type,
        record_id=record.pk,
        account_id=record.account_id,
        facts={**about, **facts},
        batch=batch,
    )


def last_day(actor: Actor, until: datetime) -> str:
    """The day on which a link ends, as people of the firm count days."""
    return clock.local(until, current_reading(actor).workspace.time_zone).date().isoformat()
