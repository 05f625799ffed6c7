"""What browsers ask of push: the worker that shows messages, and letting this browser ring."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from klientel.kit.refused import Refused
from klientel.notifications.actions.device import ring_here, ring_no_more
from klientel.notifications.actions.rights import USE
from klientel.notifications.devices import name_of
from klientel.notifications.push_attaching import note_attached
from klientel.notifications.push_key import public_key
from klientel.team.pages.frame import errors_of
from klientel.ui.answers import go_on
from klientel.ui.assets import BUILT, manifest

_WORKER = "notifications/frontend/worker.ts"
#: it shows what it is sent, and fetches nothing
_POLICY = "default-src 'none'"


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, under one address for ever: browsers look here for a newer one."""
    built = manifest().get(_WORKER)
    if built is None:
        raise Http404
    content = (BUILT / built["file"]).read_bytes()
    response = HttpResponse(content, content_type="text/javascript; charset=utf-8")
    response.headers["Service-Worker-Allowed"] = "/"
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_POST
def push_page(request: Any, workspace: str) -> HttpResponse:
    """Let this browser ring, or one of the reader's be quiet. A script that only keeps a browser
    known after signing in (`do=keep`) gets no page; one that subscribes it is told the key that it
    is bound to (`do=key`), which is made for the first who asks.
    """
    request.actor.must(USE)
    given, to = request.POST, f"/{request.workspace.slug}/settings/notifications"
    if given.get("do") == "key":
        return HttpResponse(public_key(), content_type="text/plain; charset=utf-8")
    if given.get("do") == "quiet":
        ring_no_more(request.actor, device=given.get("device", ""))
        return go_on(request, to, _("Push is now off in this browser."))
    try:
        ring_here(
            request.actor,
            **{name: given.get(name, "") for name in ("endpoint", "p256dh", "auth")},
            name=name_of(request.headers.get("User-Agent", "")),
            session=request.session.session_key,
        )
    except Refused as refusal:
        if given.get("do") == "keep":
            return HttpResponse(status=refusal.status)
        return go_on(request, to, next(iter(errors_of(refusal).values())))
    note_attached(request)
    if given.get("do") == "keep":
        return HttpResponse(status=204)
    return go_on(request, to, _("Push is now on in this browser."))
