"""What every write is made of: one transaction, tried twice, one reading, and its events."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar
from uuid import UUID

from django.db import OperationalError, connection, transaction

from klientel.events.log import Line, record_many
from klientel.records.fields.base import Reading
from klientel.records.reading import reading_of
from klientel.records.types import RecordType
from klientel.workspaces.actor import Actor

Written = TypeVar("Written")

#: PostgreSQL ended this transaction for another's sake: a deadlock, or no order between the two
_VICTIM = frozenset({"40P01", "40001"})

_given: ContextVar[Reading | None] = ContextVar("reading", default=None)
_made: ContextVar[dict[UUID, Reading] | None] = ContextVar("made_readings", default=None)


def written_together(work: Callable[[], Written]) -> Written:
    """Do the work of a write in a transaction and return what it gives.

    Only the outermost can be tried again, since nothing of it was kept. The work must therefore
    not change what it was given.
    """
    is_outermost = not connection.in_atomic_block
    try:
        with _one_reading(), transaction.atomic():
            return work()
    except OperationalError as error:
        if not is_outermost or not was_victim(error):
            raise
    with _one_reading(), transaction.atomic():
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


@contextmanager
def reading_as(reading: Reading) -> Iterator[None]:
    """Let actions clean their inputs as this reader would type them (a page, an import file)."""
    token = _given.set(reading)
    try:
        yield
    finally:
        _given.reset(token)


@contextmanager
def _one_reading() -> Iterator[None]:
    """Make a reading that nobody gave once for the whole write, however many records it has."""
    token = _made.set(_made.get() if _made.get() is not None else {})
    try:
        yield
    finally:
        _made.reset(token)


def current_reading(actor: Actor) -> Reading:
    """The reading a page or import gave, or the workspace's own."""
    given = _given.get()
    if given is not None and given.workspace.pk == actor.workspace_id:
        return given
    made = _made.get()
    if made is None:
        return reading_of(actor)
    if actor.workspace_id not in made:
        made[actor.workspace_id] = reading_of(actor)
    return made[actor.workspace_id]


def in_force(actor: Actor, record_type: RecordType) -> RecordType:
    """The type as it is in the actor's workspace: with the fields that the firm added."""
    return record_type.in_workspace(current_reading(actor).workspace)
