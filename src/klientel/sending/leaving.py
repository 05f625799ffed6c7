"""How anything leaves, mail or call: queued with the change, claimed by one worker, tried again."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F, QuerySet
from django_tasks.base import Task

from klientel.events import jobs
from klientel.kit import clock
from klientel.sending.models.outgoing import Outgoing

logger = logging.getLogger(__name__)

#: minutes between the eight attempts; together 24 hours
WAITS = (1, 5, 15, 60, 180, 360, 819)
ATTEMPTS = len(WAITS) + 1
LEASE = timedelta(minutes=5)
"""How long one attempt may take before another worker may have the row."""

#: the job that sends a row of each model, and how it names the row; rooms enter theirs as they open
TASKS: dict[type[Outgoing], tuple[Task[Any, bool], str]] = {}

State = Outgoing.State
Row = TypeVar("Row", bound=Outgoing)


def put(row: Row) -> Row:
    """Store what shall leave and ask for it, or return the one that has its key."""
    return put_many([row])[0]


def put_many(rows: Sequence[Row]) -> list[Row]:
    """Store what shall leave and ask for it, in few statements; each that is known by its key stays
    as it is and is returned in its place. The rows are of one model and one workspace.
    """
    if not rows:
        return []
    with transaction.atomic():
        known = _known(rows)
        fresh = [row for row in rows if row.dedupe_key not in known]
        # Not `save`: a second process with the same key would end the caller's transaction.
        _all_like(rows).bulk_create(
            sorted(fresh, key=lambda row: row.dedupe_key or ""),
            ignore_conflicts=any(row.dedupe_key for row in fresh),
        )
        known |= (stored := _known(fresh))
        ask_for([*stored.values(), *(row for row in fresh if row.dedupe_key is None)])
    return [known.get(row.dedupe_key or "", row) for row in rows]


def _known(rows: Sequence[Row]) -> dict[str | None, Row]:
    """What is stored already with the keys of some rows."""
    keys = {row.dedupe_key for row in rows if row.dedupe_key}
    if not keys:
        return {}
    found = _all_like(rows).filter(workspace_id=rows[0].workspace_id, dedupe_key__in=keys)
    return {row.dedupe_key: row for row in found}


def ask_for(rows: Sequence[Outgoing]) -> None:
    """Have workers send rows of one model and workspace when they are due."""
    if not rows:
        return
    task, named = TASKS[type(rows[0])]
    jobs.enqueue_many(
        task,
        [
            # Named by the due time too: the job of the attempt before may still be running.
            jobs.Wanted(
                f"send {row.pk} {row.next_try_at.timestamp():.3f}",
                row.next_try_at,
                {named: str(row.pk)},
            )
            for row in rows
        ],
        workspace_id=rows[0].workspace_id,
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
            ask_for([row])


def revived(rows: QuerySet[Row]) -> bool:
    """Give a row that was given up all its attempts again; whether there was one."""
    with transaction.atomic():
        dead = rows.filter(state=State.DEAD)
        if not dead.update(state=State.WAITING, attempts=0, next_try_at=clock.now(), claim=None):
            return False
        row = rows.get()
        ask_for([row])
    return True


def _mine(row: Outgoing) -> QuerySet[Any]:
    """The row while this attempt still holds its lease."""
    return _all(type(row)).filter(pk=row.pk, claim=row.claim, state=State.SENDING)


def _all_like(rows: Sequence[Row]) -> QuerySet[Row]:
    return _all(type(rows[0]))


def _all(model: type[Row]) -> QuerySet[Row]:
    rows: QuerySet[Row] = model.objects.all()
    return rows
