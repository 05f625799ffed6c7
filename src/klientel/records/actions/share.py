"""Deciding who may see a record: everyone, a team, or people by name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from klientel.kit.refused import NotFound, Refused
from klientel.records.actions.catalogue import found
from klientel.records.actions.change import write_changes
from klientel.records.actions.together import written_together
from klientel.records.models import RecordGrant
from klientel.records.types import RecordType, record_types
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Member, Team
from klientel.workspaces.policy import Privacy

if TYPE_CHECKING:
    from klientel.events.models import Event

#: privacy, the team's id and the members named
Sight = tuple[str, UUID | None, set[UUID]]


def share(
    actor: Actor,
    type_name: str,
    target: Any,
    *,
    privacy: str,
    team_id: UUID | None = None,
    member_ids: Iterable[UUID] = (),
) -> Any:
    """Set who may see a record. `named` keeps the owner, the actor and the members given.

    Raises `Forbidden`, `NotFound`, or `Refused` for a team or member of elsewhere.
    """
    record_type = record_types.get(type_name)
    actor.must(record_type.permission("share"))
    if privacy not in Privacy.values:
        raise Refused("Who may see this is decided on its account.", "privacy")
    named = set(member_ids)

    def work() -> Any:
        record = found(actor, record_type, target)
        if record_type.follows_account(record):
            raise Refused("Who may see this is decided on its account.", "privacy")
        members = _members(actor, named, privacy)
        if (team_id or privacy == Privacy.TEAM) and not _is_team(actor, team_id):
            raise Refused("Choose one of the firm's teams.", "team")
        _put(actor, record_type, record, (privacy, team_id or record.team_id, members))
        return record

    return written_together(work)


def share_back(actor: Actor, event: Event, batch: UUID) -> None:
    """Let those see a record who saw it before; people and teams that have left stay away.

    Raises `Forbidden`, `NotFound`, or `Refused` when nothing of what it was is left.
    """
    if "changes" not in event.facts:
        raise NotFound()
    record_type = record_types.get(event.record_type)
    actor.must(record_type.permission("share"))
    record = found(actor, record_type, event.record_id)
    before = {name: was for name, (was, _now) in event.facts["changes"].items()}
    privacy = before.get("privacy", record.privacy)
    team = UUID(before["team"]) if before.get("team") else None
    if "team" not in before:
        team = record.team_id
    named = map(UUID, before["members"]) if "members" in before else _named(actor, record)
    members = _active(actor, named)
    if privacy == Privacy.TEAM and not _is_team(actor, team):
        raise Refused("Choose one of the firm's teams.", "team")
    if privacy == Privacy.NAMED and actor.member_id:
        members.add(actor.member_id)
    _put(actor, record_type, record, (privacy, team, members), batch)


def _put(
    actor: Actor, record_type: RecordType, record: Any, wanted: Sight, batch: UUID | None = None
) -> None:
    """Write who may see a record, and tell the log what it was before."""
    then = _told((record.privacy, record.team_id, _named(actor, record)))
    now = _told(wanted)
    changes = {name: [then[name], now[name]] for name in now if then[name] != now[name]}
    record.privacy, record.team_id, members = wanted
    _name(actor, record, members)
    write_changes(
        actor,
        record_type,
        [(record, {})],
        batch=batch,
        verb="record.shared",
        facts={"changes": changes},
        columns={"privacy", "team_id"},
    )


def _told(sight: Sight) -> dict[str, Any]:
    privacy, team_id, members = sight
    return {
        "privacy": privacy,
        "team": str(team_id) if team_id else None,
        "members": sorted(map(str, members)),
    }


def _named(actor: Actor, record: Any) -> set[UUID]:
    grants = RecordGrant.objects.in_workspace(actor.workspace_id).filter(record_id=record.pk)
    return set(grants.values_list("member_id", flat=True))


def _name(actor: Actor, record: Any, members: set[UUID]) -> None:
    """Let exactly these members be named; whose rights changed, act on the new ones at once."""
    grants = RecordGrant.objects.in_workspace(actor.workspace_id).filter(record_id=record.pk)
    changed = {*grants.values_list("member_id", flat=True)} ^ members
    grants.exclude(member_id__in=members).delete()
    RecordGrant.objects.bulk_create(
        [
            RecordGrant(workspace_id=actor.workspace_id, record_id=record.pk, member_id=member)
            for member in members
        ],
        ignore_conflicts=True,
    )
    for member in Member.objects.in_workspace(actor.workspace_id).filter(pk__in=changed):
        member.revoke_caches()


def _members(actor: Actor, member_ids: Iterable[UUID], privacy: str) -> set[UUID]:
    wanted = set(member_ids)
    if privacy == Privacy.NAMED and actor.member_id:
        # nobody locks themselves out with a wrong click
        wanted.add(actor.member_id)
    known = _active(actor, wanted)
    if known != wanted:
        raise Refused("One of these people is not in this workspace.", "members")
    return known


def _active(actor: Actor, member_ids: Iterable[UUID]) -> set[UUID]:
    mine = Member.objects.in_workspace(actor.workspace_id)
    return set(mine.filter(pk__in=set(member_ids), is_active=True).values_list("pk", flat=True))


def _is_team(actor: Actor, team_id: UUID | None) -> bool:
    teams = Team.objects.in_workspace(actor.workspace_id).filter(is_active=True)
    return team_id is not None and teams.filter(pk=team_id).exists()
