"""The jobs of the room: mail a reset link, forget what is over."""

from __future__ import annotations

from django_tasks import task

from klientel.team import mails, throttle
from klientel.team.actions.session import forget_ended_sessions
from klientel.team.models import ResetLink
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
def clean() -> int:
    """Delete sessions, links and counters that are over; idempotent."""
    return forget_ended_sessions() + ResetLink.forget_old() + throttle.forget_old()
