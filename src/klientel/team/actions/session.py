"""End sessions: one, all others, all."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

from klientel.events import log
from klientel.kit import clock
from klientel.kit.refused import NotFound
from klientel.team.queries import memberships_of
from klientel.workspaces.models import User
from klientel.workspaces.queries import actor_of

#: in a session that began by signing in: the ids of the workspaces that know of it
TOLD = "told"


def end_session(user: User, session_id: int) -> str:
    """End one of the user's sessions and return its key; raises `NotFound` for anybody else's."""
    session = UserSession.objects.filter(user_id=user.pk, pk=session_id).first()
    if session is None:
        raise NotFound
    _end(user, [session])
    return str(session.session_key)


def end_other_sessions(user: User, current_key: str | None) -> int:
    """End all sessions of the user but this one; returns how many."""
    others = list(UserSession.objects.filter(user_id=user.pk).exclude(session_key=current_key))
    _end(user, others)
    return len(others)


def end_all_sessions(user: User) -> int:
    """End all sessions of the user; returns how many."""
    return end_other_sessions(user, None)


def forget_ended_sessions() -> int:
    """Delete sessions whose time is over, and what was noted of them; returns how many."""
    deleted = Session.objects.filter(expire_date__lt=clock.now()).delete()[0]
    live = Session.objects.values("session_key")
    return deleted + UserSession.objects.exclude(session_key__in=live).delete()[0]


def _end(user: User, sessions: list[UserSession]) -> None:
    if not sessions:
        return
    told = {key for session in sessions for key in told_in(session.session_key)}
    with transaction.atomic():
        for session in sessions:
            session.end()
        for member in memberships_of(user):
            # Open streams of the ended sessions close when the version changes.
            member.revoke_caches()
            if str(member.workspace_id) in told:
                facts = {"count": len(sessions)}
                log.record(
                    actor_of(member), "member.sessions_ended", record_type="member", facts=facts
                )


def told_in(session_key: str) -> list[str]:
    """The ids of the workspaces that know of a session."""
    session = Session.objects.filter(session_key=session_key).first()
    return session.get_decoded().get(TOLD) or [] if session else []
