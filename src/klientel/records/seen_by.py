"""For which of some members a record exists: the rule of visibility, asked for several at once."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from klientel.records.models import RecordGrant, RecordRef
from klientel.records.visibility import is_seen
from klientel.workspaces import policy
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Member, TeamMember


def seen_by(ref: RecordRef, members: Collection[UUID]) -> set[UUID]:
    """Those of some members who are active and may know of the record of this spine row.

    Three reads, however many they are; none for nobody. A test compares it with `visible_to`.
    """
    if not members or ref.trashed_at is not None:
        return set()
    workspace_id = ref.workspace_id
    people = Member.objects.in_workspace(workspace_id).filter(pk__in=members, is_active=True)
    roles = dict(people.values_list("pk", "role"))
    teams: dict[UUID, set[UUID]] = {}
    seats = TeamMember.objects.in_workspace(workspace_id).filter(member_id__in=list(roles))
    for member, team in seats.values_list("member_id", "team_id"):
        teams.setdefault(member, set()).add(team)
    # who is named on an account sees what hangs on it
    holders = {ref.pk, ref.account_id} if ref.inherits and ref.account_id else {ref.pk}
    grants = RecordGrant.objects.in_workspace(workspace_id).filter(record_id__in=holders)
    named = set(grants.filter(member_id__in=list(roles)).values_list("member_id", flat=True))
    return {
        pk
        for pk, role in roles.items()
        if ref.type not in policy.unseen(role)
        and (pk in named or _sees(ref, pk, role, frozenset(teams.get(pk, ()))))
    }


def _sees(ref: RecordRef, member: UUID, role: str, teams: frozenset[UUID]) -> bool:
    actor = Actor(workspace_id=ref.workspace_id, member_id=member, role=role, team_ids=teams)
    return is_seen(
        actor,
        privacy=ref.privacy,
        sphere=ref.sphere,
        team_id=ref.team_id,
        owner_id=ref.owner_id,
    )
