"""What people see when something goes wrong: a plain page in their language, never internals."""

from __future__ import annotations

import errno
import logging
import re
import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import gettext as _

from klientel.kit.refused import Refused
from klientel.views.render import said, who_can_help

logger = logging.getLogger(__name__)

#: the words of an address that a search may find: no numbers and ids
_WORD = re.compile(r"[^\W\d_]{3,}")
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _words(code: int) -> tuple[str, str]:
    """Title and message of an error page, in the language of the request."""
    known = {
        400: (_("This request could not be read"), _("Please go back and try again.")),
        403: (
            _("You do not have permission to do this"),
            _("An owner of the workspace can help."),
        ),
        404: (
            _("There is nothing here"),
            _("It may have been moved, or you have no access to it."),
        ),
        405: (
            _("There is no page at this address"),
            _("It only takes what a form sends. Please go back to the previous page."),
        ),
        409: (
            _("Somebody else was faster"),
            _("This was changed in the meantime. Go back, look at it and try again."),
        ),
        410: (_("This is gone"), _("It was here once and has been removed for good.")),
        413: (_("This is too large"), _("Please send a smaller file.")),
        422: (_("This cannot be done"), _("Please check what you entered.")),
        429: (_("Too many attempts"), _("Please wait a few minutes and try again.")),
        500: (
            _("This did not work"),
            _("What was saved is kept. The log names the cause under the number of this error."),
        ),
        507: (
            _("The server's disk is full"),
            _("Nothing was saved. Go back and send it again once there is room; reading goes on."),
        ),
    }
    return known.get(code) or known[500]


def reference_of(request: HttpRequest) -> str:
    """The short number of this request's failure, the same on the page and in the log."""
    reference = getattr(request, "reference", None)
    if reference is None:
        reference = request.reference = secrets.token_hex(4)  # type: ignore[attr-defined]
    return str(reference)


def error_page(
    request: HttpRequest, code: int, *, message: str = "", reference: str = ""
) -> HttpResponse:
    """The error page of a status; a fragment request gets one sentence instead of a page."""
    title, usual = _words(code)
    if code == 403:
        usual = who_can_help(request) or usual
    given, message = message, message or usual
    if request.headers.get("HX-Request"):
        # a sentence alone says what is wrong before it says who can help
        text = " ".join(filter(None, ("" if given else f"{title}.", message, reference)))
        body = f'<p class="field-error" role="alert">{escape(text)}</p>'
        return HttpResponse(body, status=code)
    context = {"code": code, "title": title, "message": message, "reference": reference}
    try:
        body = _in_place(request, context) or render_to_string("ui/error.html", context, request)
    except Exception:
        # Whatever broke the page may break its error page too; this one cannot break.
        if code < 500:
            raise
        body = _bare_page(title, message, reference)
    return HttpResponse(body, status=code)


def _in_place(request: Any, context: dict[str, Any]) -> str:
    """The page within the shell for who is signed in to a workspace; empty for anybody else.

    What broke may break the sidebar, too: a failure of ours has the plain page.
    """
    if getattr(request, "actor", None) is None or context["code"] >= 500:
        return ""
    wanted = _wanted(request.path_info) if context["code"] == 404 else ""
    return render_to_string("views/error.html", {**context, "wanted": wanted}, request)


def _wanted(path: str) -> str:
    """The words at the end of an address; an id has none, whatever letters stand in it."""
    last = unquote(path.rstrip("/").rpartition("/")[2])
    return "" if _ID.fullmatch(last) else " ".join(_WORD.findall(last))[:80]


def _bare_page(title: str, message: str, reference: str) -> str:
    title, message, reference = escape(title), escape(message), escape(reference)
    return (
        f'<!doctype html><html><meta charset="utf-8"><title>{title}</title>'
        f"<h1>{title}</h1><p>{message}</p><p>{reference}</p></html>"
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler400."""
    return error_page(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler403."""
    return error_page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler404: a foreign and a missing thing look the same."""
    return error_page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500: the number on the page is the one in the log."""
    return error_page(request, 500, reference=reference_of(request))


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: mostly a page that was open for too long."""
    return error_page(
        request, 403, message=_("This page was open for too long. Reload it and try again.")
    )


def _is_full(error: Exception) -> bool:
    """Whether there was no room left to write: SQLite says so, PostgreSQL by a code."""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    if not isinstance(error, OperationalError):
        return False
    return "disk is full" in str(error) or getattr(error.__cause__, "sqlstate", "") == "53100"


def refusals(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    """Middleware: a `Refused` that no page has shown in its own way becomes its error page, and so
    does the bare refusal of a method, which people meet who reload where a form was sent to.
    """

    def middleware(request: HttpRequest) -> Any:
        response = get_response(request)
        if not isinstance(response, HttpResponseNotAllowed):
            return response
        page = error_page(request, response.status_code)
        page.headers["Allow"] = response.headers["Allow"]
        return page

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if _is_full(exception):
            logger.error("the disk is full")
            return error_page(request, 507)
        if not isinstance(exception, Refused):
            return None
        inside = getattr(request, "words", None) is not None
        message = said(request, exception) if inside else exception.text()
        page = error_page(request, exception.status, message=message)
        # such as where the bytes of a file end
        for name, value in getattr(exception, "headers", {}).items():
            page.headers[name] = value
        return page

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware
