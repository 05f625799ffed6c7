"""One team: its name and its people; adding a team."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from klientel.kit.refused import Refused
from klientel.team import queries
from klientel.team.actions import (
    close_team,
    create_team,
    put_into_team,
    rename_team,
    take_out_of_team,
)
from klientel.team.actions.team import found_team
from klientel.team.pages.frame import done, errors_of, show
from klientel.workspaces.models import Member, Team


@require_http_methods(["GET", "HEAD", "POST"])
def add_page(request: Any, workspace: str) -> HttpResponse:
    """A new team."""
    request.actor.must("member.manage")
    errors: dict[str, str] = {}
    name = request.POST.get("name", "")
    if request.method == "POST":
        try:
            team = create_team(request.actor, name=name)
            return done(request, "settings_one_team", team=team.pk)
        except Refused as refusal:
            errors = errors_of(refusal)
    context = {"values": {"name": name}, "errors": errors}
    return show(request, "team/team_add.html", "team", context, status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def team_page(request: Any, workspace: str, team: UUID) -> HttpResponse:
    """One team. `do` names what is wanted."""
    request.actor.must("member.manage")
    target = found_team(request.actor, team)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            return _do(request, target)
        except Refused as refusal:
            errors = errors_of(refusal)
    seated = {one.pk: people for one, people in queries.teams_with_people(request.actor)}
    people = seated.get(target.pk, [])
    inside = {person.pk for person in people}
    members = Member.objects.visible_to(request.actor).filter(is_active=True).order_by("name")
    context = {
        "one": target,
        "name": request.POST.get("name") or target.name,
        "people": people,
        "others": [(str(one.pk), one.name) for one in members if one.pk not in inside],
        "errors": errors,
    }
    return show(request, "team/team.html", "team", context, status=422 if errors else 200)


def _do(request: Any, team: Team) -> HttpResponse:
    given, actor = request.POST, request.actor
    verbs: dict[str, Callable[[], Any]] = {
        "rename": lambda: rename_team(actor, team=team.pk, name=given.get("name", "")),
        "join": lambda: put_into_team(actor, team=team.pk, member=given.get("member", "")),
        "leave": lambda: take_out_of_team(actor, team=team.pk, member=given.get("member", "")),
        "close": lambda: close_team(actor, team=team.pk),
    }
    wanted = verbs.get(given.get("do", ""))
    if wanted is None:
        raise Refused("There is nothing to do.")
    wanted()
    if given["do"] == "close":
        return done(request, "settings_team")
    return done(request, "settings_one_team", team=team.pk)
