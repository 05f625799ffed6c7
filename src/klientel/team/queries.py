"""Named questions about people: who belongs where, who is signed in where, who is in which team."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session

from klientel.kit import clock
from klientel.team.factors import guarded_users
from klientel.team.models import ApiToken
from klientel.team.reset_links import INVITATION_LIFE
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Absence, Member, Team, TeamMember, User, Workspace

#: tokens of a firm that its owner sees at once; those that ended long ago are deleted
MOST_LISTED = 500


def memberships_of(user: User) -> list[Member]:
    """The workspaces somebody is active in, as members, by the workspace's name."""
    mine = Member.objects.for_system("sign-in: the workspaces of one user").filter(
        user_id=user.pk, is_active=True
    )
    return list(mine.select_related("workspace", "user").order_by("workspace__name"))


def tokens_of(actor: Actor) -> list[ApiToken]:
    """The tokens that an actor may know of, the newest first: their own, or everybody's."""
    rows = ApiToken.objects.visible_to(actor).select_related("member")
    if not actor.may("token.manage"):
        rows = rows.filter(member_id=actor.member_id)
    return list(rows.order_by("-created_at")[:MOST_LISTED])


def strict_workspaces(user: User) -> list[str]:
    """The names of the workspaces that somebody cannot enter without a second factor."""
    seats = memberships_of(user)
    return [seat.workspace.name for seat in seats if seat.workspace.requires_second_factor]


def invitations_of(user: User) -> list[Member]:
    """The workspaces that asked somebody to join, as members to be, by the workspace's name.

    Each asks for as long as a link to choose a password is good; then it has to ask anew.
    """
    asked = Member.objects.for_system("sign-in: the workspaces that one user is invited to").filter(
        user_id=user.pk, is_invited=True, invited_at__gt=clock.now() - INVITATION_LIFE
    )
    return list(asked.select_related("workspace", "user").order_by("workspace__name"))


@dataclass(frozen=True)
class OpenSession:
    """One browser in which somebody is signed in."""

    id: int
    address: str
    browser: str
    system: str
    is_phone: bool
    began_at: datetime
    seen_at: datetime
    is_current: bool


def open_sessions(user: User, current_key: str | None) -> list[OpenSession]:
    """The living sessions of a user, the present one first, then by last use."""
    rows = {row.session_key: row for row in UserSession.objects.filter(user_id=user.pk)}
    live = Session.objects.filter(session_key__in=list(rows), expire_date__gt=clock.now())
    found = []
    for key, expires in live.values_list("session_key", "expire_date"):
        row = rows[key]
        browser, system, is_phone = _device(row.user_agent)
        # Every renewal moves the end on, so the end tells when the session was last used.
        seen_at = max(expires - settings.SESSION_IDLE, row.created_at)
        found.append(
            OpenSession(
                row.pk, row.ip, browser, system, is_phone, row.created_at, seen_at,
                is_current=key == current_key,
            )
        )  # fmt: skip
    found.sort(key=lambda one: (not one.is_current, -one.seen_at.timestamp()))
    return found


def _device(agent: str) -> tuple[str, str, bool]:
    """Browser, system and whether it is a phone, from what the browser says of itself."""
    browsers = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"))
    systems = (
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
        ("Mac OS", "macOS"), ("Linux", "Linux"),
    )  # fmt: skip
    browser = next((name for mark, name in browsers if mark in agent), "")
    if not browser and "Safari/" in agent:
        browser = "Safari"
    system = next((name for mark, name in systems if mark in agent), "")
    return browser, system, system in ("iPhone", "Android")


@dataclass
class Person:
    """A member as the settings page shows them."""

    member: Member
    email: str
    teams: list[str] = field(default_factory=list)
    seen_at: datetime | None = None
    is_expected: bool = False
    has_second_factor: bool = False
    invited_until: datetime | None = None


def people(actor: Actor) -> list[Person]:
    """All members of the actor's workspace, active ones first, with teams and last sign-in."""
    rows = Member.objects.visible_to(actor).select_related("user").order_by("-is_active", "name")
    members = list(rows)
    guarded = guarded_users(member.user_id for member in members)
    seats = TeamMember.objects.visible_to(actor).filter(team__is_active=True)
    teams: dict[UUID, list[str]] = defaultdict(list)
    for member_id, name in seats.order_by("team__name").values_list("member_id", "team__name"):
        teams[member_id].append(name)
    found = []
    for member in members:
        email, seated = member.user.email, teams[member.pk]
        is_guarded = member.user_id in guarded and not is_expected(member)
        found.append(
            Person(
                member,
                email,
                seated,
                member.signed_in_at,
                is_expected(member),
                is_guarded,
                invited_until(member),
            )
        )
    return found


def is_expected(member: Member) -> bool:
    """Whether somebody was invited and has not come yet.

    It reads the same for who has to choose a password and for who has to agree: whether an address
    has a login already is nobody's business but its owner's.
    """
    return member.is_invited or (member.is_active and not member.user.has_usable_password())


def invited_until(member: Member) -> datetime | None:
    """Until when an invitation can be accepted; None for who was not invited."""
    if not is_expected(member) or member.invited_at is None:
        return None
    return member.invited_at + INVITATION_LIFE


def teams_with_people(actor: Actor) -> list[tuple[Team, list[Member]]]:
    """The active teams with their members, by name."""
    teams = list(Team.objects.visible_to(actor).filter(is_active=True).order_by("name"))
    seats = TeamMember.objects.visible_to(actor).select_related("member").order_by("member__name")
    by_team: dict[UUID, list[Member]] = defaultdict(list)
    for seat in seats:
        by_team[seat.team_id].append(seat.member)
    return [(team, by_team[team.pk]) for team in teams]


def active_owners(workspace: Workspace) -> int:
    """How many people can still do everything."""
    owners = Member.objects.in_workspace(workspace.pk).filter(role="owner", is_active=True)
    return owners.count()


def member_names(actor: Actor) -> dict[UUID, str]:
    """The names of all members, for sentences of the log."""
    return dict(Member.objects.visible_to(actor).values_list("id", "name"))


def absences(actor: Actor, today: date) -> list[Absence]:
    """The absences of the workspace that have not ended, with their people, by their days."""
    rows = Absence.objects.visible_to(actor).filter(until_on__gte=today)
    return list(rows.select_related("member", "deputy").order_by("from_on", "pk")[:200])
