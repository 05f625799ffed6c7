"""The people of the sample workspaces: users, members and teams."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction

from klientel.events import log
from klientel.kit import clock
from klientel.team.actions.workspace import create_workspace
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Member, Team, TeamMember, User, Workspace
from klientel.workspaces.queries import actor_of

Cast = dict[str, tuple[str, str, str]]
#: what happened since is news to the people of a sample workspace, what was before is history
_HERE_SINCE = timedelta(days=7)


def settle(
    slug: str, name: str, serves: str, cast: Cast, teams: dict[str, tuple[str, ...]], password: str
) -> tuple[Workspace, dict[str, Actor], dict[str, Team]]:
    """Make a workspace with its people (key: name, e-mail, role; the first owns it) and teams.

    Nobody is mailed: the people do not exist, and all share one password.
    """
    owner_key, (owner_name, owner_email, _role) = next(iter(cast.items()))
    secret = make_password(password)
    with transaction.atomic():
        made = create_workspace(
            slug=slug, name=name, owner_email=owner_email, owner_name=owner_name, serves=serves
        )
        workspace = made.workspace
        members = {owner_key: made.owner}
        system = Actor.system(workspace.pk, "sample workspace")
        for key, (person, email, role) in list(cast.items())[1:]:
            members[key] = _member(system, workspace, person, email, role)
        users = [member.user_id for member in members.values()]
        User.objects.filter(pk__in=users).update(password=secret)
        seated = {}
        for team_name, keys in teams.items():
            team = seated[team_name] = Team.objects.create(workspace=workspace, name=team_name)
            for key in keys:
                TeamMember.objects.create(workspace=workspace, team=team, member=members[key])
        workspace.touch_directory()
    return workspace, {key: actor_of(member) for key, member in members.items()}, seated


def let_in(workspace: Workspace) -> None:
    """Say of the people that they came a few days ago: nobody is told of what was before that."""
    people = Member.objects.in_workspace(workspace.pk)
    people.update(joined_at=clock.now() - _HERE_SINCE)


def _member(system: Actor, workspace: Workspace, name: str, email: str, role: str) -> Member:
    user = User.objects.filter(email=email).first() or User.objects.create_user(
        email, None, name=name, language="de"
    )
    member = Member.objects.create(workspace=workspace, user=user, name=name, role=role)
    facts = {"member": str(member.pk), "role": role}
    log.record(system, "member.added", record_type="member", facts=facts)
    return member
