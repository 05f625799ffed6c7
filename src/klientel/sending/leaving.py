"""How anything leaves, mail or call: queued with the change, claimed by one worker, tried again."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F, QuerySet

from klientel.events import jobs
from klientel.kit import clock
from klientel.sending.models.outgoing import Outgoing

logger = logging.getLogger(__name__)

#: minutes between the eight attempts; together 24 hours
WAITS = (1, 5, 15, 60, 180, 360, 819)
ATTEMPTS = len(WAITS) + 1
LEASE = timedelta(minutes=5)
"""How long one attempt may take before another worker may have the row."""

State = Outgoing.State
Row = TypeVar("Row", bound=Outgoing)


def put(row: Row) -> Row:
    """Store what shall leave and ask for it, or return the one that has its key."""
    rows = _all(type(row))
    key = row.dedupe_key
    with transaction.atomic():
        same = rows.filter(workspace_id=row.workspace_id, dedupe_key=key)
        known = same.first() if key else None
        if known is not None:
            return known
        # Not `save`: a second process with the same key would end the caller's transaction.
        rows.bulk_create([row], ignore_conflicts=key is not None)
        if key is not None:
            row = same.get()
        ask_for(row)
    return row


def ask_for(row: Outgoing) -> None:
    """Have a worker send the row when it is due."""
    from klientel.sending.tasks import TASKS

    task, named = TASKS[type(row)]
    which: dict[str, Any] = {named: str(row.pk)}
    # Named by the due time too: the job of the attempt before may still be running.
    jobs.enqueue(
        task,
        workspace_id=row.workspace_id,
        dedupe_key=f"send {row.pk} {row.next_try_at.timestamp():.3f}",
        run_at=row.next_try_at,
        **which,
    )


def claim(model: type[Row], pk: UUID) -> Row | None:
    """The row for this attempt alone; None when it is not due or somebody else has it."""
    now = clock.now()
    due = _all(model).filter(pk=pk, state__lt=State.SENT, next_try_at__lte=now)
    token = uuid4()
    # The condition is the claim: of two workers only one finds the row due.
    if not due.update(
        state=State.SENDING, claim=token, attempts=F("attempts") + 1, next_try_at=now + LEASE
    ):
        return None
    return _all(model).filter(pk=pk, claim=token).first()


def ended(row: Outgoing, state: Outgoing.State, error: str = "", **more: Any) -> bool:
    """Write down how an attempt ended the row, unless its lease was lost; whether it did."""
    now = clock.now()
    more |= {"sent_at": now} if state == State.SENT else {}
    return bool(_mine(row).update(state=state, claim=None, last_error=error, **more))


def later(row: Outgoing, error: str, **more: Any) -> None:
    """Let the row wait for its next attempt."""
    row.next_try_at = clock.now() + timedelta(minutes=WAITS[row.attempts - 1])
    logger.warning("%s was not sent (attempt %s): %s", row.pk, row.attempts, error)
    with transaction.atomic():
        waiting = {"state": State.WAITING, "claim": None, "last_error": error, **more}
        if _mine(row).update(next_try_at=row.next_try_at, **waiting):
            ask_for(row)


def revived(rows: QuerySet[Row]) -> bool:
    """Give a row that was given up all its attempts again; whether there was one."""
    with transaction.atomic():
        dead = rows.filter(state=State.DEAD)
        if not dead.update(state=State.WAITING, attempts=0, next_try_at=clock.now(), claim=None):
            return False
        row = rows.get()
        ask_for(row)
    return True


def _mine(row: Outgoing) -> QuerySet[Any]:
    """The row while this attempt still holds its lease."""
    return _all(type(row)).filter(pk=row.pk, claim=row.claim, state=State.SENDING)


def _all(model: type[Row]) -> QuerySet[Row]:
    rows: QuerySet[Row] = model.objects.all()
    return rows
