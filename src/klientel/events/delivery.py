"""Hands deliveries to their subscribers: claims by lease, runs in batches, tries again, gives up.

A batch is of one subscriber and one workspace. When its handler fails, the batch is told one by
one, so that a bad event holds up nobody but itself. An attempt counts from the moment in which the
handler begins: waiting behind a slow one costs none.
"""

from __future__ import annotations

import copy
import logging
from collections.abc import Callable, Sequence
from enum import Enum
from itertools import groupby
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F, QuerySet

from klientel.events import backoff
from klientel.events.dispatch import (
    UNKNOWN_TARGETS,
    dispatch_holding,
    events_by_id,
    fan_out,
)
from klientel.events.jobs.heartbeat import LEASE, heartbeat
from klientel.events.models import Delivery, Event
from klientel.events.subscribers import Subscriber, subscribers
from klientel.kit import clock
from klientel.kit.refused import Refused

logger = logging.getLogger(__name__)

#: most deliveries in one claim
BATCH = 500
State = Delivery.State
Events = dict[UUID, Event]


class LeaseLost(RuntimeError):
    """Another worker took a delivery over, since the lease had ended."""


class Lane(Enum):
    """Which subscribers a worker thread serves: those that may be slow hold up no others."""

    ALL = 0
    IN_TRANSACTION = 1
    OUTSIDE = 2


def outside() -> list[str]:
    """The names of the subscribers that are called outside of a transaction, and may be slow."""
    return [one.name for one in subscribers if not one.in_transaction]


def deliver(
    limit: int = BATCH,
    is_stopping: Callable[[], bool] = lambda: False,
    lane: Lane = Lane.ALL,
) -> int:
    """Claim up to `limit` deliveries that are due and run them; returns how many were claimed.

    Once `is_stopping()` is true the batches that were not begun are given back.
    """
    claimed = _claim(limit, lane)
    events = events_by_id((one.workspace_id, one.event_id) for one in claimed)
    _run_all(claimed, events, is_stopping)
    return len(claimed)


def pass_on(limit: int, is_stopping: Callable[[], bool] = lambda: False) -> tuple[int, int]:
    """Dispatch up to `limit` outbox rows, and tell at once what is told in a transaction.

    Returns how many rows that were, and how many deliveries. What dies with its worker here is due
    again when its lease ends, as after a claim.
    """
    made = dispatch_holding(limit, LEASE)
    _run_all(made.held, made.events, is_stopping)
    return made.count, len(made.held)


def _run_all(claimed: list[Delivery], events: Events, is_stopping: Callable[[], bool]) -> None:
    """Run deliveries that one claim holds, which a worker that lives does not lose meanwhile."""
    if claimed:
        with heartbeat.holding(_mine(claimed), "next_try_at"):
            _run_each(claimed, events, is_stopping)


def _run_each(claimed: list[Delivery], events: Events, is_stopping: Callable[[], bool]) -> None:
    """Batch by batch, and within one by event."""
    claimed.sort(key=lambda row: (*_batch_key(row), row.event_id))
    for (name, _workspace), group in groupby(claimed, key=_batch_key):
        rows = list(group)
        subscriber = subscribers.get(name)
        if is_stopping():
            _give_back(rows)
        elif subscriber is None:
            _give_up(rows, f"No open room has the subscriber {name}.")
        else:
            _run(subscriber, rows, events)


def _batch_key(delivery: Delivery) -> tuple[str, UUID]:
    return delivery.subscriber, delivery.workspace_id


def _claim(limit: int, lane: Lane) -> list[Delivery]:
    """Lease the deliveries that are due."""
    now = clock.now()
    due = Delivery.objects.filter(state__lt=State.DONE, next_try_at__lte=now)
    if lane is Lane.OUTSIDE:
        due = due.filter(subscriber__in=outside())
    elif lane is Lane.IN_TRANSACTION:
        due = due.exclude(subscriber__in=outside())
    if not due.exists():
        # looked at before the transaction: on SQLite that would wait for the one writer
        return []
    claim = uuid4()
    with transaction.atomic():
        waiting = due.select_for_update(skip_locked=True).order_by("next_try_at", "pk")
        rows = list(waiting[:limit])
        Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(
            state=State.RUNNING, claim=claim, next_try_at=now + LEASE
        )
    for row in rows:
        row.claim = claim
    return rows


def _run(subscriber: Subscriber, rows: list[Delivery], events: Events) -> None:
    """Run the claimed deliveries of one subscriber in one workspace."""
    # A row that ended its attempts without a word took its worker down each time.
    poison = [row for row in rows if row.attempts >= subscriber.max_attempts]
    _give_up(poison, "The worker stopped each time while this was told.")
    gone = [row for row in rows if row.event_id not in events]
    _give_up(gone, "The event is gone.")
    skipped = {row.pk for row in (*poison, *gone)}
    fresh = []
    for row in rows:
        if row.pk in skipped:
            continue
        if row.target == UNKNOWN_TARGETS and subscriber.targets is not None:
            _try_one(subscriber, row, events, _ask_targets)
        elif row.attempts:
            # What failed before, or took its worker down, takes no others along again.
            _try_one(subscriber, row, events, _tell)
        else:
            fresh.append(row)
    for start in range(0, len(fresh), subscriber.batch):
        _try_batch(subscriber, fresh[start : start + subscriber.batch], events)


def _try_batch(subscriber: Subscriber, rows: list[Delivery], events: Events) -> None:
    if len(rows) > 1:
        try:
            _begin(rows)
            _tell(subscriber, rows, events)
            return
        except LeaseLost as lost:
            logger.info("of a batch of %s %s", subscriber.name, lost)
            rows = _still_held(rows)
        except Exception as error:
            logger.warning(
                "a batch of %s failed and is told one by one: %s",
                subscriber.name,
                backoff.told(error),
            )
    for row in rows:
        _try_one(subscriber, row, events, _tell, is_counted=row.attempts > 0)


def _try_one(
    subscriber: Subscriber,
    row: Delivery,
    events: Events,
    attempt: Callable[[Subscriber, list[Delivery], Events], None],
    *,
    is_counted: bool = False,
) -> None:
    try:
        _begin([row], 0 if is_counted else 1)
        attempt(subscriber, [row], events)
    except LeaseLost:
        logger.info("delivery %s was taken over by another worker", row.pk)
    except Refused as refusal:
        _give_up([row], refusal.text())
    except Exception as error:
        if row.attempts >= subscriber.max_attempts:
            logger.exception("delivery %s to %s is given up", row.pk, subscriber.name)
            _give_up([row], backoff.told(error))
        else:
            logger.warning("delivery %s failed: %s", row.pk, backoff.told(error))
            _mine([row]).update(
                state=State.WAITING,
                next_try_at=clock.now() + backoff.wait_after(row.attempts),
                last_error=backoff.told(error),
                claim=None,
            )


def _begin(rows: list[Delivery], attempts: int = 1) -> None:
    """Renew the lease and count the attempt, committed before the handler can stop the worker."""
    with transaction.atomic():
        held = _mine(rows).update(
            next_try_at=clock.now() + LEASE, attempts=F("attempts") + attempts
        )
        _must_all(rows, held)
    for row in rows:
        row.attempts += attempts


def _tell(subscriber: Subscriber, rows: list[Delivery], events: Events) -> None:
    copies = [_for_target(events[row.event_id], row.target) for row in rows]
    if subscriber.in_transaction:
        with transaction.atomic():
            # First the mark, which also locks the rows: nobody else can take them over meanwhile.
            _mark_done(rows)
            subscriber.handle(copies)
    else:
        subscriber.handle(copies)
        _mark_done(rows)


def _ask_targets(subscriber: Subscriber, rows: list[Delivery], events: Events) -> None:
    with transaction.atomic():
        _mark_done(rows)
        for row in rows:
            found = fan_out(events[row.event_id], subscriber)
            Delivery.objects.bulk_create(found, ignore_conflicts=True)


def _for_target(event: Event, target: str) -> Event:
    if event.target == target:
        return event
    told = copy.copy(event)
    told.target = target
    return told


def _mine(rows: Sequence[Delivery]) -> QuerySet[Delivery]:
    """The rows as long as the claim that took them still holds."""
    ids = [row.pk for row in rows]
    return Delivery.objects.filter(pk__in=ids, state=State.RUNNING, claim=rows[0].claim)


def _still_held(rows: Sequence[Delivery]) -> list[Delivery]:
    """Those that nobody else took over."""
    held = set(_mine(rows).values_list("pk", flat=True))
    return [row for row in rows if row.pk in held]


def _mark_done(rows: Sequence[Delivery]) -> None:
    _must_all(rows, _mine(rows).update(state=State.DONE, last_error=""))


def _must_all(rows: Sequence[Delivery], held: int) -> None:
    if held != len(rows):
        raise LeaseLost(f"{len(rows) - held} deliveries were taken over")


def _give_up(rows: Sequence[Delivery], why: str) -> None:
    if rows:
        _mine(rows).update(state=State.DEAD, last_error=why[:500], claim=None)


def _give_back(rows: Sequence[Delivery]) -> None:
    _mine(rows).update(state=State.WAITING, next_try_at=clock.now(), claim=None)
