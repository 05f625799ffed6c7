"""The address that somebody signs in with: asked for, confirmed by the link sent to it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from klientel.kit.refused import NotFound, Refused
from klientel.team.actions.email import (
    ask_for_email,
    confirm_email,
    drop_wish,
    wish_behind,
    wished_email,
)
from klientel.team.guard import signed_in
from klientel.team.pages.me import format_of, frame_of
from klientel.team.proof import proven


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@proven
def email_page(request: Any) -> HttpResponse:
    """GET asks for the new address, POST sends the link to it."""
    error, typed, status = "", "", 200
    if request.method == "POST":
        typed = request.POST.get("email", "")
        try:
            ask_for_email(request.user, typed)
            return redirect("/me/email?sent=1")
        except Refused as refusal:
            error, status = refusal.text(), refusal.status
    wish = wished_email(request.user)
    context = {
        "error": error,
        "typed": typed,
        "wish": wish,
        "until": format_of(request).instant(wish.expires_at) if wish else "",
        "sent": "sent" in request.GET and not error,
        **frame_of(request, "profile"),
    }
    return _shown(request, "team/email.html", context, status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def email_link(request: Any, token: str) -> HttpResponse:
    """Behind the link of the mail: GET asks once more, since programs open links; POST does it."""
    error, wish = "", None
    try:
        wish = wish_behind(request.user, token)
        if request.method == "POST":
            confirm_email(request.user, token, request.session.session_key)
            return redirect("/me/profile?email=1")
    except NotFound:
        status = 404
    except Refused as refusal:
        error, status = refusal.text(), refusal.status
    else:
        status = 200
    context = {"wish": wish, "error": error, "token": token, **frame_of(request, "profile")}
    response = _shown(request, "team/email_link.html", context, status)
    # the address carries a secret: nobody else may hear of it
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@require_POST
@signed_in
def email_drop(request: Any) -> HttpResponse:
    """Forget the address that was asked for."""
    drop_wish(request.user)
    return redirect("profile")


def _shown(request: Any, template: str, context: dict[str, Any], status: int) -> HttpResponse:
    response = render(request, template, context, status=status)
    response.headers["Cache-Control"] = "private, no-store"
    return response
