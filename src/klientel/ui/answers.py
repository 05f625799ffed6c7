"""Going on after a write: where to, and the word that the next page says, with a way to undo."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

FLASH = "klientel_flash"
FLASH_SECONDS = 60


def is_fragment(request: HttpRequest) -> bool:
    """Whether a piece of a page was asked for, not a page: by a script, and not by a link."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-Request-Type") != "full"
        and headers.get("HX-Boosted") != "true"
        and headers.get("HX-History-Restore-Request") != "true"
    )


def go_on(
    request: HttpRequest,
    to: str,
    told: str = "",
    *,
    undo: str = "",
    opens: str = "",
    leads: str = "",
) -> HttpResponse:
    """Go on to a page of ours: a page is followed to, a fragment's page is loaded anew.

    There the fact with the id `opens`, if the page has it, is ready to be filled in. The word that
    is `told` there `leads` to another page of ours, where that is given.
    """
    response: HttpResponse
    if is_fragment(request):
        response = HttpResponse(status=200, headers={"HX-Redirect": to})
    else:
        response = HttpResponseRedirect(to, status=303)
    if told:
        flash(response, told, undo=undo, opens=opens, leads=leads)
    return response


def flash(
    response: HttpResponse,
    text: str,
    *,
    undo: str = "",
    kind: str = "info",
    opens: str = "",
    leads: str = "",
) -> None:
    """Leave a word for the next page. It travels in a signed cookie for a minute at most."""
    told = {"text": text[:300], "undo": undo, "kind": kind}
    told |= {name: value for name, value in (("opens", opens), ("leads", leads)) if value}
    word = signing.dumps(told, salt=FLASH)
    response.set_cookie(FLASH, word, max_age=FLASH_SECONDS, httponly=True, samesite="Lax")


def word_left(request: HttpRequest) -> dict[str, str] | None:
    """The word left by `flash`; who says it deletes the cookie `FLASH`."""
    word = request.COOKIES.get(FLASH)
    if not word:
        return None
    try:
        return signing.loads(word, salt=FLASH, max_age=FLASH_SECONDS)  # type: ignore[no-any-return]
    except signing.BadSignature:
        return None


def back(request: Any, otherwise: str) -> str:
    """The page a fragment was asked from; never one of another site or another workspace."""
    url = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    if not url_has_allowed_host_and_scheme(url, {request.get_host()}):
        return otherwise
    parts = urlsplit(url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    return own_path(path, request.workspace.slug) or otherwise


def own_path(path: str, slug: str) -> str:
    """A path that came with a form, if it is one of this workspace; else empty."""
    is_ours = path.isprintable() and url_has_allowed_host_and_scheme(path, None)
    inside = f"{urlsplit(path).path}/".startswith(f"/{slug}/") if is_ours else False
    return path if inside else ""
