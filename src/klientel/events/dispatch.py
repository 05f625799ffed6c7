"""From the outbox to the subscribers' targets: one delivery per (event, subscriber, target).

It is one transaction, so a worker that dies leaves the outbox as it was. Who dispatches may hold
what it made from the start: what it is about to tell it need not claim and read again.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from klientel.events import wakeup
from klientel.events.backoff import told
from klientel.events.models import Delivery, Event, Outbox
from klientel.events.subscribers import Subscriber, subscribers
from klientel.kit import clock
from klientel.workspaces.bulk import insert_rows, unsaved

logger = logging.getLogger(__name__)

#: most outbox rows in one transaction, which on SQLite keeps other writers waiting
BATCH = 200
#: stands for the targets of an event while they are not known, since asking for them failed
UNKNOWN_TARGETS = "*"


@dataclass(frozen=True, slots=True)
class Dispatched:
    """How many outbox rows were claimed, and of what was made of them what their claimer holds."""

    count: int = 0
    held: list[Delivery] = field(default_factory=list)
    events: dict[UUID, Event] = field(default_factory=dict)


def dispatch(limit: int = BATCH) -> int:
    """Turn up to `limit` outbox rows into deliveries; returns how many rows were claimed."""
    return dispatch_holding(limit, None).count


def dispatch_holding(limit: int, lease: timedelta | None) -> Dispatched:
    """As `dispatch`, but hold for a lease what is told in a transaction; whoever asks tells it.

    What may be slow is left to the thread that is for it.
    """
    outbox = Outbox.objects.order_by("pk").values_list("workspace_id", "event_id")
    if not outbox.exists():
        # looked at before the transaction: on SQLite that would wait for the one writer
        return Dispatched()
    with transaction.atomic():
        keys = list(outbox.select_for_update(skip_locked=True)[:limit])
        events = events_by_id(keys)
        made = _deliveries_of(events.values())
        held = [] if lease is None else _hold(made, clock.now() + lease)
        if insert_rows(Delivery, made, skip_known=True) < len(made):
            held = _without_known(held)
        Outbox.objects.filter(pk__in=[event_id for _workspace, event_id in keys]).delete()
    return Dispatched(len(keys), held, events)


def _hold(made: Iterable[Delivery], until: datetime) -> list[Delivery]:
    """Claim what is told in a transaction before it is written; returns it."""
    claim = uuid4()
    held = []
    for row in made:
        subscriber = subscribers.get(row.subscriber)
        if subscriber is None or not subscriber.in_transaction or row.target == UNKNOWN_TARGETS:
            continue
        row.state, row.claim, row.next_try_at = Delivery.State.RUNNING, claim, until
        held.append(row)
    return held


def _without_known(held: Sequence[Delivery]) -> list[Delivery]:
    """Those that were written: what was there before belongs to somebody else, or was told."""
    rows = Delivery.objects.filter(pk__in=[row.pk for row in held])
    mine = set(rows.values_list("pk", flat=True))
    return [row for row in held if row.pk in mine]


def events_by_id(keys: Iterable[tuple[UUID, UUID]]) -> dict[UUID, Event]:
    """The events of (workspace id, event id) pairs, oldest first."""
    pairs = list(keys)
    found = (
        Event.objects.for_system("delivering what was committed, whichever workspace it is of")
        .filter(workspace_id__in={ws for ws, _ in pairs}, pk__in=[pk for _, pk in pairs])
        .order_by("pk")
    )
    return {event.pk: event for event in found}


def fan_out(event: Event, subscriber: Subscriber) -> list[Delivery]:
    """One delivery for each target of a subscriber; raises whatever `targets` raises."""
    now = clock.now()
    targets = [""] if subscriber.targets is None else subscriber.targets(event)
    return [_delivery(event, subscriber.name, key, now) for key in targets]


def _deliveries_of(events: Iterable[Event]) -> list[Delivery]:
    """The deliveries of some events, oldest first."""
    made: list[Delivery] = []
    # one instant for all of them, which is written once
    now = clock.now()
    gathered: dict[tuple[str, UUID], Delivery] = {}
    for event, interested in subscribers.interested_in_each(events):
        for subscriber in interested:
            if subscriber.gathers:
                key = (subscriber.name, event.workspace_id)
                gathered[key] = _delivery(event, subscriber.name, "", now)
            elif subscriber.targets is None:
                made.append(_delivery(event, subscriber.name, "", now))
            else:
                made += _aimed(event, subscriber)
    return [*made, *gathered.values()]


def _aimed(event: Event, subscriber: Subscriber) -> list[Delivery]:
    """A delivery for each target, or one that asks for them later when asking fails."""
    try:
        with transaction.atomic():
            return fan_out(event, subscriber)
    except Exception as error:
        logger.warning("targets of %s failed: %s", subscriber.name, told(error))
        # The delivery itself asks again later, with its own attempts.
        return [_delivery(event, subscriber.name, UNKNOWN_TARGETS, clock.now())]


def _delivery(event: Event, subscriber: str, target: str, now: datetime) -> Delivery:
    made: Delivery = unsaved(
        Delivery,
        event_id=event.pk,
        workspace_id=event.workspace_id,
        subscriber=subscriber,
        target=target,
        next_try_at=now,
        created_at=now,
    )
    return made


def dead_deliveries(workspace_id: UUID, limit: int = 100) -> list[Delivery]:
    """What was given up in a workspace, newest first: the visible dead list."""
    dead = Delivery.objects.filter(workspace_id=workspace_id, state=Delivery.State.DEAD)
    return list(dead.order_by("-created_at")[:limit])


def verbs_to_tell(deliveries: Sequence[Delivery]) -> dict[UUID, str]:
    """Which verb each delivery was to tell of, by its own id; none where the event is gone."""
    events = events_by_id((one.workspace_id, one.event_id) for one in deliveries)
    return {one.pk: events[one.event_id].verb for one in deliveries if one.event_id in events}


def requeue_dead(workspace_id: UUID, ids: Sequence[UUID] | None = None) -> int:
    """Try a workspace's given up deliveries again, with all their attempts; returns how many.

    `ids` are those to try, None for all of them.
    """
    dead = Delivery.objects.filter(workspace_id=workspace_id, state=Delivery.State.DEAD)
    if ids is not None:
        dead = dead.filter(pk__in=list(ids))
    with transaction.atomic():
        requeued = dead.update(
            state=Delivery.State.WAITING,
            attempts=0,
            next_try_at=clock.now(),
            claim=None,
            last_error="",
        )
        wakeup.after_commit(has_work=bool(requeued))
    return requeued
