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
from klientel.kit import clock
from klientel.records.actions.undo import take_back
from klientel.workspaces.actor import Actor

#: events taken back in one transaction
CHUNK = 500

Report = Callable[[int, int], None]


def carry_out(run: ImportRun, actor: Actor, report: Report = lambda done, total: None) -> int:
    """Take everything back that the run wrote; returns how many things.

    May be called again after it was cut off: what is back already stays as it is.
    """
    total = size_of(run.workspace_id, run.batch)
    back, done, kept = batch_of_undo(run), 0, 0
    last: UUID | None = None
    while True:
        events = newest_of(run.workspace_id, run.batch, last, CHUNK)
        if not events:
            break
        last = events[-1].pk
        with transaction.atomic():
            kept += len(take_back(actor, events, back, own_batches=[run.batch]))
        done += len(events)
        report(done, total)
    ImportedRow.objects.in_workspace(run.workspace_id).filter(batch=run.batch).delete()
    run.counts = {**run.counts, "kept": kept}
    run.state = run.State.UNDONE
    run.finished_at = clock.now()
    run.save()
    return done - kept


def batch_of_undo(run: ImportRun) -> UUID:
    """The batch of what the undo itself writes, the same in every attempt."""
    return uuid5(run.batch, "undo")
