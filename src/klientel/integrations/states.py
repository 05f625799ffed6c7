"""Moving a run from one state to the next: only whoever saw it as it is may do so.

Several may want to at once: a person who stops or undoes, a job that is dying, another that has
taken over. Every move names the state and the job it starts from, in one statement.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from klientel.integrations.models import ImportRun
from klientel.integrations.verbs import tell
from klientel.kit.refused import Conflict
from klientel.workspaces.actor import Actor

State = ImportRun.State


def held(run: ImportRun) -> Any:
    """The row of the run if it still stands as it was read: in that state, with that job."""
    mine = ImportRun.objects.in_workspace(run.workspace_id)
    return mine.filter(pk=run.pk, state=run.state, job_id=run.job_id)


def move(run: ImportRun, to: str, **columns: Any) -> None:
    """Bring the run to another state and write these columns; `Conflict` if it was moved before.

    Other columns stay as they are: `next_row` belongs to whoever writes the chunk.
    """
    columns["state"] = to
    if not held(run).update(**columns):
        raise Conflict("This import was stopped, or is running elsewhere.")
    for name, value in columns.items():
        setattr(run, name, value)


def stop(actor: Actor, run: ImportRun, problem: str = "", *, failed: bool = False) -> bool:
    """Note that a run does not go on by itself; whether it was still at it.

    Only the state and the job that `run` was read with are ended: who stops for a job that is
    dying does not end what somebody has asked for since.
    """
    after = {
        State.CHECKING: State.MAPPED,
        State.RUNNING: State.FAILED if failed else State.STOPPED,
        # what is back already stays as it is when the undo is asked for again
        State.UNDOING: State.PARTLY,
    }.get(State(run.state))
    was_running = run.state == State.RUNNING
    with transaction.atomic():
        has_stopped = after is not None and bool(
            held(run).update(state=after, problem=problem[:500])
        )
        run.refresh_from_db()
        if has_stopped and was_running:
            tell(actor, run, "failed" if failed else "stopped")
    return has_stopped
