"""The second step of signing in: a code of the app, a recovery code, or a passkey."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.decorators import login_stage_required
from allauth.mfa.stages import AuthenticateStage
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from klientel.kit.refused import Refused
from klientel.team.adapter import address_of
from klientel.team.factor_adapter import takes_passkeys
from klientel.team.factors import check_code, check_passkey, factors_of, passkey_challenge
from klientel.team.sign_in_log import second_step_refused
from klientel.workspaces.sign_in import STRONG


@require_http_methods(["GET", "HEAD", "POST"])
@login_stage_required(stage=AuthenticateStage.key, redirect_urlname="account_login")
def second_step(request: Any) -> HttpResponse:
    """After the right password, for whoever has set up a second factor."""
    stage = request._login_stage  # noqa: SLF001 - where the library's decorator leaves it
    user, errors, status = stage.login.user, {}, 200
    if request.method == "POST":
        try:
            if "credential" in request.POST:
                check_passkey(user, request.POST["credential"])
            else:
                check_code(user, request.POST.get("code", ""))
        except Refused as refusal:
            errors, status = {refusal.field or "": refusal.text()}, refusal.status
            second_step_refused(user, address_of(request))
        else:
            request.session[STRONG] = str(user.pk)
            left: HttpResponse = stage.exit()
            return left
    factors = factors_of(user)
    context = {
        "errors": errors,
        "factors": factors,
        "challenge": passkey_challenge(user)
        if factors.passkeys and takes_passkeys(request)
        else "",
    }
    return render(request, "team/second_step.html", context, status=status)
