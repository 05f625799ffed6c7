"""What guards one's own login besides the password: codes of an app, passkeys, recovery codes."""

from __future__ import annotations

import base64
import json
from typing import Any

from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.webauthn.internal import auth as webauthn
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from klientel.kit.refused import Refused
from klientel.team.actions import factor
from klientel.team.factor_adapter import FactorAdapter, takes_passkeys
from klientel.team.factors import factors_of
from klientel.team.guard import signed_in
from klientel.team.pages.me import format_of, frame_of
from klientel.team.proof import proven
from klientel.team.queries import strict_workspaces
from klientel.workspaces.sign_in import STRONG

_KEY = "app_key"
_CHANGED = ("app", "app-off", "passkey", "passkey-off", "named")


@require_safe
@signed_in
def security_page(request: Any) -> HttpResponse:
    """What is set up, and what can be."""
    changed = request.GET.get("changed", "")
    context = {
        "factors": factors_of(request.user),
        "takes_passkeys": takes_passkeys(request),
        "format": format_of(request),
        "changed": changed if changed in _CHANGED else "",
        "strict": strict_workspaces(request.user),
        **frame_of(request, "security"),
    }
    return render(request, "team/security.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@proven
def app_page(request: Any) -> HttpResponse:
    """Set up an app: scan, type the first code."""
    error = ""
    if request.method == "POST":
        secret = request.session.get(_KEY, "")
        try:
            codes = factor.add_app(
                request.user,
                request.session.session_key,
                secret=secret,
                code=request.POST.get("code", ""),
            )
        except Refused as refusal:
            error = refusal.text()
        else:
            request.session.pop(_KEY, None)
            return _set_up(request, codes, "app")
    secret = request.session.get(_KEY) or generate_totp_secret()
    request.session[_KEY] = secret
    context = {
        "error": error,
        "picture": _picture(request.user, secret),
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        **frame_of(request, "security"),
    }
    return render(request, "team/security_app.html", context, status=422 if error else 200)


@require_POST
@signed_in
@proven
def app_remove(request: Any) -> HttpResponse:
    """Stop asking for codes of an app."""
    factor.remove_app(request.user, request.session.session_key)
    return _on(request, "app-off")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@proven
def passkey_page(request: Any) -> HttpResponse:
    """Set up a passkey: a name, then the browser asks for the finger, the face or the key."""
    error = ""
    if request.method == "POST":
        try:
            codes = factor.add_passkey(
                request.user,
                request.session.session_key,
                name=request.POST.get("name", ""),
                signed=request.POST.get("credential", ""),
            )
        except Refused as refusal:
            error = refusal.text()
        else:
            return _set_up(request, codes, "passkey")
    options = webauthn.begin_registration(request.user, passwordless=False)
    context = {
        "error": error,
        "name": request.POST.get("name", ""),
        "options": json.dumps(options, default=dict),
        "takes_passkeys": takes_passkeys(request),
        **frame_of(request, "security"),
    }
    return render(request, "team/security_passkey.html", context, status=422 if error else 200)


@require_POST
@signed_in
def passkey_rename(request: Any, passkey: int) -> HttpResponse:
    """Give a passkey another name."""
    factor.rename_passkey(request.user, passkey, request.POST.get("name", ""))
    return _on(request, "named")


@require_POST
@signed_in
@proven
def passkey_remove(request: Any, passkey: int) -> HttpResponse:
    """Forget a passkey."""
    factor.remove_passkey(request.user, request.session.session_key, passkey)
    return _on(request, "passkey-off")


@require_POST
@signed_in
@proven
def codes_renew(request: Any) -> HttpResponse:
    """New recovery codes, shown this once."""
    return _codes(request, factor.renew_codes(request.user, request.session.session_key))


def _set_up(request: Any, codes: list[str], what: str) -> HttpResponse:
    request.session[STRONG] = str(request.user.pk)
    return _codes(request, codes) if codes else _on(request, what)


def _on(request: Any, what: str) -> HttpResponse:
    if not factors_of(request.user).is_set:
        request.session.pop(STRONG, None)
    return redirect(f"/me/security?changed={what}")


def _codes(request: Any, codes: list[str]) -> HttpResponse:
    """The codes themselves, in the answer and nowhere else: shown once, kept by no browser."""
    context = {
        "codes": [f"{code[:4]} {code[4:]}" for code in codes],
        **frame_of(request, "security"),
    }
    response = render(request, "team/security_codes.html", context)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _picture(user: Any, secret: str) -> str:
    """What an app scans, as the address of a picture; drawn here, no other server sees it."""
    adapter = FactorAdapter()
    svg = adapter.build_totp_svg(adapter.build_totp_url(user, secret))
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
