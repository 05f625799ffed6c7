"""Asks for the work of runs: one job for a workspace, or a few where several workers share it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import count
from typing import TypeVar
from uuid import UUID

from django.db import connection
from django_tasks import task

from klientel.events.jobs import enqueue, progress

#: jobs of one workspace that may be at work together; SQLite has one writer, whom more would delay
LANES = 4
_turn = count()
#: does what is due in a workspace, and says how many runs that were and whether some are left
Worker = Callable[[UUID, Callable[[int], None]], tuple[int, bool]]
AnyWorker = TypeVar("AnyWorker", bound=Worker)
_workers: list[Worker] = []


def done_by(worker: AnyWorker) -> AnyWorker:
    """Decorator: who does what is asked for here. It stands above whoever asks."""
    _workers[:] = [worker]
    return worker


def go_on_soon(workspace_id: UUID, run_at: datetime | None = None) -> None:
    """Have the runs of a workspace that are due go on, as soon as a worker is free."""
    lane = next(_turn) % LANES if connection.vendor == "postgresql" else 0
    when = f"@{run_at:%Y-%m-%dT%H:%M}" if run_at else ""
    enqueue(
        go_on,
        workspace_id=workspace_id,
        dedupe_key=f"automations.go_on:{workspace_id.hex}:{lane}{when}",
        label="automations.go_on",
        run_at=run_at,
        workspace=str(workspace_id),
    )


@task
def go_on(workspace: str) -> int:
    """Do the steps of runs that are due; idempotent. Returns how many runs went on."""
    workspace_id = UUID(workspace)
    (worker,) = _workers
    done, is_rest = worker(workspace_id, lambda number: progress.set(number, number + 1))
    if is_rest:
        go_on_soon(workspace_id)
    return done
