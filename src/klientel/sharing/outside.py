"""The addresses of outsiders, `/s/<token>`: a session gives nothing here, the link is the proof."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from klientel.kit.refused import NotFound
from klientel.sharing import frame, openings, passwords
from klientel.sharing.shareable import Opened
from klientel.sharing.standing import opened_by
from klientel.team import throttle
from klientel.team.adapter import address_of
from klientel.team.throttle import Limit, TooMany
from klientel.workspaces.words import words_of

#: requests from one address, whether they find something or not
ADDRESS = Limit("shared link, address", 300, timedelta(minutes=10))


# The only form is that of a link's password. The secret in the address is what entitles to send it,
# a session gives nothing, and without a referrer a browser names no origin to compare with.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def shared(request: Any, token: str, rest: str = "") -> HttpResponseBase:
    """What lies behind a link, drawn by its purpose; one same answer for whatever opens nothing."""
    request.user = AnonymousUser()
    if openings.is_ahead_of_time(request):
        # refused, so that no browser keeps what nobody has opened
        return frame.seal(HttpResponse(status=503, content_type="text/plain"))
    language = _language(request)
    request.LANGUAGE_CODE = language
    with translation.override(language):
        try:
            throttle.take((ADDRESS, address_of(request)))
            answer = _answered(request, token, rest)
        except TooMany:
            answer = frame.too_many(request)
        except (Http404, NotFound):
            answer = frame.nothing(request)
    return frame.seal(answer)


def _answered(request: Any, token: str, rest: str) -> HttpResponseBase:
    base = reverse("shared", kwargs={"token": token})
    opened = opened_by(token, lambda _link: base)
    if opened is None:
        raise Http404
    request.words = words_of(opened.workspace)
    with timezone.override(opened.workspace.time_zone):
        if openings.is_only_looking(request):
            return frame.cover(request, opened.workspace.name)
        if request.method == "POST":
            return _try_password(request, opened)
        if not passwords.is_given(request, opened.link):
            return frame.show(request, opened, "sharing/password.html")
        if not _may_come_in(request, opened):
            raise Http404
        return opened.purpose.page(request, opened, rest)


def _may_come_in(request: Any, opened: Opened) -> bool:
    """Count the visit, unless it is one of the firm's own people; False where it is used up."""
    if openings.is_own(request, opened):
        return opened.link.state == "open"
    program = request.headers.get("User-Agent", "")
    opener = openings.opener_of(opened.link, address_of(request), program)
    return openings.note_opening(opened, opener)


def _try_password(request: Any, opened: Opened) -> HttpResponseBase:
    """Let somebody in who types the right password; the page itself is asked for anew."""
    if opened.link.password is None:
        return HttpResponseRedirect(request.get_full_path(), status=303)
    try:
        is_right = passwords.is_right(
            opened.link, request.POST.get("password", ""), address_of(request)
        )
        told = "" if is_right else _("This is not the password.")
    except TooMany as refusal:
        is_right, told = False, refusal.text()
    if not is_right:
        context = {"error": told}
        return frame.show(request, opened, "sharing/password.html", context, status=422)
    answer = HttpResponseRedirect(request.get_full_path(), status=303)
    passwords.remember(answer, request, opened.link, opened.base)
    return answer


def _language(request: Any) -> str:
    """The language that was chosen on the page, else that of the browser."""
    chosen = request.GET.get("lang", "")
    known = {code for code, _name in frame.LANGUAGES}
    return chosen if chosen in known else translation.get_language_from_request(request)[:2]
