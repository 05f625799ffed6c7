"""Create, rename and close teams; put people in and take them out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from klientel.events import log
from klientel.kit.refused import NotFound, Refused
from klientel.kit.text import fold
from klientel.records.actions.catalogue import action
from klientel.records.fields import MemberField, TeamField, TextField
from klientel.team.actions.member import found_member, locked_workspace
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Member, Team, TeamMember, Workspace

_TEAM = TeamField(name="team", label=_("Team"), required=True)
_MEMBER = MemberField(name="member", label=_("Person"), required=True, anybody=True)
_NAME = TextField(name="name", label=_("Name"), required=True, max_length=80)


@action("team.create", label=_("Create team"), permission="member.manage", on="", inputs=[_NAME])
def create_team(actor: Actor, *, name: str) -> Team:
    """Make a team without people."""
    workspace = locked_workspace(actor)
    _name_is_free(actor, name)
    team = Team.objects.create(workspace=workspace, name=name)
    _note(actor, workspace, "team.created", team)
    return team


@action(
    "team.rename", label=_("Rename team"), permission="member.manage", on="", inputs=[_TEAM, _NAME]
)
def rename_team(actor: Actor, *, team: UUID, name: str) -> Team:
    """Give a team another name."""
    workspace = locked_workspace(actor)
    target = found_team(actor, team)
    if target.name == name:
        return target
    _name_is_free(actor, name, target)
    before, target.name = target.name, name
    target.save()
    _note(actor, workspace, "team.renamed", target, before=before, after=name)
    return target


@action("team.close", label=_("Close team"), permission="member.manage", on="", inputs=[_TEAM])
def close_team(actor: Actor, *, team: UUID) -> Team:
    """End a team: its records stay and are visible to their owners and to managers."""
    workspace = locked_workspace(actor)
    target = found_team(actor, team)
    target.is_active = False
    target.save()
    _renew_people(actor, target)
    _note(actor, workspace, "team.closed", target)
    return target


def reopen_team(actor: Actor, team_id: UUID) -> Team:
    """Take the closing of a team back."""
    actor.must("member.manage")
    workspace = locked_workspace(actor)
    target = found_team(actor, team_id, is_active=False)
    _name_is_free(actor, target.name, target)
    target.is_active = True
    target.save()
    _renew_people(actor, target)
    _note(actor, workspace, "team.reopened", target)
    return target


@action(
    "team.put_in",
    label=_("Add to team"),
    permission="member.manage",
    on="",
    inputs=[_TEAM, _MEMBER],
)
def put_into_team(actor: Actor, *, team: UUID, member: UUID) -> None:
    """Add somebody to a team; they see its records from their next request on."""
    workspace = locked_workspace(actor)
    target, person = found_team(actor, team), found_member(actor, member)
    seats = TeamMember.objects.in_workspace(workspace.pk)
    if seats.filter(team_id=target.pk, member_id=person.pk).exists():
        return
    TeamMember.objects.create(workspace=workspace, team=target, member=person)
    person.revoke_caches()
    _note(actor, workspace, "team.member_added", target, member=str(person.pk))


@action(
    "team.take_out",
    label=_("Remove from team"),
    permission="member.manage",
    on="",
    inputs=[_TEAM, _MEMBER],
)
def take_out_of_team(actor: Actor, *, team: UUID, member: UUID) -> None:
    """Remove somebody from a team; acts on their next request."""
    workspace = locked_workspace(actor)
    target, person = found_team(actor, team), found_member(actor, member)
    seat = (
        TeamMember.objects.in_workspace(workspace.pk)
        .filter(team_id=target.pk, member_id=person.pk)
        .first()
    )
    if seat is None:
        return
    seat.delete()
    person.revoke_caches()
    _note(actor, workspace, "team.member_removed", target, member=str(person.pk))


def found_team(actor: Actor, pk: Any, *, is_active: bool = True) -> Team:
    """The team of the actor's own workspace; raises `NotFound`."""
    team = Team.objects.visible_to(actor).filter(pk=pk, is_active=is_active).first()
    if team is None:
        raise NotFound
    return team


def _name_is_free(actor: Actor, name: str, but: Team | None = None) -> None:
    others = Team.objects.visible_to(actor).exclude(pk=but.pk if but else None)
    wanted = fold(name)
    if any(fold(other) == wanted for other in others.values_list("name", flat=True)):
        raise Refused("There is, or was, a team called “{name}” already.", "name", name=name)


def _renew_people(actor: Actor, team: Team) -> None:
    seats = TeamMember.objects.visible_to(actor).filter(team_id=team.pk)
    ids = list(seats.values_list("member_id", flat=True))
    for person in Member.objects.visible_to(actor).filter(pk__in=ids):
        person.revoke_caches()


def _note(actor: Actor, workspace: Workspace, verb: str, team: Team, **facts: Any) -> None:
    workspace.touch_directory()
    told = {"team": str(team.pk), "name": team.name, **facts}
    log.record(actor, verb, record_type="team", facts=told)
