"""Deciding who may see a record: everyone, a team, or people by name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from klientel.kit.refused import Refused
from klientel.records.actions.catalogue import found
from klientel.records.actions.change import write_changes
from klientel.records.actions.together import written_together
from klientel.records.models import RecordGrant
from klientel.records.types import record_types
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Member, Team
from klientel.workspaces.policy import Privacy


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
    kind = record_types.get(type_name)
    actor.must(kind.permission("share"))
    if privacy not in Privacy.values or kind.inherits:
        raise Refused("Who may see this is decided on its account.", "privacy")
    named = set(member_ids)

    def work() -> Any:
        record = found(actor, kind, target)
        members = _members(actor, named, privacy)
        if (team_id or privacy == Privacy.TEAM) and not _is_team(actor, team_id):
            raise Refused("Choose one of the firm's teams.", "team")
        record.privacy = privacy
        record.team_id = team_id or record.team_id
        _name(actor, record, members)
        facts = {
            "privacy": privacy,
            "team": str(team_id) if team_id else None,
            "members": sorted(map(str, members)),
        }
        write_changes(
            actor,
            kind,
            [(record, {})],
            verb="record.shared",
            facts=facts,
            columns={"privacy", "team_id"},
        )
        return record

    return written_together(work)


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
    mine = Member.objects.in_workspace(actor.workspace_id).filter(pk__in=wanted, is_active=True)
    known = set(mine.values_list("pk", flat=True))
    if known != wanted:
        raise Refused("One of these people is not in this workspace.", "members")
    return known


def _is_team(actor: Actor, team_id: UUID | None) -> bool:
    teams = Team.objects.in_workspace(actor.workspace_id).filter(is_active=True)
    return team_id is not None and teams.filter(pk=team_id).exists()
