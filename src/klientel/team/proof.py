"""“Is it you?”: proof, not older than a quarter of an hour, before a change that could do harm.

A browser left open, or a stolen session, must not be enough to hand out rights. The question is the
answer to the very request that needs the proof: its form carries everything that was sent, so that
confirming sends it again with the proof and nothing typed is lost.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.contrib.auth.hashers import check_password
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from klientel.kit import clock
from klientel.kit.refused import Refused
from klientel.team import throttle
from klientel.team.factors import check_code, factors_of
from klientel.workspaces.models import User

LASTS = timedelta(minutes=15)
#: in the session: when the person last proved who they are, in seconds since 1970
PROVED = "proved_at"
#: the inputs of the question; everything else is what was sent before
PASSWORD, CODE, FOR = "proof_password", "proof_code", "proof_for"
_OURS = frozenset({PASSWORD, CODE, FOR, "csrfmiddlewaretoken"})
STATUS = 428
"""Precondition required: the same request is welcome once the proof comes with it."""

_WHOLE = {"HX-Retarget": "body", "HX-Reswap": "innerHTML", "HX-Reselect": "body"}

Page = Callable[..., HttpResponse]


class ProofNeeded(Exception):
    """Raised below a page that lets `proving` ask: the request needs proof first."""


def proven(page: Page) -> Page:
    """Decorator: asks for proof before the page is shown or acts."""

    @wraps(page)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        return _asked(request) or page(request, *args, **kwargs)

    return guarded


def proving(page: Page) -> Page:
    """Decorator for pages of which only some changes need proof: those call `must_prove`."""

    @wraps(page)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return page(request, *args, **kwargs)
        except ProofNeeded:
            return _asked(request) or page(request, *args, **kwargs)

    return guarded


def must_prove(request: Any) -> None:
    """Raise `ProofNeeded` unless the person proved lately who they are."""
    if not is_fresh(request.session):
        raise ProofNeeded


def is_fresh(session: Any) -> bool:
    """Whether the proof of a session is not too old."""
    age = clock.now().timestamp() - session.get(PROVED, 0)
    return bool(0 <= age < LASTS.total_seconds())


def note_proof(session: Any) -> None:
    """Remember that the person just proved who they are."""
    session[PROVED] = int(clock.now().timestamp())


def _asked(request: Any) -> HttpResponse | None:
    """The question, until it is answered; None once it is."""
    if is_fresh(request.session):
        return None
    error = ""
    if PASSWORD in request.POST or CODE in request.POST:
        try:
            _check(request.user, request.POST.get(PASSWORD, ""), request.POST.get(CODE, ""))
        except Refused as refusal:
            error = refusal.text()
        else:
            note_proof(request.session)
            was_opened = request.POST.get(FOR) == "page"
            return HttpResponseRedirect(request.get_full_path()) if was_opened else None
    return _question(request, error)


def _check(user: User, password: str, code: str) -> None:
    """Raise `Refused` unless the password, or a code of the second factor, is the person's."""
    if code.strip():
        check_code(user, code)
        return
    tried = (throttle.OWN_PASSWORD, str(user.pk))
    throttle.take(tried)
    if len(password) > 128 or not check_password(password, user.password):
        raise Refused("This is not your current password.", PASSWORD)
    throttle.give_back(tried)


def _question(request: Any, error: str) -> HttpResponse:
    was_sent = request.method == "POST" and FOR not in request.POST
    names = [name for name in request.POST if name not in _OURS]
    context = {
        "kept": [(name, value) for name in names for value in request.POST.getlist(name)],
        "is_page": not was_sent,
        "error": error,
        "has_app": factors_of(request.user).has_app,
    }
    response = render(request, "team/proof.html", context, status=STATUS)
    response.headers["Cache-Control"] = "private, no-store"
    if request.headers.get("HX-Request"):
        # a piece of a page cannot hold the question: it takes the place of the whole
        for name, value in _WHOLE.items():
            response.headers[name] = value
    return response
