"""Outgoing mail in the settings: what was given up, what waits, what left last."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from klientel.kit.refused import Refused
from klientel.records.reading import reading_for
from klientel.sending import queries, smtp
from klientel.sending.actions import resend, withdraw
from klientel.sending.models import Message
from klientel.team.pages.frame import done, errors_of, show


@require_http_methods(["GET", "HEAD", "POST"])
def mail_page(request: Any, workspace: str) -> HttpResponse:
    """The firm's outgoing mail; `do` sends a given up one again or takes a held one back."""
    request.actor.must("workspace.manage")
    errors: dict[str, str] = {}
    if request.method == "POST":
        act = {"resend": resend, "withdraw": withdraw}.get(request.POST.get("do", ""))
        try:
            if act is None:
                raise Refused("There is nothing to do.")
            act(request.actor, message=request.POST.get("message", ""))
            return done(request, "settings_mail")
        except Refused as refusal:
            errors = {"": next(iter(errors_of(refusal).values()))}
    mine = request.workspace.pk
    context = {
        "dead": queries.dead_messages(mine),
        "waiting": queries.open_messages(mine),
        "sent": queries.recently_sent(mine),
        "has_server": smtp.is_configured(),
        "states": Message.State,
        "format": reading_for(request.workspace).format,
        "errors": errors,
    }
    return show(request, "sending/mail.html", "mail", context, status=422 if errors else 200)
