"""What every write is made of: one transaction, tried twice, one reading, and its events."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from django.db import OperationalError, connection, transaction

from klientel.events.log import Line, record_many
from klientel.records.one_reading import one_reading
from klientel.records.types import RecordType
from klientel.workspaces.actor import Actor

Written = TypeVar("Written")

#: PostgreSQL ended this transaction for another's sake: a deadlock, or no order between the two
_VICTIM = frozenset({"40P01", "40001"})


def written_together(work: Callable[[], Written]) -> Written:
    """Do the work of a write in a transaction and return what it gives.

    Only the outermost can be tried again, since nothing of it was kept. The work must therefore
    not change what it was given.
    """
    is_outermost = not connection.in_atomic_block
    try:
        with one_reading(), transaction.atomic():
            return work()
    except OperationalError as error:
        if not is_outermost or not was_victim(error):
            raise
    with one_reading(), transaction.atomic():
        return work()


def tell(
    actor: Actor,
    record_type: RecordType,
    records: Sequence[Any],
    lines: Sequence[Line],
    *,
    columns: frozenset[str] = frozenset(),
    batch: UUID | None = None,
) -> None:
    """Write the event of each record that was written, and let what the type settles follow."""
    events = record_many(actor, lines, batch=batch)
    told = {record.pk: event for record, event in zip(records, events, strict=True)}
    record_type.settle(actor, records, columns, told)


def was_victim(error: OperationalError) -> bool:
    """Whether the database broke the transaction off for another's sake."""
    return getattr(error.__cause__, "sqlstate", None) in _VICTIM
