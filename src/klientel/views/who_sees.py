"""Who sees a record, in sentences: worked out from the rule that lists and pages ask themselves."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from klientel.records import visibility
from klientel.records.fields.base import Reading
from klientel.records.types import RecordType
from klientel.workspaces import policy
from klientel.workspaces.policy import Privacy, Reach, Role


def who_sees(
    reading: Reading,
    record_type: RecordType,
    *,
    privacy: str,
    sphere: str,
    team: str,
    people: Iterable[UUID | None] = (),
) -> list[str]:
    """Every role by how far it sees such a record, and the people who see it whatever their role.

    `team` is the name of the record's team, empty for none.
    """
    far: dict[Reach, list[str]] = {Reach.ALL: [], Reach.TEAM: [], Reach.NONE: []}
    for role in Role:
        far[_reach(record_type, role, privacy, sphere, team)].append(str(role.label))
    members = reading.directory.members
    names = sorted({members[one] for one in people if one in members})
    lines = [
        (_("Everyone with the role: {roles}"), ", ".join(far[Reach.ALL])),
        (_("Only in the team {team}: {roles}"), ", ".join(far[Reach.TEAM])),
        (_("By name: {roles}"), ", ".join(names)),
        (_("Not: {roles}"), ", ".join(far[Reach.NONE])),
    ]
    return [text.format(roles=listed, team=team) for text, listed in lines if listed]


def _reach(record_type: RecordType, role: str, privacy: str, sphere: str, team: str) -> Reach:
    if not policy.holds(role, record_type.permission("view")):
        return Reach.NONE
    far = visibility.reach(role, privacy, sphere)
    if far == Reach.TEAM and not team:
        # of no team: open to everyone, or, where only a team should see it, to nobody
        return Reach.ALL if privacy == Privacy.EVERYONE else Reach.NONE
    return far
