"""Who may see the pages under `/me/`: somebody whose session still lives."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse

from klientel.kit import clock
from klientel.workspaces.sign_in import to_sign_in

Page = Callable[..., HttpResponse]


def signed_in(page: Page) -> Page:
    """Decorator: visitors are sent to the sign-in page and come back afterwards."""

    @wraps(page)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        drop_dead_session(request)
        if not request.user.is_authenticated:
            return to_sign_in(request)
        response = page(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return guarded


def drop_dead_session(request: HttpRequest) -> None:
    """Forget a session that was ended elsewhere: this process may still have it in its cache."""
    session = request.session
    if SESSION_KEY not in session:
        return
    alive = Session.objects.filter(session_key=session.session_key, expire_date__gt=clock.now())
    if not alive.exists():
        session.flush()
        request.user = AnonymousUser()
