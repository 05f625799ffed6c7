"""Nobody writes a record out of their own sight (decision 10)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from klientel.kit.refused import Refused
from klientel.records.models import RecordGrant
from klientel.records.types import RecordType
from klientel.records.visibility import is_seen
from klientel.workspaces import policy
from klientel.workspaces.actor import Actor

_LOST = "Afterwards you could not see this record any more."


def must_see(actor: Actor, record_type: RecordType, records: Iterable[Any]) -> None:
    """Raise `Refused` for records, before they are written, that the actor could not see then.

    Otherwise what was done would end in a page that says there is nothing.
    """
    if actor.is_system or not actor.member_id:
        return
    alone = [one for one in records if not record_type.follows_account(one)]
    if record_type.inherits and not alone:
        return
    lost = {
        one.pk
        for one in alone
        if not is_seen(
            actor,
            privacy=one.privacy,
            sphere=one.sphere,
            team_id=one.team_id,
            owner_id=one.owner_id,
        )
    }
    if lost:
        # asked of the table: sharing has perhaps just named the actor
        grants = RecordGrant.objects.in_workspace(actor.workspace_id)
        named = grants.filter(member_id=actor.member_id, record_id__in=lost)
        lost -= set(named.values_list("record_id", flat=True))
    if lost:
        raise Refused(_LOST)


def must_reach(actor: Actor, sphere: str) -> None:
    """Raise `Refused` when the actor's role sees nothing of the sphere a record would move to."""
    if not actor.is_system and not policy.reaches(actor.role, sphere):
        raise Refused(_LOST)
