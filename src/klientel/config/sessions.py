"""Keeps the two limits of a session: twelve hours without a request, fourteen days altogether."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse

from klientel.kit import clock

BEGAN = "began"
SEEN = "seen"
RENEWAL = 600
"""Seconds between two renewals, so that reading pages does not write a session each time."""


def session_lifetime(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: ends sessions that are too old and renews those in use."""
    absolute = settings.SESSION_ABSOLUTE.total_seconds()

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and SESSION_KEY in request.session:
            now = int(clock.now().timestamp())
            began = request.session.get(BEGAN)
            if began is not None and now - began > absolute:
                request.session.flush()
            elif began is None or now - request.session.get(SEEN, 0) > RENEWAL:
                # Any change saves the session, which moves its idle limit on.
                request.session.setdefault(BEGAN, now)
                request.session[SEEN] = now
        return get_response(request)

    return middleware
