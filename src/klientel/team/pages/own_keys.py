"""Where a person's single keys are switched and changed: from the list of keys, or the profile."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from klientel.kit.refused import Refused
from klientel.team.actions import change_key, reset_keys, switch_keys
from klientel.team.guard import signed_in
from klientel.workspaces.own_keys import keys_of


@require_POST
@signed_in
def keys_page(request: Any) -> HttpResponse:
    """Switch single keys (`on`), change one (`key`, `own`) or all back (`reset`)."""
    user, given = request.user, request.POST
    try:
        if "reset" in given:
            reset_keys(user)
        elif "key" in given:
            change_key(user, key=given["key"], own=given.get("own", ""))
        else:
            switch_keys(user, are_on=given.get("on") == "1")
    except Refused as refusal:
        return JsonResponse({"problem": refusal.text()}, status=422)
    if "page" in given:
        return redirect("/me/profile?saved=1")
    return JsonResponse(keys_of(user))
