"""Telling of what hangs on a work item, and adding such rows once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from klientel.events.log import Line, record_many
from klientel.kit.refused import Conflict
from klientel.work.models import WorkItem
from klientel.workspaces.actor import Actor


def tell_of(
    actor: Actor, verb: str, item: WorkItem, batch: UUID | None = None, **facts: Any
) -> None:
    """Write the event of something that hangs on an item: its subject is the item."""
    record_many(actor, [line_of(verb, item, **facts)], batch=batch)


def line_of(verb: str, item: WorkItem, **facts: Any) -> Line:
    """What `tell_of` writes, for who tells of many at once."""
    return Line(verb, "work", item.pk, item.account_id, facts)


def add_row(row: Any) -> None:
    """Insert a row under the id a form gave; raises `Conflict` where that id is another's."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict("This could not be saved. Please send the form again.") from None
