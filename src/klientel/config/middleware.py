"""The outermost middleware: the headers every answer carries, and compression of text.

The three duties share one function because each further layer costs every request.
"""

from __future__ import annotations

import secrets
import zlib
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from klientel.config.errors import bad_request

PAGE_POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'self'; "
    "font-src 'self'; img-src 'self' data:; connect-src 'self'; manifest-src 'self'; "
    "worker-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
OTHER_POLICY = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox"
"""For answers that are no page (files, JSON): they may never come to life as one."""

FIXED_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
ONE_YEAR = "max-age=31536000; includeSubDomains"

SMALLEST = 1024
"""Bytes below which compression gains nothing: the answer fits one packet anyway."""
LEVEL = 1
"""Of zlib: on a table of 35 kB level 1 takes 0.2 ms, half of level 6, and sends a fifth more."""
TEXTS = ("text/", "application/json", "application/manifest+json", "image/svg+xml")


def front_door(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: sets `request.csp_nonce`, the security headers, the length and gzip."""
    headers = tuple(FIXED_HEADERS.items())
    if settings.SESSION_COOKIE_SECURE:
        headers = (*headers, ("Strict-Transport-Security", ONE_YEAR))

    def middleware(request: HttpRequest) -> HttpResponseBase:
        request.csp_nonce = nonce = secrets.token_urlsafe(16)  # type: ignore[attr-defined]
        response = _answer(request, get_response)
        put = response.headers.setdefault
        for name, value in headers:
            put(name, value)
        kind = response.headers.get("Content-Type", "")
        is_page = kind.startswith("text/html")
        put("Content-Security-Policy", PAGE_POLICY.format(nonce=nonce) if is_page else OTHER_POLICY)
        # A page shows what one person may see: no cache on the way may keep it.
        put("Cache-Control", "private, no-cache")
        if not response.streaming and isinstance(response, HttpResponse):
            if kind.startswith(TEXTS):
                _compress(request, response)
            put("Content-Length", str(len(response.content)))
        return response

    return middleware


def _answer(
    request: HttpRequest, get_response: Callable[[HttpRequest], HttpResponseBase]
) -> HttpResponseBase:
    """The answer of the layers below, unless the request names a host that is not ours."""
    try:
        request.get_host()
    except DisallowedHost as error:
        return bad_request(request, error)
    return get_response(request)


def _compress(request: HttpRequest, response: HttpResponse) -> None:
    """Compress a text answer when that is worth it and the browser takes it."""
    if len(response.content) < SMALLEST or response.has_header("Content-Encoding"):
        return
    patch_vary_headers(response, ("Accept-Encoding",))
    if "gzip" not in request.META.get("HTTP_ACCEPT_ENCODING", ""):
        return
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, 31)
    response.content = packer.compress(response.content) + packer.flush()
    response.headers["Content-Encoding"] = "gzip"
    response.headers["Content-Length"] = str(len(response.content))
