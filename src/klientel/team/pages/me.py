"""The own things of a user: workspaces to choose from, profile, sessions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from klientel.kit.format import format_for
from klientel.kit.refused import Invalid
from klientel.team.actions import (
    accept_invitation,
    change_profile,
    decline_invitation,
    end_other_sessions,
)
from klientel.team.actions import end_session as end_one
from klientel.team.guard import signed_in
from klientel.team.queries import invitations_of, memberships_of, open_sessions
from klientel.team.zones import zones


@require_safe
@signed_in
def me_page(request: Any) -> HttpResponse:
    """After signing in: straight to the one workspace, a choice of several, or a friendly word."""
    seats, invitations = memberships_of(request.user), invitations_of(request.user)
    if len(seats) == 1 and not invitations and "choose" not in request.GET:
        return redirect(start_of(seats[0].workspace.slug))
    context = {
        "seats": [(seat, start_of(seat.workspace.slug)) for seat in seats],
        "invitations": invitations,
        **frame_of(request, "me"),
    }
    return render(request, "team/me.html", context)


@require_POST
@signed_in
def accept(request: Any, member: UUID) -> HttpResponse:
    """Join the workspace of an invitation, and begin there."""
    return redirect(start_of(accept_invitation(request.user, member).workspace.slug))


@require_POST
@signed_in
def decline(request: Any, member: UUID) -> HttpResponse:
    """Decline an invitation."""
    decline_invitation(request.user, member)
    return redirect("me")


def start_of(slug: str) -> str:
    """Where somebody begins in a workspace."""
    return f"/{slug}/"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def profile_page(request: Any) -> HttpResponse:
    """Name, language, time zone, single keys."""
    user, errors = request.user, {}
    values = {
        "name": user.name,
        "language": user.language,
        "time_zone": user.time_zone,
        "single_keys": user.single_keys,
    }
    if request.method == "POST":
        values = {
            "name": request.POST.get("name", ""),
            "language": request.POST.get("language", ""),
            "time_zone": request.POST.get("time_zone", ""),
            "single_keys": "single_keys" in request.POST,
        }
        try:
            change_profile(user, **values)
            return redirect("/me/profile?saved=1")
        except Invalid as refusal:
            user.refresh_from_db()
            errors = {name: one.text() for name, one in refusal.errors.items()}
    context = {
        "values": values,
        "errors": errors,
        "zones": [("", _("Same as the firm")), *zones()],
        "languages": [("", _("Same as the browser")), *settings.LANGUAGES],
        "changed_keys": sorted(user.own_keys.items()),
        "saved": "saved" in request.GET and not errors,
        "email_changed": "email" in request.GET and not errors,
        **frame_of(request, "profile"),
    }
    return render(request, "team/profile.html", context, status=422 if errors else 200)


@require_safe
@signed_in
def sessions_page(request: Any) -> HttpResponse:
    """Where this person is signed in."""
    context = {
        "sessions": open_sessions(request.user, request.session.session_key),
        "seats": memberships_of(request.user),
        "format": format_of(request),
        "changed": "changed" in request.GET,
        **frame_of(request, "sessions"),
    }
    return render(request, "team/sessions.html", context)


@require_POST
@signed_in
def end_session(request: Any, session_id: int) -> HttpResponse:
    """End one session, in effect on its very next request."""
    key = end_one(request.user, session_id)
    if key == request.session.session_key:
        request.session.flush()
        return redirect("account_login")
    return redirect("usersessions_list")


@require_POST
@signed_in
def end_others(request: Any) -> HttpResponse:
    """End all sessions but this one."""
    end_other_sessions(request.user, request.session.session_key)
    return redirect("usersessions_list")


@signed_in
def root_page(request: HttpRequest) -> HttpResponse:
    """The bare address: on to where this person begins."""
    return redirect("me")


def frame_of(request: Any, tab: str) -> dict[str, Any]:
    """What the frame of a user's own pages needs."""
    return {"tab": tab, "person": request.user, "has_password": request.user.has_usable_password()}


def format_of(request: Any) -> Any:
    """How days and times are shown to who is signed in, outside of any workspace."""
    zone = request.user.time_zone
    if not zone:
        seats = memberships_of(request.user)
        zone = seats[0].workspace.time_zone if seats else "Europe/Berlin"
    code = "de" if (translation.get_language() or "en").startswith("de") else "en"
    return format_for(code, zone)
