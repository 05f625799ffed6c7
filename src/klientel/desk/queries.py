"""What a person has asked the program to do and how far it is, and what the program gave up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.cache import cache
from django.db.models import Q, QuerySet

from klientel.events import jobs
from klientel.events.dispatch import dead_deliveries, verbs_to_tell
from klientel.events.models import Delivery, Job
from klientel.kit import clock
from klientel.kit.refused import NotFound
from klientel.workspaces.actor import Actor

#: who sees what was given up in the whole workspace, and may have it tried again
GIVEN_UP = "workspace.manage"
#: how long work that has ended stays in the tray
RECENT = timedelta(days=7)
#: seconds for which the sidebar may show an old count
SUMMARY_FRESH = 10
_LISTED = 50

State = Job.State


@dataclass(frozen=True, slots=True)
class Told:
    """How a room tells of a job of its own: what it is in words, and where its result is seen."""

    what: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Lost:
    """A job or a delivery that was given up; `name` is technical where nobody gave it a label."""

    key: UUID
    name: str
    why: str
    attempts: int
    at: datetime
    #: the verb of the event that could not be told; empty for a job
    verb: str = ""


#: by the name of the task: a function of the job and the workspace's slug
tellers: dict[str, Callable[[Job, str], Told]] = {}


def jobs_of(actor: Actor) -> QuerySet[Job]:
    """The actor's own work that has a name, open or ended in the last days, newest first."""
    mine = Job.objects.filter(workspace_id=actor.workspace_id, member_id=actor.member_id)
    recent = Q(state__lt=State.DONE) | Q(created_at__gte=clock.now() - RECENT)
    return mine.exclude(label="").filter(recent).order_by("-created_at")[:_LISTED]


def has_jobs(actor: Actor) -> bool:
    """Whether anything runs, waits or has failed: what is done needs no line in the sidebar."""
    noticed, _open, is_lost = _summary(actor)
    return noticed > 0 or is_lost


def open_count(actor: Actor) -> int:
    """How many of the actor's jobs wait or run."""
    return _summary(actor)[1]


def _summary(actor: Actor) -> tuple[int, int, bool]:
    """How many jobs are open or have failed, how many are open, and whether lost work is seen.

    It is up to some seconds old.

    The sidebar asks on every page, which must not cost a query each time.
    """
    if actor.member_id is None:
        return 0, 0, False
    key = f"jobs-of:{actor.member_id}"
    known: tuple[int, int, bool] | None = cache.get(key)
    if known is None:
        states = list(jobs_of(actor).values_list("state", flat=True))
        is_lost = actor.may(GIVEN_UP) and _is_any_lost(actor.workspace_id)
        is_open = [state < State.DONE for state in states]
        known = (sum(is_open) + states.count(State.DEAD), sum(is_open), is_lost)
        cache.set(key, known, SUMMARY_FRESH)
    return known


def job_of(actor: Actor, key: UUID) -> Job:
    """One of the actor's own jobs; `NotFound` for any other."""
    mine = Job.objects.filter(workspace_id=actor.workspace_id, member_id=actor.member_id)
    job = mine.exclude(label="").filter(pk=key).first()
    if job is None:
        raise NotFound()
    return job


def told(job: Job, slug: str) -> Told:
    """What a job is, in the words of the room that brought it."""
    teller = tellers.get(job.name)
    return teller(job, slug) if teller else Told()


def given_up(actor: Actor, limit: int = 100) -> list[Lost]:
    """What was given up in the workspace, newest first; nothing for who may not mend it."""
    if not actor.may(GIVEN_UP):
        return []
    lost = [_lost_job(job) for job in jobs.dead_jobs(actor.workspace_id, limit)]
    lost += _lost_deliveries(dead_deliveries(actor.workspace_id, limit))
    return sorted(lost, key=lambda one: one.at, reverse=True)[:limit]


def given_up_one(actor: Actor, key: UUID) -> Lost:
    """One of them; `NotFound` for what is of another workspace or was not given up."""
    actor.must(GIVEN_UP)
    mine = {"workspace_id": actor.workspace_id, "pk": key}
    job = Job.objects.filter(**mine, state=State.DEAD).first()
    if job is not None:
        return _lost_job(job)
    delivery = Delivery.objects.filter(**mine, state=Delivery.State.DEAD).first()
    if delivery is None:
        raise NotFound()
    return _lost_deliveries([delivery])[0]


def _is_any_lost(workspace_id: UUID) -> bool:
    return bool(jobs.dead_jobs(workspace_id, 1) or dead_deliveries(workspace_id, 1))


def _lost_job(job: Job) -> Lost:
    return Lost(job.pk, job.label or job.name, job.error, job.attempts, job.created_at)


def _lost_deliveries(dead: Sequence[Delivery]) -> list[Lost]:
    """Deliveries with what they were to tell of: its kind alone, since records may be private."""
    told = verbs_to_tell(dead)
    return [
        Lost(
            one.pk,
            one.subscriber,
            one.last_error,
            one.attempts,
            one.created_at,
            told.get(one.pk, "?"),
        )
        for one in dead
    ]
