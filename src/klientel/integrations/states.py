"""Moving a run from one state to the next: only whoever saw it as it is may do so.

Several may want to at once: a person who stops or undoes, a job that is dying, another that has
taken over. Every move names the state and the job it starts from, in one statement.
"""

from __future__ import annotations

from typing import Any

from klientel.integrations.models import ImportRun
from klientel.kit.refused import Conflict


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
