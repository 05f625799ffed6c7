"""Who is away and who stands in: for everybody of the firm."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from klientel.kit.refused import Refused
from klientel.records.reading import reading_for
from klientel.team.actions import plan_absence, remove_absence
from klientel.team.pages.frame import done, errors_of
from klientel.team.queries import absences
from klientel.ui.answers import FLASH, word_left
from klientel.workspaces.models import Member


@require_http_methods(["GET", "HEAD", "POST"])
def absences_page(request: Any, workspace: str) -> HttpResponse:
    """Present and coming absences; a POST plans one."""
    errors: dict[str, str] = {}
    values = {"member": "", "from_on": "", "until_on": "", "deputy": ""}
    if request.method == "POST":
        values = {name: request.POST.get(name, "") for name in values}
        try:
            plan_absence(request.actor, **values)
            return done(request, "absences")
        except Refused as refusal:
            errors = errors_of(refusal)
    told, reading = word_left(request), reading_for(request.workspace)
    people = Member.objects.visible_to(request.actor).filter(is_active=True).order_by("name")
    names = [(str(one.pk), one.name) for one in people]
    plans_for_others = request.actor.may("member.manage")
    context = {
        "absences": absences(request.actor, reading.today),
        "today": reading.today,
        "format": reading.format,
        "people": names,
        "deputies": [("", "–"), *(pair for pair in names if pair[0] != str(request.member.pk)
                                  or plans_for_others)],
        "plans_for_others": plans_for_others,
        "own": request.member.pk,
        "values": {**values, "member": values["member"] or str(request.member.pk)},
        "errors": errors,
        "toast": told,
    }  # fmt: skip
    response = render(request, "team/absences.html", context, status=422 if errors else 200)
    if told:
        response.delete_cookie(FLASH)
    return response


@require_POST
def absence_remove(request: Any, workspace: str, absence: UUID) -> HttpResponse:
    """Take an absence back."""
    remove_absence(request.actor, absence)
    return done(request, "absences")
