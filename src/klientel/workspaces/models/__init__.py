"""The nouns of the room: who works here, in which firm, in which team."""

from klientel.workspaces.models.absence import Absence
from klientel.workspaces.models.member import Member
from klientel.workspaces.models.team import Team, TeamMember
from klientel.workspaces.models.user import User
from klientel.workspaces.models.workspace import Workspace

__all__ = ["Absence", "Member", "Team", "TeamMember", "User", "Workspace"]
