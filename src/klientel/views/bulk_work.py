"""Going through a bulk edit piece by piece, each in a transaction that moves the run with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from klientel.kit import clock
from klientel.kit.refused import Refused
from klientel.records.actions.many import GONE, Edit, Outcome, change_each
from klientel.records.actions.together import written_together
from klientel.records.actions.trash import trash_many
from klientel.records.fields.base import Reading
from klientel.records.types import RecordType, record_types
from klientel.views.models import BulkRun
from klientel.views.selection import Selection
from klientel.workspaces.actor import Actor

#: records of one transaction: others get their turn in between
PIECE = 500
#: skipped records that are kept with their reasons
MOST_PROBLEMS = 200

State = BulkRun.State
Report = Callable[[int, int], None]


def carry_out(
    run: BulkRun, actor: Actor, reading: Reading, report: Report = lambda done, total: None
) -> BulkRun:
    """Do what is left of a run. May be called again after it was cut off: what is done stays done.

    Raises `Forbidden` when the actor may not do it any more.
    """
    record_type = record_types.get(run.type).in_workspace(reading.workspace)
    ids = None if run.ids is None else tuple(UUID(key) for key in run.ids)
    chosen = Selection(record_type, ids, run.query)
    until = run.created_at
    while True:
        some = chosen.next_ids(actor, reading, PIECE, after=run.after, until=until)
        if not some:
            break
        if not _piece(run, actor, record_type, some):
            # another attempt at the same job has overtaken this one
            return run
        report(run.done, max(run.total, run.done + 1))
    finish(run, State.DONE)
    return run


def finish(run: BulkRun, state: str, problem: str = "") -> None:
    """Say how a run ended, unless that was said before."""
    run.state, run.problem, run.finished_at = state, problem[:300], clock.now()
    _open(run).update(state=state, problem=run.problem, finished_at=run.finished_at)


def _piece(run: BulkRun, actor: Actor, record_type: RecordType, ids: Sequence[UUID]) -> bool:
    """Do the next records, and move the run; False when somebody else did them meanwhile."""
    before = run.after

    def work() -> dict[str, Any] | None:
        outcome = _done(run, actor, record_type, ids)
        values = {
            "after": max(ids),
            "state": State.RUNNING,
            "changed": run.changed + len(outcome.changed),
            "same": run.same + outcome.same,
            "skipped": run.skipped + len(outcome.skipped),
            "problems": [*run.problems, *_told(outcome)][:MOST_PROBLEMS],
        }
        here = _open(run)
        mine = here.filter(after__isnull=True) if before is None else here.filter(after=before)
        if not mine.update(**values):
            raise _Overtaken
        return values

    try:
        values = written_together(work)
    except _Overtaken:
        return False
    for name, value in (values or {}).items():
        setattr(run, name, value)
    return True


class _Overtaken(Exception):
    """The records were done by another attempt: nothing of this one may stay."""


def _done(run: BulkRun, actor: Actor, record_type: RecordType, ids: Sequence[UUID]) -> Outcome:
    if run.way == "trash":
        gone = trash_many(actor, record_type.name, ids, batch=run.batch)
        there = {record.pk for record in gone}
        missing = [(key, "", Refused(GONE)) for key in ids if key not in there]
        return Outcome([(record, None) for record in gone], 0, missing)
    value = record_type.field(run.field).from_api(run.value)
    return change_each(actor, record_type, ids, Edit(run.field, run.way, value), run.batch)


def _told(outcome: Outcome) -> list[list[Any]]:
    """Skipped records as the run keeps them."""
    return [
        [str(key), title, reason.reason, {name: str(one) for name, one in reason.values.items()}]
        for key, title, reason in outcome.skipped[:MOST_PROBLEMS]
    ]


def _open(run: BulkRun) -> Any:
    runs = BulkRun.objects.in_workspace(run.workspace_id)
    return runs.filter(pk=run.pk, state__in=(State.WAITING, State.RUNNING))
