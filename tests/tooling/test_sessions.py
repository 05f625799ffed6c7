"""The two limits of a session."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpResponse
from django.test import RequestFactory

from klientel.config.sessions import BEGAN, SEEN, session_lifetime
from klientel.kit import clock


class Session(dict[str, Any]):
    flushed = False

    def flush(self) -> None:
        self.clear()
        self.flushed = True


def visit(session: Session) -> None:
    request = RequestFactory().get("/")
    request.COOKIES[settings.SESSION_COOKIE_NAME] = "x"
    request.session = session  # type: ignore[assignment]
    session_lifetime(lambda _: HttpResponse())(request)


def test_a_session_in_use_is_renewed_now_and_then() -> None:
    session = Session({SESSION_KEY: "anna"})
    with clock.fixed(clock.now()) as start:
        visit(session)
        first = session[SEEN]
        assert session[BEGAN] == int(start.timestamp())
        with clock.travel(timedelta(minutes=5)):
            visit(session)
            assert session[SEEN] == first
        with clock.travel(timedelta(minutes=11)):
            visit(session)
            assert session[SEEN] > first


def test_a_session_ends_after_fourteen_days_even_in_use() -> None:
    session = Session({SESSION_KEY: "anna"})
    visit(session)
    with clock.travel(timedelta(days=13, hours=23)):
        visit(session)
        assert not session.flushed
    with clock.travel(timedelta(days=14, minutes=1)):
        visit(session)
        assert session.flushed


def test_a_visitor_has_no_session_to_renew() -> None:
    session = Session()
    visit(session)
    assert session == {}
