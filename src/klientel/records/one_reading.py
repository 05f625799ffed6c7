"""The reading that a write understands its inputs by: one for all of it, however many records."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from klientel.records.fields.base import Reading
from klientel.records.reading import reading_of
from klientel.records.types import RecordType
from klientel.workspaces.actor import Actor

_given: ContextVar[Reading | None] = ContextVar("reading", default=None)
_made: ContextVar[dict[UUID, Reading] | None] = ContextVar("made_readings", default=None)


@contextmanager
def reading_as(reading: Reading) -> Iterator[None]:
    """Let actions clean their inputs as this reader would type them (a page, an import file)."""
    token = _given.set(reading)
    try:
        yield
    finally:
        _given.reset(token)


@contextmanager
def one_reading() -> Iterator[None]:
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
