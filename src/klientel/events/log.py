"""Writing the log: the only door to the event table.

`record` and `record_many` refuse to run outside a transaction: an event is written with the
change it tells of, or not at all.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from klientel.events import wakeup
from klientel.events.models import Event, Outbox
from klientel.events.subscribers import subscribers
from klientel.events.verbs import verbs
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.workspaces.actor import MAX_DEPTH, Actor
from klientel.workspaces.bulk import insert_rows, unsaved

#: what is written together, by whoever is at work in this thread
_here = threading.local()


class OutsideTransaction(RuntimeError):
    """An event was about to be written outside the transaction of its change."""


@dataclass(frozen=True, slots=True)
class Line:
    """What one event says; the actor, the batch and the times come from `record_many`."""

    verb: str
    record_type: str = ""
    record_id: UUID | None = None
    account_id: UUID | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    occurred_at: datetime | None = None


def record(
    actor: Actor,
    verb: str,
    *,
    record_type: str = "",
    record_id: UUID | None = None,
    account_id: UUID | None = None,
    facts: Mapping[str, Any] | None = None,
    occurred_at: datetime | None = None,
    batch: UUID | None = None,
) -> Event:
    """Write one event in the running transaction and return it."""
    line = Line(verb, record_type, record_id, account_id, facts or {}, occurred_at)
    return record_many(actor, [line], batch=batch)[0]


def record_many(actor: Actor, lines: Iterable[Line], *, batch: UUID | None = None) -> list[Event]:
    """Write many events of one actor in the running transaction, in few statements.

    Those of an actor who has a `batch` are all of that one.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction("record() was called outside a transaction")
    now = clock.now()
    events = _events(actor, lines, batch, now)
    together: _Together | None = getattr(_here, "together", None)
    if together is None:
        _write(events, events)
    elif together.is_here():
        together.unwritten += events
    else:
        insert_rows(Event, events)
        together.written += events
    return events


class _Together:
    """The events of a `told_together`: those that are written already, and those that are not.

    What is recorded in a transaction within, which may be taken back by itself, is written there.
    """

    def __init__(self) -> None:
        self.written: list[Event] = []
        self.unwritten: list[Event] = []
        self._depth = len(connection.savepoint_ids)

    def is_here(self) -> bool:
        """Whether nothing is open within, so that all of it is kept or none."""
        return len(connection.savepoint_ids) == self._depth


@contextmanager
def told_together() -> Iterator[None]:
    """Write the events of here at its end and tell the dispatcher once of them, in one transaction.

    For whoever records events one by one, and many; until the end nobody reads back what was
    recorded right in here. Told of an event that a savepoint took back, the dispatcher finds
    nothing and goes on.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction("told_together() was called outside a transaction")
    if getattr(_here, "together", None) is not None:
        yield
        return
    together = _here.together = _Together()
    try:
        yield
    finally:
        _here.together = None
    _write(together.unwritten, [*together.written, *together.unwritten])


def _write(fresh: list[Event], events: list[Event]) -> None:
    """Insert fresh events, and tell the dispatcher of all those that somebody wants to hear of."""
    if not events:
        return
    insert_rows(Event, fresh)
    wanted = [
        unsaved(
            Outbox,
            event_id=event.pk,
            workspace_id=event.workspace_id,
            created_at=event.recorded_at,
        )
        for event, interested in subscribers.interested_in_each(events)
        if interested
    ]
    insert_rows(Outbox, wanted)
    wakeup.after_commit(bool(wanted))


def _events(actor: Actor, lines: Iterable[Line], batch: UUID | None, now: datetime) -> list[Event]:
    told = list(lines)
    if told and actor.depth > MAX_DEPTH:
        raise RecursionError("A rule that starts rules stopped at depth 5.")
    shared = {
        "workspace_id": actor.workspace_id,
        "actor_kind": actor.kind,
        "member_id": actor.member_id,
        "actor_name": actor.name[:120] or actor.reason[:120],
        "via": actor.via,
        "token": actor.lent.token if actor.lent else "",
        "batch": actor.batch or batch,
        "cause": actor.cause,
        "depth": actor.depth,
        "recorded_at": now,
    }
    return [_event(line, shared, line.occurred_at or now) for line in told]


def _event(line: Line, shared: Mapping[str, Any], occurred_at: datetime) -> Event:
    verbs.get(line.verb)
    event: Event = unsaved(
        Event,
        id=uuid7(),
        verb=line.verb,
        record_type=line.record_type,
        record_id=line.record_id,
        account_id=line.account_id,
        facts=dict(line.facts),
        occurred_at=occurred_at,
        **shared,
    )
    return event
