"""What a running task may know of its own job: which it is, for whom, and whether to go on."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from klientel.events.models import Job
from klientel.kit.refused import Forbidden
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Member
from klientel.workspaces.queries import actor_of


class JobCancelled(Exception):
    """Somebody cancelled the running job; raised where the task reports its progress."""


class JobTakenOver(Exception):
    """The lease ended and another worker may have the job: this run must not go on."""


class WorkerStopping(Exception):
    """The worker is being stopped: the job goes back and is run again later."""


@dataclass
class Run:
    """One attempt at a job; `must_stop`, set by any thread, is raised at the task's next report."""

    job: Job
    reported_at: datetime | None = None
    must_stop: Exception | None = None


running: ContextVar[Run | None] = ContextVar("klientel_job", default=None)


def current_job() -> Job | None:
    """The job whose task runs in this thread, None outside of one (a direct call, a test)."""
    run = running.get()
    return run.job if run else None


def actor_of_job(via: str = "system") -> Actor:
    """Whoever asked for the running job, with the rights they have now.

    A job that nobody asked for acts as the system. Raises `Forbidden` when the member has left.
    """
    job = current_job()
    if job is None or job.workspace_id is None:
        raise RuntimeError("no job of a workspace runs here")
    if job.member_id is None:
        return Actor.system(job.workspace_id, f"job {job.name}")
    mine = Member.objects.in_workspace(job.workspace_id)
    member = mine.filter(pk=job.member_id, is_active=True).first()
    if member is None:
        raise Forbidden("Who asked for this no longer belongs to the workspace.")
    return actor_of(member, via=via)
