"""Telling of what hangs on a work item, and adding such rows once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from klientel.events.log import record
from klientel.kit.refused import Conflict
from klientel.work.models import WorkItem
from klientel.workspaces.actor import Actor


def tell_of(
    actor: Actor, verb: str, item: WorkItem, batch: UUID | None = None, **facts: Any
) -> None:
    """Write the event of something that hangs on an item: its subject is the item."""
    record(
        actor, verb, record_type="work", record_id=item.pk, account_id=item.account_id,
        facts=facts, batch=batch,
    )  # fmt: skip


def add_row(row: Any) -> None:
    """Insert a row under the id a form gave; raises `Conflict` where that id is another's."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict("This could not be saved. Please send the form again.") from None
