"""Turns the signals of the sign-in library into verbs of the log."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account import signals as account
from django.contrib.auth import signals as auth
from django.db import transaction

from klientel.events import log
from klientel.team.queries import memberships_of
from klientel.workspaces.models import User
from klientel.workspaces.queries import actor_of

logger = logging.getLogger("klientel.security")


def listen() -> None:
    """Connect; called once when the room opens."""
    account.user_logged_in.connect(_signed_in, dispatch_uid="team.signed_in")
    auth.user_logged_out.connect(_signed_out, dispatch_uid="team.signed_out")
    account.password_changed.connect(_password_changed, dispatch_uid="team.password_changed")
    account.password_reset.connect(_password_reset, dispatch_uid="team.password_reset")


def _signed_in(sender: Any, user: User, **kwargs: Any) -> None:
    _note(user, "member.signed_in")


def _signed_out(sender: Any, user: User | None, **kwargs: Any) -> None:
    if isinstance(user, User):
        _note(user, "member.signed_out")


def _password_changed(sender: Any, request: Any, user: User, **kwargs: Any) -> None:
    from klientel.team.actions.session import end_other_sessions

    end_other_sessions(user, request.session.session_key)
    _note(user, "member.password_changed")


def _password_reset(sender: Any, user: User, **kwargs: Any) -> None:
    from klientel.team.actions.session import end_all_sessions

    end_all_sessions(user)
    _note(user, "member.password_reset")


def _note(user: User, verb: str) -> None:
    """One event in each workspace the person is active in: each firm has its own audit trail."""
    logger.info("%s %s", verb, user.pk)
    with transaction.atomic():
        for member in memberships_of(user):
            log.record(actor_of(member), verb, record_type="member")
