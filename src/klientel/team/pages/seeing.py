"""Seeing the workspace as a role or as somebody, and stopping it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST

from klientel.events import log
from klientel.kit.refused import Forbidden, Refused
from klientel.records.actions.together import written_together
from klientel.team.actions.member import found_member
from klientel.workspaces.preview import SEEING, preview
from klientel.workspaces.queries import actor_of

_STOP = "seeing_stop"
_READING = ("GET", "HEAD", "OPTIONS")


@require_POST
def seeing_start(request: Any, workspace: str) -> HttpResponse:
    """See the workspace as the `as` of the form, a role or the id of a member; it is noted."""
    request.actor.must("member.manage")
    wanted = request.POST.get("as", "")
    given = {"workspace": str(request.workspace.pk)}
    facts = {}
    try:
        if "-" in wanted:
            seen = found_member(request.actor, _id(wanted))
            preview(request.member, request.actor, seen=seen)
            given["member"] = facts["member"] = str(seen.pk)
        else:
            preview(request.member, request.actor, role=wanted)
            given["role"] = facts["role"] = wanted
    except LookupError:
        raise Forbidden("You cannot see the workspace this way.") from None
    verb = "member.saw_as_member" if "member" in facts else "member.saw_as_role"
    written_together(lambda: log.record(request.actor, verb, record_type="member", facts=facts))
    request.session[SEEING] = given
    return HttpResponseRedirect(f"/{request.workspace.slug}/", status=303)


@require_POST
def seeing_stop(request: Any, workspace: str) -> HttpResponse:
    """Be oneself again."""
    request.session.pop(SEEING, None)
    is_manager = actor_of(request.member).may("member.manage")
    back = "settings/team" if is_manager else ""
    return HttpResponseRedirect(f"/{request.workspace.slug}/{back}", status=303)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused("This person does not exist here.", "as") from None


def only_reading(
    get_response: Callable[[Any], HttpResponse],
) -> Callable[[Any], HttpResponse]:
    """Middleware: whoever sees as somebody else changes nothing, whatever page would."""

    def middleware(request: Any) -> HttpResponse:
        return get_response(request)

    def process_view(request: Any, _page: Any, _args: Any, parts: Any) -> HttpResponse | None:
        if getattr(request, "seeing", None) is None or request.method in _READING:
            return None
        if request.resolver_match.url_name == _STOP:
            return None
        part = "piece" if request.headers.get("HX-Request") else "page"
        return render(request, "team/seeing_refused.html", {"part": part}, status=403)

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware
