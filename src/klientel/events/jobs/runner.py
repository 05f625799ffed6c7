"""Runs jobs: claims one by lease, runs its task, and writes down how it ended."""

from __future__ import annotations

import logging
import os
import socket
from datetime import timedelta
from itertools import count
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django_tasks.base import TaskContext
from django_tasks.utils import normalize_json

from klientel.events import backoff
from klientel.events.jobs.backend import result_of, task_named
from klientel.events.jobs.heartbeat import LEASE, heartbeat
from klientel.events.jobs.running import (
    JobCancelled,
    JobTakenOver,
    Run,
    WorkerStopping,
    running,
)
from klientel.events.jobs.telling import tell_ended
from klientel.events.models import Job
from klientel.kit import clock
from klientel.kit.refused import Refused

logger = logging.getLogger(__name__)

State = Job.State
_HOST = socket.gethostname()[:40]
_claims = count(1)


def run_one(ahead: timedelta = timedelta(0)) -> bool:
    """Claim the next job that is due, or will be `ahead`, and run it; whether there was one."""
    job = claim(ahead)
    if job is None:
        return False
    run(job)
    return True


def claim(ahead: timedelta = timedelta(0)) -> Job | None:
    """Lease the most urgent job that is due within `ahead`, and whose work nobody does just now."""
    same = Job.objects.filter(state=State.RUNNING, dedupe_key=OuterRef("dedupe_key"))
    due = Job.objects.filter(state=State.READY, run_at__lte=clock.now() + ahead)
    due = due.exclude(Exists(same))
    if not due.exists():
        # looked at before the transaction: on SQLite that would wait for the one writer
        return None
    with transaction.atomic():
        job = (
            due.select_for_update(skip_locked=True, of=("self",))
            .order_by("-priority", "run_at")
            .first()
        )
        if job is None:
            return None
        now = clock.now()
        # Names this claim, not only this worker: a late writer must not touch the next attempt.
        job.worker = f"{_HOST}:{os.getpid()}:{next(_claims)}:{job.attempts + 1}"
        job.state = State.RUNNING
        job.attempts += 1
        job.lease_until = now + LEASE
        job.started_at = now
        job.save(update_fields=["worker", "state", "attempts", "lease_until", "started_at"])
    return job


def run(job: Job) -> None:
    """Run a claimed job in this thread and write down how it ended."""
    attempt = Run(job)
    token = running.set(attempt)
    heartbeat.watch(attempt)
    try:
        result = _call(job)
    except JobTakenOver:
        logger.warning("job %s was taken over by another worker", job.pk)
    except JobCancelled:
        _finish(job, state=State.CANCELLED)
    except WorkerStopping:
        _finish(job, state=State.READY, attempts=job.attempts - 1, lease_until=None)
    except Refused as refusal:
        _finish(job, state=State.DEAD, error=refusal.text()[:500])
    except Exception as error:
        _failed(job, error)
    else:
        _finish(job, state=State.DONE, result=result, error="")
    finally:
        heartbeat.forget(attempt)
        running.reset(token)


def _call(job: Job) -> Any:
    task = task_named(job.name)
    if task.takes_context:
        context = TaskContext(task_result=result_of(job, task))
        return normalize_json(task.call(context, **job.args))
    return normalize_json(task.call(**job.args))


def _failed(job: Job, error: Exception) -> None:
    said = backoff.told(error)
    if job.attempts >= job.max_attempts:
        logger.error("job %s (%s) is given up", job.pk, job.name, exc_info=error)
        _finish(job, state=State.DEAD, error=said)
    else:
        logger.warning("job %s (%s) failed: %s", job.pk, job.name, said, exc_info=error)
        again = clock.now() + backoff.wait_after(job.attempts)
        _finish(job, state=State.READY, error=said, run_at=again, lease_until=None)


def _finish(job: Job, **columns: Any) -> None:
    """Write the end of this attempt, unless the job was taken over meanwhile."""
    mine = Job.objects.filter(pk=job.pk, worker=job.worker, state=State.RUNNING)
    if columns["state"] == State.READY:
        ended = _give_back(mine, **columns)
    else:
        with transaction.atomic():
            ended = mine.update(finished_at=clock.now(), **columns)
            if ended:
                tell_ended(job, columns["state"])
    if not ended:
        logger.warning("job %s ended after it was taken over", job.pk)


def _give_back(mine: QuerySet[Job], **columns: Any) -> int:
    """Let a job wait again, or end it where the same work was asked for since and waits already."""
    try:
        with transaction.atomic():
            return mine.update(**columns)
    except IntegrityError:
        return mine.update(state=State.CANCELLED, finished_at=clock.now())


def return_expired() -> int:
    """Give jobs whose lease ended back to the waiting ones, or up; returns how many there were."""
    now = clock.now()
    expired = Job.objects.filter(state=State.RUNNING, lease_until__lt=now)
    if not expired.exists():
        return 0
    returned = 0
    with transaction.atomic():
        for job in expired.select_for_update(skip_locked=True)[:100]:
            held = Job.objects.filter(pk=job.pk, worker=job.worker, state=State.RUNNING)
            if job.cancel_wanted:
                returned += held.update(state=State.CANCELLED, finished_at=now)
            elif job.attempts >= job.max_attempts:
                why = "The worker stopped each time while this ran."
                given_up = held.update(state=State.DEAD, finished_at=now, error=why)
                returned += given_up
                if given_up:
                    tell_ended(job, State.DEAD)
            else:
                returned += _give_back(held, state=State.READY, run_at=now, lease_until=None)
    return returned
