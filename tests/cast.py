"""The cast of every test: the people who may, and the people who must not.

One firm with two teams: Olga owns it, Lena leads, Wim and Bea are members of different teams,
Sam is support, Bodo keeps the books. Fremd works in another firm. Nobody is signed out.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pytest
from django.test import Client

from klientel.team.proof import note_proof
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Member, Team, TeamMember, User, Workspace
from klientel.workspaces.queries import actor_of


@dataclass
class Firm:
    """A workspace with its people by first name."""

    workspace: Workspace
    members: dict[str, Member]
    teams: dict[str, Team]

    def actor(self, name: str = "olga", via: str = "page") -> Actor:
        """The actor of a member, with the rights of this moment."""
        member = self.members[name]
        member.refresh_from_db()
        return actor_of(member, via)

    def client(self, name: str = "olga", *, is_fresh: bool = True) -> Client:
        """A browser in which the member is signed in; if `is_fresh`, since a moment ago."""
        browser = Client()
        browser.force_login(self.members[name].user)
        if is_fresh:
            session = browser.session
            note_proof(session)
            session.save()
        return browser

    @cached_property
    def olga(self) -> Actor:
        return self.actor("olga")

    @property
    def slug(self) -> str:
        return self.workspace.slug


def open_firm(slug: str, people: dict[str, str], teams: dict[str, list[str]]) -> Firm:
    """A workspace with members by role and teams by seats."""
    workspace = Workspace.objects.create(slug=slug, name=slug.title())
    members = {}
    for name, role in people.items():
        user = User.objects.create_user(f"{name}@{slug}.example", "a password of some length")
        user.name = name.title()
        user.save()
        members[name] = Member(workspace=workspace, user=user, name=name.title(), role=role)
        members[name].save()
    seated = {}
    for team_name, names in teams.items():
        seated[team_name] = Team(workspace=workspace, name=team_name.title())
        seated[team_name].save()
        for name in names:
            seat = TeamMember(workspace=workspace, team=seated[team_name], member=members[name])
            seat.save()
    return Firm(workspace, members, seated)


@pytest.fixture
def firm(db: None) -> Firm:
    """The firm that most tests happen in."""
    roles = {
        "olga": "owner",
        "lena": "lead",
        "wim": "member",
        "bea": "member",
        "sam": "support",
        "bodo": "bookkeeping",
    }
    return open_firm("werft", roles, {"web": ["wim"], "beratung": ["bea"]})


@pytest.fixture
def other_firm(db: None) -> Firm:
    """Somebody else's workspace; nothing of it may ever be seen from the first."""
    return open_firm("fremd", {"fremd": "owner"}, {})
