"""Copies that wait to be downloaded: where they lie, whose they are, and until when."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from klientel.events.models import Job
from klientel.kit import clock
from klientel.kit.refused import NotFound, Refused
from klientel.workspaces.actor import Actor

#: how long a copy can be downloaded
KEPT = timedelta(hours=24)
_LISTED = 10


class NoLongerKept(Refused):
    """A copy that was there and has been deleted (410)."""

    status = 410


@dataclass(frozen=True)
class Waiting:
    """A finished copy: its file, its size in bytes, and when it is deleted."""

    path: Path
    size: int
    until: datetime


def folder() -> Path:
    """Where copies lie; no backup takes them along, and nobody else looks into it."""
    place = Path(settings.MEDIA_ROOT) / "exports"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def new_path() -> Path:
    """A path that nobody can guess."""
    return folder() / f"{secrets.token_hex(20)}.tar.gz"


def copies_of(actor: Actor, task: str) -> QuerySet[Job]:
    """The copies that this person asked for, newest first, as far as they are still told of."""
    mine = Job.objects.filter(workspace_id=actor.workspace_id, member_id=actor.member_id, name=task)
    return mine.filter(created_at__gte=clock.now() - 2 * KEPT).order_by("-created_at")[:_LISTED]


def copy_of(actor: Actor, task: str, key: UUID) -> Job:
    """One of them; `NotFound` for anybody else's."""
    mine = Job.objects.filter(
        workspace_id=actor.workspace_id, member_id=actor.member_id, name=task, pk=key
    )
    job = mine.first()
    if job is None:
        raise NotFound()
    return job


def waiting(job: Job) -> Waiting | None:
    """The file of a copy, None where it is not made yet or not kept any more."""
    if job.state != Job.State.DONE or not job.result or job.finished_at is None:
        return None
    path = folder() / Path(str(job.result["file"])).name
    until = job.finished_at + KEPT
    if clock.now() >= until or not path.is_file():
        return None
    return Waiting(path, int(job.result["bytes"]), until)


def must_wait(job: Job) -> Waiting:
    """The file of a copy; raises `NoLongerKept` when it can no longer be downloaded."""
    found = waiting(job)
    if found is None:
        raise NoLongerKept("This copy is no longer kept. Please make a new one.")
    return found


def forget_old() -> int:
    """Delete what is kept too long, and what a broken off attempt has left; returns how many."""
    oldest = (clock.now() - KEPT).timestamp()
    old = [path for path in folder().iterdir() if path.stat().st_mtime < oldest]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
