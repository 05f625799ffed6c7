"""Forget what is over: sessions, links, counters and tokens."""

from __future__ import annotations

from django_tasks import task

from klientel.kit import clock
from klientel.team import throttle
from klientel.team.actions.session import forget_ended_sessions
from klientel.team.models import ApiToken, EmailChange, ResetLink
from klientel.team.tokens import KEPT


@task
def clean() -> int:
    """Delete sessions, links, counters and tokens that are over; idempotent."""
    tokens = ApiToken.forget_old(clock.now() - KEPT)
    links = ResetLink.forget_old() + EmailChange.forget_old()
    return forget_ended_sessions() + links + throttle.forget_old() + tokens
