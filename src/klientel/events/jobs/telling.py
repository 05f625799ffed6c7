"""Tells the log how a job ended that somebody asked for, where they no longer waited for it."""

from __future__ import annotations

from datetime import timedelta

from klientel.events import log
from klientel.events.models import Job
from klientel.kit import clock
from klientel.workspaces.actor import Actor

#: what is done sooner than this after it was asked for was probably watched
WAITED_FOR = timedelta(seconds=20)


def tell_ended(job: Job, state: int) -> None:
    """Write that a job was done or given up, in the running transaction.

    Nothing of what nobody asked for, what has no name, what was cancelled, and what was done
    at once.
    """
    if job.workspace_id is None or job.member_id is None or not job.label:
        return
    verb = {int(Job.State.DONE): "job.ended", int(Job.State.DEAD): "job.failed"}.get(int(state))
    was_watched = state == Job.State.DONE and clock.now() - job.created_at < WAITED_FOR
    if verb is None or was_watched:
        return
    facts = {
        "what": job.label,
        "task": job.name,
        "args": job.args,
        "asked_by": str(job.member_id),
    }
    log.record(Actor.system(job.workspace_id, "the end of background work"), verb, facts=facts)
