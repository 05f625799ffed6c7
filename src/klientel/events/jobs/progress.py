"""A running task tells how far it is, and learns here that it shall stop."""

from __future__ import annotations

from datetime import timedelta

from klientel.events.jobs.running import JobCancelled, JobTakenOver, running
from klientel.events.models import Job
from klientel.kit import clock

#: at most two writes a second
INTERVAL = timedelta(milliseconds=500)


def set(done: int, total: int) -> None:  # noqa: A001 - read as `progress.set(...)`
    """Tell how much is done; call it between batches, outside of a transaction.

    Raises `JobCancelled` when somebody cancelled the job, and what else must end this run; let it
    pass. Outside of a job it does nothing, so that a task can be called directly.
    """
    run = running.get()
    if run is None:
        return
    if run.must_stop is not None:
        raise run.must_stop
    now = clock.now()
    is_last = done >= total
    if run.reported_at is not None and now - run.reported_at < INTERVAL and not is_last:
        return
    run.reported_at = now
    job = run.job
    mine = Job.objects.filter(pk=job.pk, worker=job.worker, state=Job.State.RUNNING)
    if not mine.update(progress=done, total=total):
        raise JobTakenOver
    if mine.filter(cancel_wanted=True).exists():
        raise JobCancelled
