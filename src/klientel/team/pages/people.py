"""People and roles: the list, the printed role table, one person, adding somebody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from klientel.kit import clock
from klientel.kit.refused import Refused
from klientel.records.fields import away_note
from klientel.records.reading import reading_for
from klientel.team import queries
from klientel.team.actions import (
    add_member,
    change_role,
    deactivate,
    invite_again,
    put_into_team,
    reactivate,
    remind_of_second_factor,
    require_second_factor,
    set_hours,
    take_out_of_team,
)
from klientel.team.actions.member import found_member
from klientel.team.factors import guarded_users
from klientel.team.pages.frame import done, errors_of, show
from klientel.team.proof import must_prove, proving
from klientel.workspaces import policy
from klientel.workspaces.models import Member
from klientel.workspaces.policy import Reach, Role
from klientel.workspaces.preview import roles_seen_by

#: what somebody has to prove who they are for: it gives or takes rights
_DANGEROUS = frozenset({"role", "deactivate", "reactivate"})


@require_http_methods(["GET", "HEAD", "POST"])
@proving
def people_page(request: Any, workspace: str) -> HttpResponse:
    """Everybody with role, teams and last sign-in; below, what each role may do.

    A POST decides whether a second factor is needed to come in.
    """
    request.actor.must("member.manage")
    errors: dict[str, str] = {}
    if request.method == "POST":
        request.actor.must("workspace.manage")
        must_prove(request)
        try:
            require_second_factor(request.actor, required=request.POST.get("required", ""))
            return done(request, "settings_team")
        except Refused as refusal:
            errors = errors_of(refusal)
    context = {
        "people": queries.people(request.actor),
        "teams": queries.teams_with_people(request.actor),
        "roles": Role.choices,
        "now": clock.now(),
        "role_of": dict(Role.choices),
        "table": role_table(request),
        "errors": errors,
        "seen_as": _seen_as(request),
        "notes": _notes(request),
        "may_require": request.actor.may("workspace.manage"),
        "format": reading_for(request.workspace).format,
    }
    return show(request, "team/people.html", "team", context, status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@proving
def add_page(request: Any, workspace: str) -> HttpResponse:
    """Add somebody by e-mail address."""
    request.actor.must("member.manage")
    errors: dict[str, str] = {}
    values = {"email": "", "name": "", "role": Role.MEMBER.value}
    if request.method == "POST":
        must_prove(request)
        values = {name: request.POST.get(name, "") for name in values}
        try:
            add_member(request.actor, **values)
            return done(request, "settings_team")
        except Refused as refusal:
            errors = errors_of(refusal)
    context = {"values": values, "errors": errors, "roles": given_roles(request)}
    return show(request, "team/member_add.html", "team", context, status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@proving
def member_page(request: Any, workspace: str, member: UUID) -> HttpResponse:
    """One person: role, teams, access. `do` names what is wanted."""
    request.actor.must("member.manage")
    person = found_member(request.actor, member)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            _do(request, person.pk)
            return done(request, "settings_member", member=person.pk)
        except Refused as refusal:
            errors = errors_of(refusal)
    every = queries.teams_with_people(request.actor)
    context = {
        "person": person,
        "email": person.user.email,
        "is_expected": queries.is_expected(person),
        "invited_until": queries.invited_until(person),
        "now": clock.now(),
        "has_second_factor": person.user_id in guarded_users([person.user_id]),
        "seen_at": person.signed_in_at,
        "is_self": person.pk == request.member.pk,
        "may_touch": person.role != Role.OWNER or request.member.role == Role.OWNER,
        "roles": given_roles(request),
        "role_of": dict(Role.choices),
        "teams": [(team, person in seated) for team, seated in every],
        "errors": errors,
        "away": away_note(person.pk, reading_for(request.workspace)),
        "hours": _hours(request, person, is_wrong=bool(errors)),
        "format": reading_for(request.workspace).format,
    }
    return show(request, "team/member.html", "team", context, status=422 if errors else 200)


def _hours(request: Any, person: Member, *, is_wrong: bool) -> dict[str, str]:
    """The hours of a week as their control holds them, and how many are usual."""
    format_ = reading_for(request.workspace).format
    value = "" if person.weekly_hours is None else format_.number(person.weekly_hours)
    if is_wrong and request.POST.get("do") == "hours":
        value = request.POST.get("hours", "")
    return {"value": value, "usual": format_.number(request.workspace.weekly_hours)}


def _seen_as(request: Any) -> list[tuple[str, str]]:
    """The roles, and for an owner the people, as whom this person may look at the workspace."""
    below = roles_seen_by(request.actor.role)
    roles = [(value, str(label)) for value, label in Role.choices if value in below]
    if request.actor.role != Role.OWNER:
        return roles
    others = Member.objects.visible_to(request.actor).filter(is_active=True)
    others = others.exclude(pk=request.member.pk).order_by("name")
    return roles + [(str(one.pk), one.name) for one in others]


def _notes(request: Any) -> dict[UUID, str]:
    """Of those who are away today, until when and who stands in, by member."""
    reading = reading_for(request.workspace)
    away = {one.member_id for one in reading.directory.away if one.covers(reading.today)}
    return {key: away_note(key, reading) for key in away}


def _do(request: Any, member: UUID) -> None:
    given, actor = request.POST, request.actor
    verbs: dict[str, Callable[[], Any]] = {
        "role": lambda: change_role(actor, member=member, role=given.get("role", "")),
        "deactivate": lambda: deactivate(actor, member=member),
        "reactivate": lambda: reactivate(actor, member=member),
        "invite": lambda: invite_again(actor, member=member),
        "remind": lambda: remind_of_second_factor(actor, member=member),
        "hours": lambda: set_hours(actor, member=member, hours=given.get("hours", "")),
        "join": lambda: put_into_team(actor, member=member, team=given.get("team", "")),
        "leave": lambda: take_out_of_team(actor, member=member, team=given.get("team", "")),
    }
    wanted = verbs.get(given.get("do", ""))
    if wanted is None:
        raise Refused("There is nothing to do.")
    if given["do"] in _DANGEROUS:
        must_prove(request)
    wanted()


def given_roles(request: Any) -> list[tuple[str, str]]:
    """The roles this person may give, with what they are for."""
    return [
        (value, f"{label}: {_purposes()[value]}")
        for value, label in Role.choices
        if value != Role.OWNER or request.member.role == Role.OWNER
    ]


def role_table(request: Any) -> list[tuple[str, list[str]]]:
    """Each permission in words with `yes`, `no` or how far for every role, in their order."""
    fill = request.words.fill
    far = {Reach.ALL: "yes", Reach.TEAM: _("own team"), Reach.NONE: "no"}
    seeing = [
        (fill(str(one.label)), [far[one.reach.get(role, Reach.ALL)] for role in Role.values])
        for one in policy.sphere_table()
    ]
    doing = [
        (fill(str(row.label)), ["yes" if role in row.roles else "no" for role in Role.values])
        for row in sorted(policy.table(), key=_rank)
    ]
    return seeing + doing


def _rank(row: policy.Permission) -> tuple[int, str]:
    """General rows first, those about money and people last."""
    return (0 if row.name.startswith("*.") else 1, row.name)


def _purposes() -> dict[str, str]:
    return {
        Role.OWNER: _("everything, settings included"),
        Role.LEAD: _("everything but the firm's settings"),
        Role.MEMBER: _("daily work"),
        Role.SUPPORT: _("answering, without deleting and exporting"),
        Role.BOOKKEEPING: _("reading and exporting"),
    }
