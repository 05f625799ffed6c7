"""The jobs of the room: mail a reset link, hand over what somebody answers for."""

from __future__ import annotations

from uuid import UUID

from django_tasks import task

from klientel.events import jobs
from klientel.events.jobs import progress
from klientel.team import mails
from klientel.team.handover import hand_overs
from klientel.workspaces.models import User


@task
def send_reset_link(email: str, language: str) -> None:
    """Mail a link if somebody active has this address.

    A job and not part of the page, so that asking for an address that exists does the same work,
    in the same time, as asking for one that does not. A second run sends a fresh link.
    """
    user = User.objects.filter(email=email, is_active=True).first()
    if user is not None:
        mails.send_reset_link(user, language)


@task
def hand_over_later(member: str, successors: dict[str, str], batch: str) -> int:
    """Give what somebody answers for to their successors, piece by piece, as who asked.

    Idempotent: what is handed over already is not theirs any more. Returns how many were moved.
    """
    actor = jobs.actor_of_job("page")
    leaving, run = UUID(member), UUID(batch)
    wanted = [one for one in hand_overs() if one.name in successors]
    total, moved = sum(one.count(actor, leaving) for one in wanted), 0
    for one in wanted:
        stays: set[UUID] = set()
        while count := one.move(actor, leaving, UUID(successors[one.name]), run, stays):
            moved += count
            progress.set(min(moved, total), total)
        moved -= len(stays)
    return moved
