"""The page behind the link in a mail by which mails are ended; for whoever has the link."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from klientel.notifications.ending import end, ending_of
from klientel.team import throttle
from klientel.team.adapter import address_of
from klientel.team.throttle import LINK_ADDRESS


# The mail program sends the POST itself, without a form (RFC 8058). The secret in the address is
# what entitles to it, and no session is looked at.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def end_mails(request: Any, token: str) -> HttpResponse:
    """GET asks, so that a program that only looks at links ends nothing; POST ends."""
    ending = ending_of(token)
    if ending is None:
        throttle.take((LINK_ADDRESS, address_of(request)))
        raise Http404
    if request.method == "POST":
        end(ending)
    language = ending.member.user.language or ending.member.workspace.language
    with translation.override(language):
        context = {
            "is_ended": request.method == "POST",
            "is_digest": ending.mails == "mails_watched",
            "firm": ending.member.workspace.name,
        }
        response = render(request, "notifications/ended.html", context)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cache-Control"] = "no-store"
    return response
