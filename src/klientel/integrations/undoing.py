"""Taking an import back: what it added goes to the trash, what it changed is changed back.

Works from the events of the run's batch, newest first, so that entries go before the records they
belong to. What somebody has edited since stays, and is counted (`records.actions.undo`).
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid5

from django.db import transaction

from klientel.events.batches import newest_of, size_of
from klientel.integrations.models import ImportedRow, ImportRun
from klientel.integrations.states import move
from klientel.integrations.verbs import tell
from klientel.kit import clock
from klientel.records.actions.undo import take_back
from klientel.workspaces.actor import Actor

#: events taken back in one transaction
CHUNK = 500

Report = Callable[[int, int], None]


def carry_out(run: ImportRun, actor: Actor, report: Report = lambda done, total: None) -> int:
    """Take everything back that the run wrote; returns how many things.

    May be called again after it was cut off: what is back already stays as it is. Raises
    `Conflict` when somebody stopped it, or asked for it anew.
    """
    if run.state != run.State.UNDOING:
        move(run, run.State.UNDOING)
    total = size_of(run.workspace_id, run.batch)
    back, done, kept = batch_of_undo(run), 0, 0
    last: UUID | None = None
    while True:
        events = newest_of(run.workspace_id, run.batch, last, CHUNK)
        if not events:
            break
        last = events[-1].pk
        with transaction.atomic():
            # so that whoever stops the undo, or asks for it anew, does so between two chunks
            move(run, run.State.UNDOING)
            kept += len(take_back(actor, events, back, own_batches=[run.batch]))
        done += len(events)
        report(done, total)
    with transaction.atomic():
        ImportedRow.objects.in_workspace(run.workspace_id).filter(batch=run.batch).delete()
        counts = {**run.counts, "kept": kept}
        move(run, run.State.UNDONE, counts=counts, finished_at=clock.now())
        tell(actor, run, "undone")
    return done - kept


def batch_of_undo(run: ImportRun) -> UUID:
    """The batch of what the undo itself writes, the same in every attempt."""
    return uuid5(run.batch, "undo")
