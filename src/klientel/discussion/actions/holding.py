"""What talk and files hang on, held while something is done there, and the ids that are sent."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from klientel.kit.refused import NotFound
from klientel.records.actions.catalogue import found
from klientel.records.models import RecordRef
from klientel.records.types import record_types
from klientel.workspaces.actor import Actor


def held_record(actor: Actor, record_id: UUID, right: str) -> Any:
    """The record of that id, held until the transaction ends.

    Raises `NotFound` for what the actor does not see, and `Forbidden` for who lacks the `right` on
    its type: to `view` it is enough for speaking of it, to `edit` it is asked for its files.
    """
    ref = RecordRef.objects.visible_to(actor).filter(pk=record_id).first()
    if ref is None:
        raise NotFound()
    record_type = record_types.get(ref.type)
    actor.must(record_type.permission(right))
    return found(actor, record_type, record_id)
