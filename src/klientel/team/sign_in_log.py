"""Turns the signals of the sign-in library into verbs of the log.

A workspace is told of a sign-in when the person comes into it, and of no other: which firms
somebody works for besides, and when, is none of its business.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from allauth.account import signals as account
from django.contrib.auth import signals as auth
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from klientel.events import log
from klientel.kit import clock
from klientel.team.actions.session import TOLD, end_all_sessions, end_other_sessions
from klientel.team.actions.token import end_tokens_of
from klientel.team.proof import note_proof
from klientel.team.queries import memberships_of
from klientel.workspaces.models import Member, User
from klientel.workspaces.queries import actor_of

logger = logging.getLogger("klientel.security")


def listen() -> None:
    """Connect; called once when the room opens."""
    account.user_logged_in.connect(_signed_in, dispatch_uid="team.signed_in")
    auth.user_logged_out.connect(_signed_out, dispatch_uid="team.signed_out")
    account.password_changed.connect(_password_changed, dispatch_uid="team.password_changed")
    account.password_reset.connect(_password_reset, dispatch_uid="team.password_reset")


def tell_opened(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: at the first page of a workspace in a session, note there who signed in."""

    def middleware(request: Any) -> HttpResponse:
        if request.member is not None:
            told = request.session.get(TOLD)
            if told is not None and str(request.member.workspace_id) not in told:
                request.session[TOLD] = [*told, str(request.member.workspace_id)]
                _came_in(request.member)
        return get_response(request)

    return middleware


def second_step_refused(user: User, address: str) -> None:
    """Note for whoever watches the server that somebody knew a password and not the rest."""
    logger.warning("second step refused for %s from %s", user.pk, address)


def _came_in(member: Member) -> None:
    with transaction.atomic():
        member.signed_in_at = clock.now()
        member.save()
        log.record(actor_of(member), "member.signed_in", record_type="member")


def _signed_in(sender: Any, request: Any, user: User, **kwargs: Any) -> None:
    logger.info("signed in: %s", user.pk)
    request.session[TOLD] = []
    note_proof(request.session)


def _signed_out(sender: Any, request: Any, user: User | None, **kwargs: Any) -> None:
    if isinstance(user, User):
        told = request.session.get(TOLD) or ()
        members = [one for one in memberships_of(user) if str(one.workspace_id) in told]
        _note(user, "member.signed_out", members)


def _password_changed(sender: Any, request: Any, user: User, **kwargs: Any) -> None:
    end_other_sessions(user, request.session.session_key)
    end_tokens_of(user)
    _note(user, "member.password_changed", memberships_of(user))


def _password_reset(sender: Any, user: User, **kwargs: Any) -> None:
    end_all_sessions(user)
    end_tokens_of(user)
    _note(user, "member.password_reset", memberships_of(user))


def _note(user: User, verb: str, members: list[Member]) -> None:
    """One event in each of the workspaces. A password opens the doors of all the person is in."""
    logger.info("%s %s", verb, user.pk)
    with transaction.atomic():
        for member in members:
            log.record(actor_of(member), verb, record_type="member")
