"""The list of settings, and the firm's own data."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from klientel.kit.refused import Refused
from klientel.kit.text import fold
from klientel.records.reading import reading_for
from klientel.team.actions.workspace import change_workspace
from klientel.team.firm_settings import SETTINGS
from klientel.team.pages.frame import done, errors_of, show
from klientel.team.sections import sections_for


@require_safe
def settings_page(request: Any, workspace: str) -> HttpResponse:
    """All settings this person may open; `?q=` narrows them."""
    asked = request.GET.get("q", "")[:80]
    wanted = fold(asked)
    found = [
        one.name
        for one in sections_for(request.actor)
        if wanted in fold(request.words.fill(f"{one.label} {one.holds}"))
    ]
    return show(request, "team/settings.html", "", {"asked": asked, "found": found})


@require_http_methods(["GET", "HEAD", "POST"])
def firm_page(request: Any, workspace: str) -> HttpResponse:
    """The firm's data; each setting is saved by itself."""
    request.actor.must("workspace.manage")
    errors, given = {}, {}
    if request.method == "POST":
        setting, value = request.POST.get("setting", ""), request.POST.get("value", "")
        try:
            change_workspace(request.actor, setting=setting, value=value)
            return done(request, "settings_firm")
        except Refused as refusal:
            errors = {setting: next(iter(errors_of(refusal).values()))}
            given = {setting: value}
    return show(
        request,
        "team/firm.html",
        "firm",
        {"rows": _rows(request, given), "errors": errors},
        status=422 if errors else 200,
    )


def _rows(request: Any, given: dict[str, str]) -> list[dict[str, Any]]:
    """The settings as the page draws them; `given` is what was typed and refused, by name."""
    workspace, reading = request.workspace, reading_for(request.workspace)
    return [
        {
            "name": one.name,
            "label": str(one.field.label),
            "hint": one.hint_in(workspace),
            "value": given.get(one.name, one.shown(workspace, reading)),
            "options": one.options(reading),
        }
        for one in SETTINGS
    ]
