"""Outgoing mail in the settings: how it leaves, a test of it, what failed, waits and left last."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from klientel.kit.refused import Refused
from klientel.records.reading import reading_for
from klientel.sending import queries, setting_up, smtp, trial
from klientel.sending.actions import announce_trial, resend, withdraw
from klientel.sending.models import Message
from klientel.team.pages.frame import done, errors_of, show


@require_http_methods(["GET", "HEAD", "POST"])
def mail_page(request: Any, workspace: str) -> HttpResponse:
    """The firm's outgoing mail; `do` says what to do with one, or with the mail server."""
    request.actor.must("workspace.manage")
    did: dict[str, Any] = {}
    if request.method == "POST":
        do = request.POST.get("do", "")
        try:
            act = _ON_PAGE.get(do)
            if act is None:
                _with_message(request, do)
                return done(request, "settings_mail")
            did = act(request)
        except Refused as refusal:
            did = {"errors": errors_of(refusal), "given": _given(request) if do == "lines" else {}}
    answer = show(
        request,
        "sending/mail.html",
        "mail",
        {**_shown(request), "errors": {}, "given": {}, **did},
        status=422 if did.get("errors") else 200,
    )
    # The lines of a server carry its password: no copy stays in the browser.
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _with_message(request: Any, do: str) -> None:
    act = {"resend": resend, "withdraw": withdraw}.get(do)
    if act is None:
        raise Refused("There is nothing to do.")
    act(request.actor, message=request.POST.get("message", ""))


def _try(request: Any) -> dict[str, Any]:
    if not smtp.is_configured():
        raise Refused("No mail server is set up yet, so there is nothing to test.")
    to = announce_trial(request.actor)
    return {"trial": trial.send(to), "tried": to}


def _lines(request: Any) -> dict[str, Any]:
    return {"lines": setting_up.lines(request.POST), "given": _given(request)}


#: what answers with the page itself, since its answer is nowhere else
_ON_PAGE = {"try": _try, "lines": _lines}


def _given(request: Any) -> dict[str, str]:
    """What was typed, to stand there again; a password does not."""
    named = (name for name in setting_up.FIELDS if name != "password")
    return {name: request.POST.get(name, "")[:200] for name in named}


def _server() -> dict[str, Any] | None:
    """What every firm on this server may read of its mail server: not whose mailbox it is."""
    server = settings.MAIL_SERVER
    if server is None:
        return None
    shown = {name: getattr(server, name) for name in ("host", "port", "tls")}
    return {**shown, "has_user": bool(server.user)}


def _shown(request: Any) -> dict[str, Any]:
    mine = request.workspace.pk
    return {
        "dead": queries.dead_messages(mine),
        "waiting": queries.open_messages(mine),
        "sent": queries.recently_sent(mine),
        "server": _server(),
        "has_server": smtp.is_configured(),
        "sender": settings.DEFAULT_FROM_EMAIL,
        "ways": [(name, label) for name, (label, _port) in setting_up.WAYS.items()],
        "usual": setting_up.usual(),
        "states": Message.State,
        "format": reading_for(request.workspace).format,
    }
