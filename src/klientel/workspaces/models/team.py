"""A team: members who see each other's team records."""

from django.db import models

from klientel.workspaces.models.member import Member
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey


class Team(ScopedModel):
    """A named group of members."""

    name = models.CharField(max_length=80)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "name"], name="team_name_once_per_workspace"
            )
        ]

    def __str__(self) -> str:
        return self.name


class TeamMember(ScopedModel):
    """One member's seat in one team."""

    team = WorkspaceForeignKey(Team, models.CASCADE)
    member = WorkspaceForeignKey(Member, models.CASCADE)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "team", "member"], name="team_member_once")
        ]
