"""The list of settings, and the firm's own data."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from klientel.kit.refused import Refused
from klientel.kit.text import fold
from klientel.records.fields import Field
from klientel.records.fields.base import Reading
from klientel.records.reading import reading_for
from klientel.team.actions.workspace import SETTINGS, change_workspace
from klientel.team.money import has_amounts
from klientel.team.pages import me
from klientel.team.pages.frame import done, errors_of, show
from klientel.team.sections import sections_for
from klientel.workspaces.models import Workspace

#: what each setting changes, said below it
HINTS = {
    "name": lambda: _("Shown at the top of the sidebar and in mails to your team."),
    "serves": lambda: _("Decides which pages and fields come first."),
    "language": lambda: _("For people who chose none themselves, and for mails."),
    "time_zone": lambda: _("Decides when a day begins in lists and figures."),
    "country": lambda: _("For phone numbers and addresses without a country."),
    "currency": lambda: _("Can be changed until the first amount is recorded."),
    "weekly_hours": lambda: _("The default for everybody who has no hours of their own."),
}


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
    reading = reading_for(request.workspace)
    is_fixed = has_amounts(request.workspace.pk)
    rows = []
    for one in SETTINGS:
        options = [
            (option.value, reading.say(option.label))
            for option in getattr(one, "options", ()) or ()
        ]
        if one.name == "time_zone":
            options = [pair for pair in me.zones() if pair[0]]
        rows.append(
            {
                "name": one.name,
                "label": str(one.label),
                "hint": _fixed() if one.name == "currency" and is_fixed else HINTS[one.name](),
                "value": given.get(one.name, _shown(one, request.workspace, reading)),
                "options": options,
            }
        )
    return rows


def _shown(one: Field, workspace: Workspace, reading: Reading) -> str:
    """A setting as its control holds it."""
    value = getattr(workspace, one.name)
    return one.shown(value, reading) if one.kind == "number" else value


def _fixed() -> str:
    return _("Stays as it is, since amounts are recorded in it.")
