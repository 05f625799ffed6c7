"""Asking for work: `enqueue` inside a transaction is the outbox, since the job commits with it."""

from __future__ import annotations

import inspect
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django_tasks.base import Task
from django_tasks.utils import normalize_json

from klientel.events import wakeup
from klientel.events.models import Job
from klientel.kit import clock
from klientel.workspaces.actor import Actor

_TRIES = 3


def enqueue(
    task: Task[Any, Any],
    *,
    actor: Actor | None = None,
    workspace_id: UUID | None = None,
    dedupe_key: str | None = None,
    label: str = "",
    run_at: datetime | None = None,
    max_attempts: int = 5,
    schedule_id: UUID | None = None,
    **kwargs: Any,
) -> Job:
    """Ask for one call of a task, at `run_at` or as soon as a worker is free.

    The keyword arguments must be JSON (ids as text). `actor` says who asked and in which
    workspace. While a job with the same `dedupe_key` waits, that one is returned; while one runs,
    another waits until it has ended. The task must be idempotent: it runs at least once. Raises
    TypeError for arguments that the task does not take or that are no JSON.
    """
    job = job_of(task, (), kwargs)
    job.workspace_id = workspace_id or (actor.workspace_id if actor else None)
    job.member_id = actor.member_id if actor else None
    job.label = label[:200]
    job.run_at = run_at or job.run_at
    job.max_attempts = max_attempts
    job.dedupe_key = dedupe_key
    job.schedule_id = schedule_id
    return put(job)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One of many calls of a task: its key, when it is due, and what it is called with."""

    dedupe_key: str
    run_at: datetime
    arguments: dict[str, Any]


def enqueue_many(
    task: Task[Any, Any], wanted: Iterable[Wanted], *, workspace_id: UUID | None = None
) -> list[Job]:
    """Ask for many calls of one task in few statements; each is kept apart as `enqueue` says."""
    made = []
    for one in wanted:
        job = job_of(task, (), one.arguments)
        job.workspace_id, job.dedupe_key, job.run_at = workspace_id, one.dedupe_key, one.run_at
        made.append(job)
    return put_many(made)


def put(job: Job) -> Job:
    """Store a job, or return the waiting one with its key, and wake the workers after commit."""
    return put_many([job])[0]


def put_many(jobs: Sequence[Job]) -> list[Job]:
    """Store jobs, or return the waiting ones with their keys, and wake the workers after commit."""
    waiting: dict[str, Job] = {}
    # By their keys: two who store the same ones wait for each other and never both.
    left = sorted(jobs, key=lambda job: job.dedupe_key or "")
    for _ in range(_TRIES if left else 0):
        with transaction.atomic():
            # Not `save`: a violated constraint would end the caller's transaction on PostgreSQL.
            keys = {job.dedupe_key for job in left if job.dedupe_key}
            Job.objects.bulk_create(left, ignore_conflicts=bool(keys))
            waiting |= _waiting_with(keys)
            left = [job for job in left if job.dedupe_key and job.dedupe_key not in waiting]
            if not left:
                wakeup.after_commit(has_work=True)
                break
        # The one that was in the way has begun in between.
    if left:
        raise RuntimeError(f"the job {left[0].dedupe_key} could not be stored")
    return [waiting[job.dedupe_key] if job.dedupe_key else job for job in jobs]


def _waiting_with(keys: Collection[str]) -> dict[str, Job]:
    """The jobs that wait, by their keys."""
    if not keys:
        return {}
    # Locked: none may begin before the transaction that it shall see the writes of has ended.
    rows = Job.objects.filter(dedupe_key__in=keys, state=Job.State.READY)
    found = rows.order_by("dedupe_key").select_for_update()
    return {job.dedupe_key: job for job in found if job.dedupe_key}


def _arguments(task: Task[Any, Any], args: Sequence[Any], kwargs: dict[str, Any]) -> dict[str, Any]:
    """The arguments by name, checked against the task's signature, in JSON."""
    signature = inspect.signature(task.func)
    context = (None,) if task.takes_context else ()
    bound = signature.bind(*context, *args, **kwargs).arguments
    if task.takes_context:
        bound.pop(next(iter(signature.parameters)))
    for name, parameter in signature.parameters.items():
        if parameter.kind is parameter.VAR_KEYWORD:
            bound.update(bound.pop(name, {}))
        elif parameter.kind in (parameter.VAR_POSITIONAL, parameter.POSITIONAL_ONLY):
            raise TypeError(f"{task.module_path} takes arguments without a name")
    arguments: dict[str, Any] = normalize_json(dict(bound))
    return arguments


def job_of(task: Task[Any, Any], args: Sequence[Any], kwargs: dict[str, Any]) -> Job:
    """The job for one call of a task, not stored yet."""
    return Job(
        queue=task.queue_name,
        name=task.module_path,
        args=_arguments(task, args, kwargs),
        priority=task.priority,
        run_at=task.run_after or clock.now(),
    )


def cancel(job_id: UUID) -> bool:
    """Cancel a waiting job at once, ask a running one to stop; whether it was still open."""
    waiting = Job.objects.filter(pk=job_id, state=Job.State.READY)
    if waiting.update(state=Job.State.CANCELLED, finished_at=clock.now()):
        return True
    return bool(Job.objects.filter(pk=job_id, state=Job.State.RUNNING).update(cancel_wanted=True))


def open_with_key(key: str) -> list[UUID]:
    """The ids of the waiting and running jobs with this key."""
    open_ones = Job.objects.filter(dedupe_key=key, state__in=(Job.State.READY, Job.State.RUNNING))
    return list(open_ones.values_list("pk", flat=True))


def dead_jobs(workspace_id: UUID | None, limit: int = 100) -> list[Job]:
    """What was given up in a workspace (None: the program's own work), newest first."""
    dead: QuerySet[Job] = Job.objects.filter(workspace_id=workspace_id, state=Job.State.DEAD)
    return list(dead.order_by("-created_at")[:limit])


def requeue_dead(workspace_id: UUID | None, ids: Sequence[UUID] | None = None) -> int:
    """Try given up jobs of a workspace (None: the program's own) again, with all their attempts.

    `ids` are those to try, None for all of them. Returns how many were requeued. One whose key
    waits again with another job stays as it is: that work will be done.
    """
    requeued = 0
    dead = Job.objects.filter(workspace_id=workspace_id, state=Job.State.DEAD)
    if ids is not None:
        dead = dead.filter(pk__in=list(ids))
    with transaction.atomic():
        for job in dead.order_by("pk"):
            if job.dedupe_key and _waiting_with({job.dedupe_key}):
                continue
            requeued += Job.objects.filter(pk=job.pk, state=Job.State.DEAD).update(
                state=Job.State.READY,
                attempts=0,
                run_at=clock.now(),
                finished_at=None,
                cancel_wanted=False,
                error="",
            )
        wakeup.after_commit(has_work=bool(requeued))
    return requeued
