"""Named questions about rules."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from klientel.automations.models import Rule
from klientel.automations.policy import MANAGE
from klientel.workspaces.actor import Actor


def rules_found_by(actor: Actor) -> Any:
    """The rules that an actor finds: who may write them all, others those that concern them.

    These are the ones for everyone or for a team of theirs, and those they answer for.
    """
    rows = Rule.objects.visible_to(actor).filter(deleted_at__isnull=True)
    if actor.may(MANAGE):
        return rows
    return rows.filter(
        Q(audience=Rule.Audience.EVERYONE)
        | Q(audience=Rule.Audience.TEAM, team_id__in=actor.team_ids)
        | Q(member_id=actor.member_id)
        | Q(acts_as_id=actor.member_id)
    )


def rules_in_force(workspace_id: Any) -> Any:
    """The rules of a firm that start when something happens."""
    rows = Rule.objects.in_workspace(workspace_id)
    return rows.filter(is_on=True, paused_at__isnull=True, deleted_at__isnull=True)
