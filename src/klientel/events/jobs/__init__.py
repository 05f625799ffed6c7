"""Work for later: how rooms ask for it, watch it, cancel it and repeat it."""

from klientel.events.jobs.asking import (
    Wanted,
    cancel,
    dead_jobs,
    enqueue,
    enqueue_many,
    open_with_key,
    requeue_dead,
)
from klientel.events.jobs.running import JobCancelled, actor_of_job, current_job
from klientel.events.jobs.schedules import schedule

__all__ = [
    "JobCancelled",
    "Wanted",
    "actor_of_job",
    "cancel",
    "current_job",
    "dead_jobs",
    "enqueue",
    "enqueue_many",
    "open_with_key",
    "requeue_dead",
    "schedule",
]
