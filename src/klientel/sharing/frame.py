"""What every page for outsiders has: its own bare frame, headers that keep it to whoever has the
link, and the two sentences for what opens nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers

from klientel.records.fields.base import Reading
from klientel.records.reading import reading_for
from klientel.sharing.shareable import Opened

#: no script at all: there is none on these pages
POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
LANGUAGES = (("de", "Deutsch"), ("en", "English"))


def reading_as_outsider(opened: Opened) -> Reading:
    """What fields need to be shown to who opened a link: their language, the firm's zone."""
    return reading_for(opened.workspace, zone=opened.workspace.time_zone)


def show(
    request: Any,
    opened: Opened,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """A page for outsiders; its template extends `sharing/outside.html`."""
    reading = reading_as_outsider(opened)
    values = {
        "firm": opened.workspace.name,
        "maker_name": opened.maker.name,
        "until": reading.format.date(opened.link.expires_at),
        "is_preview": opened.is_preview,
        "for_whom": opened.link.name,
        "opened": opened,
        "format": reading.format,
    }
    return _drawn(request, template, {**values, **(context or {})}, status)


def nothing(request: Any) -> HttpResponse:
    """The one answer for what opens nothing: never made, expired, ended, used up, or lost."""
    return _drawn(request, "sharing/nothing.html", {"firm": ""}, 404)


def too_many(request: Any) -> HttpResponse:
    """Asked too often from one address."""
    return _drawn(request, "sharing/too_many.html", {"firm": ""}, 429)


def cover(request: Any, firm: str) -> HttpResponse:
    """What a program is shown that tells others of a link: who shares, and no more."""
    return _drawn(request, "sharing/cover.html", {"firm": firm}, 200)


def _drawn(request: Any, template: str, context: Mapping[str, Any], status: int) -> HttpResponse:
    spoken = (translation.get_language() or "en")[:2]
    others = [(code, name) for code, name in LANGUAGES if code != spoken]
    return render(request, template, {**context, "other_languages": others}, status=status)


def seal(response: HttpResponseBase) -> HttpResponseBase:
    """Let no search engine list an answer, no cache keep it, no other site learn its address."""
    headers = response.headers
    headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    headers["Referrer-Policy"] = "no-referrer"
    headers["Cache-Control"] = "private, no-store"
    # always: whether a session was looked at must not tell what a link opens
    patch_vary_headers(response, ["Cookie"])
    if headers.get("Content-Type", "").startswith("text/html"):
        headers["Content-Security-Policy"] = POLICY
    return response
