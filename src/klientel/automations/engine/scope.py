"""Which records a rule is for: all of them, or those of a team.

A record is a team's that names the team; one that names none is that of the teams of who is in
charge of it. What belongs to an account that decides who sees it is of the account's team.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_noop

from klientel.automations.engine.index import InForce
from klientel.kit.refused import Refused
from klientel.records.models import RecordRef
from klientel.workspaces.models import TeamMember

NOT_OF_TEAM = gettext_noop("The rule “{name}” is only for records of its team.")


def of_team(workspace_id: UUID, team_id: UUID, ids: Collection[UUID]) -> set[UUID]:
    """Those of some records that are of a team; one read of the spine."""
    rows = _all_of_team(workspace_id, team_id).filter(pk__in=list(ids))
    return set(rows.values_list("pk", flat=True))


def covered(workspace_id: UUID, rule: InForce) -> Q:
    """What holds for the records of any type that a rule is for: asked by the database, before
    anything is counted.
    """
    if rule.team_id is None:
        return Q()
    return Q(pk__in=_all_of_team(workspace_id, rule.team_id).values("pk"))


def _all_of_team(workspace_id: UUID, team_id: UUID) -> Any:
    seats = TeamMember.objects.in_workspace(workspace_id).filter(team_id=team_id)
    theirs = Q(team_id__isnull=True, owner_id__in=seats.values("member_id"))
    return RecordRef.objects.in_workspace(workspace_id).filter(Q(team_id=team_id) | theirs)


class Scopes:
    """Whether rules are for records, read once for many of both."""

    def __init__(self, workspace_id: UUID, pairs: Iterable[tuple[InForce, UUID | None]]) -> None:
        wanted: dict[UUID, set[UUID]] = {}
        for rule, record_id in pairs:
            if rule.team_id is not None and record_id is not None:
                wanted.setdefault(rule.team_id, set()).add(record_id)
        self._known = {team: of_team(workspace_id, team, ids) for team, ids in wanted.items()}

    def cover(self, rule: InForce, record_id: UUID | None) -> bool:
        """Whether a rule is for a record; one about none is for its occasion."""
        if rule.team_id is None or record_id is None:
            return True
        return record_id in self._known.get(rule.team_id, ())


def must_cover(workspace_id: UUID, rule: InForce, ids: Collection[UUID]) -> None:
    """Raise `Refused` where a rule is not for one of some records."""
    scopes = Scopes(workspace_id, ((rule, pk) for pk in ids))
    if not all(scopes.cover(rule, pk) for pk in ids):
        raise Refused(NOT_OF_TEAM, name=rule.name)
