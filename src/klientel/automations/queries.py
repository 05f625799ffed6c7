"""Named questions about rules."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q

from klientel.automations.models import Rule
from klientel.automations.policy import MANAGE
from klientel.kit import cursors
from klientel.kit.paging import Page
from klientel.workspaces.actor import Actor

#: rules on one page of their list
PAGE = 50


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


def page_of_rules(actor: Actor, after: str = "") -> Page[Rule]:
    """Some of the rules that an actor finds, those that are on first, behind a cursor."""
    rows = rules_found_by(actor).select_related("team")
    if after:
        rows = rows.filter(_behind(after))
    found = list(rows.order_by("-is_on", "name", "pk")[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    place = cursors.encode((last.is_on, last.name, last.pk)) if last is not None else None
    return Page(found[:PAGE], place)


def _behind(after: str) -> Q:
    match cursors.decode(after):
        case (bool() as is_on, str() as name, UUID() as pk):
            behind = Q(is_on=is_on, name__gt=name) | Q(is_on=is_on, name=name, pk__gt=pk)
            return behind | Q(is_on=False) if is_on else behind
    raise cursors.BadCursor


def rules_in_force(workspace_id: Any) -> Any:
    """The rules of a firm that start when something happens."""
    rows = Rule.objects.in_workspace(workspace_id)
    return rows.filter(is_on=True, paused_at__isnull=True, deleted_at__isnull=True)
