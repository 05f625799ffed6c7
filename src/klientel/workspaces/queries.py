"""Named questions about workspaces and their members."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from klientel.kit import clock
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Absence, Member, Team, TeamMember, Workspace
from klientel.workspaces.policy import Role

#: how many owners are named to who needs one
_ASKED = 3
#: asked with a member, answers whether any grant names them; the room `records` sets it
grants_of: list = []


def rights_of(member: Member) -> tuple[frozenset[UUID], bool]:
    """A member's team ids, and whether any record was granted to them by name."""
    seats = TeamMember.objects.in_workspace(member.workspace_id).filter(member_id=member.pk)
    teams = frozenset(seats.values_list("team_id", flat=True))
    return teams, any(asked(member) for asked in grants_of)


def actor_of(member: Member, via: str = "page") -> Actor:
    """The actor for a member with the rights of this moment, coming through the door `via`."""
    team_ids, has_grants = rights_of(member)
    return Actor(
        workspace_id=member.workspace_id,
        member_id=member.pk,
        user_id=member.user_id,
        name=member.name,
        role=member.role,
        team_ids=team_ids,
        has_grants=has_grants,
        auth_version=member.auth_version,
        via=via,
    )


@dataclass(frozen=True)
class Away:
    """One absence: the first and the last day, and who stands in, if anybody does."""

    member_id: UUID
    from_on: date
    until_on: date
    deputy_id: UUID | None

    def covers(self, day: date) -> bool:
        """Whether the member is away on a day."""
        return self.from_on <= day <= self.until_on


@dataclass(frozen=True)
class Directory:
    """A workspace's people and teams by id, small enough to keep in memory.

    `away` holds absences that have not ended.
    """

    members: dict[UUID | None, str]
    active: frozenset[UUID]
    teams: dict[UUID | None, str]
    away: tuple[Away, ...] = ()
    #: hours a week of those who do not work as many as is usual in the firm
    hours: Mapping[UUID, Decimal] = field(default_factory=dict)

    @cached_property
    def by_text(self) -> dict[str, str]:
        """The names of the members by the text of their ids, which is what JSON holds."""
        return {str(key): name for key, name in self.members.items() if key}

    def absence(self, member_id: UUID | None, day: date) -> Away | None:
        """The absence of a member on a day, if they are away then."""
        mine = (one for one in self.away if one.member_id == member_id and one.covers(day))
        return next(mine, None)

    def represented(self, member_id: UUID, day: date) -> list[UUID]:
        """Those whom a member stands in for on a day."""
        return [
            one.member_id for one in self.away if one.deputy_id == member_id and one.covers(day)
        ]


_directories: dict[UUID, tuple[int, Directory]] = {}


def owners_of(workspace: Workspace) -> list[str]:
    """The names of a few who own the workspace: whom to ask for what a role does not allow."""
    owners = Member.objects.in_workspace(workspace.pk).filter(is_active=True, role=Role.OWNER)
    return list(owners.order_by("name").values_list("name", flat=True)[:_ASKED])


def directory(workspace: Workspace) -> Directory:
    """The people and teams of a workspace, cached in the process by its directory version."""
    cached = _directories.get(workspace.pk)
    if cached and cached[0] == workspace.directory_version:
        return cached[1]
    members = list(Member.objects.in_workspace(workspace.pk).order_by("name"))
    teams = Team.objects.in_workspace(workspace.pk).filter(is_active=True).order_by("name")
    fresh = Directory(
        members={member.pk: member.name for member in members},
        active=frozenset(member.pk for member in members if member.is_active),
        teams={team.pk: team.name for team in teams},
        away=_away(workspace),
        hours={one.pk: one.weekly_hours for one in members if one.weekly_hours is not None},
    )
    _directories[workspace.pk] = (workspace.directory_version, fresh)
    return fresh


def _away(workspace: Workspace) -> tuple[Away, ...]:
    # a day more than in UTC: somewhere it is still yesterday
    since = clock.today("UTC") - timedelta(days=1)
    rows = Absence.objects.in_workspace(workspace.pk).filter(until_on__gte=since)
    columns = ("member_id", "from_on", "until_on", "deputy_id")
    return tuple(Away(*row) for row in rows.order_by("from_on", "pk").values_list(*columns))
