"""The way to the sign-in page of somebody whose session has ended, and back to where they were."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

#: in a session: the id of the user who proved more than to know a password
STRONG = "second_factor"
#: a hidden input of forms whose text the browser keeps until it was taken
KEPT = "kept"


def to_sign_in(request: Any) -> HttpResponse:
    """The answer to who is not signed in: on to the sign-in page, and from there back.

    A form cannot be sent again after signing in, and a piece of a page is no page: both lead back
    to the page they came from.
    """
    given = {"next": _way_back(request)}
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        given["ended"] = "kept" if KEPT in request.POST else "yes"
    query = urlencode({name: value for name, value in given.items() if value}, safe="/")
    address = f"{resolve_url('account_login')}?{query}".rstrip("?")
    if request.headers.get("HX-Request"):
        # a fragment cannot show a sign-in page: let htmx load it as a page
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def to_second_factor(request: Any) -> HttpResponse:
    """The answer to who knows a password where the firm asks for more: on to setting that up."""
    address = resolve_url("mfa_index")
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def is_strong_enough(session: Any, workspace: Any) -> bool:
    """Whether a session may come into a workspace, as far as second factors go."""
    if not workspace.requires_second_factor:
        return True
    # what somebody else proved in the same browser before counts for nothing
    return bool(session.get(STRONG)) and session.get(STRONG) == session.get(SESSION_KEY)


def _way_back(request: Any) -> str:
    """A path of ours that can be opened; empty when nothing is known of any."""
    is_page = request.headers.get("HX-Request-Type") != "partial"
    if request.method in ("GET", "HEAD") and is_page:
        return str(request.get_full_path())
    url = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    if not url_has_allowed_host_and_scheme(url, {request.get_host()}):
        return ""
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")
