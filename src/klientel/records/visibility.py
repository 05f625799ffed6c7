"""Which records exist for an actor: one definition for all types.

It reads columns of the row itself (owner, team, privacy, sphere) and the grants by name:

* a firm's owner sees everything in the workspace; a lead everything but what is for named people;
* others see what is open to everyone in the spheres their role reaches, what belongs to one of
  their teams, what they answer for, and what was granted to them by name;
* an outsider sees nothing here: the portal has its own doors.

A type that inherits (interactions) is seen when its account is. A type whose `view` permission a
role lacks does not exist for it anywhere: lists, search, links, trash and live stream ask here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from klientel.workspaces import policy
from klientel.workspaces.policy import Privacy, Reach, Role

if TYPE_CHECKING:
    from klientel.workspaces.actor import Actor


def visible_rows(actor: Actor, model: Any) -> Q | None:
    """The condition on a model's rows; None when the actor sees all of the workspace."""
    if actor.is_system:
        return None
    if actor.kind == "outsider" or not actor.member_id:
        return Q(pk__in=())
    refused = policy.unseen(actor.role)
    if getattr(model, "record_type", None) in refused:
        return Q(pk__in=())
    through = getattr(model, "inherits_from", None)
    if through is None:
        is_spine = not hasattr(model, "record_type")
        seen = None if actor.role == Role.OWNER else _seen_by_columns(actor, is_spine=is_spine)
        if is_spine and refused:
            return ~Q(type__in=sorted(refused)) & (seen or Q())
        return seen
    # what hangs on an account in the trash is gone with it
    parents = apps.get_model("records", "RecordRef").objects.in_workspace(actor.workspace_id)
    parents = parents.filter(pk=OuterRef(through), trashed_at__isnull=True)
    if actor.role != Role.OWNER:
        parents = parents.filter(_seen_by_columns(actor))
    return Q(Exists(parents))


def _seen_by_columns(actor: Actor, *, is_spine: bool = False) -> Q:
    seen = _open_to_role(actor) | Q(owner_id=actor.member_id)
    if actor.team_ids:
        within = Q(privacy=Privacy.TEAM, team_id__in=sorted(actor.team_ids))
        unreached = [
            name for name, reach in policy.spheres(actor.role).items() if reach == Reach.NONE
        ]
        seen |= within & ~Q(sphere__in=unreached) if unreached else within
    if actor.has_grants:
        grants = apps.get_model("records", "RecordGrant").objects.in_workspace(actor.workspace_id)
        named = grants.filter(member_id=actor.member_id).values("record_id")
        seen |= Q(pk__in=named)
        if is_spine:
            # who is named on an account sees what hangs on it
            seen |= Q(inherits=True, account_id__in=named)
    return seen


def _open_to_role(actor: Actor) -> Q:
    if actor.role == Role.LEAD:
        return ~Q(privacy=Privacy.NAMED)
    everyone = Q(privacy=Privacy.EVERYONE)
    reaches = policy.spheres(actor.role)
    hidden = [name for name, reach in reaches.items() if reach == Reach.NONE]
    team_only = [name for name, reach in reaches.items() if reach == Reach.TEAM]
    if hidden:
        everyone &= ~Q(sphere__in=hidden)
    if team_only:
        ours = Q(team_id__isnull=True) | Q(team_id__in=sorted(actor.team_ids))
        everyone &= ~Q(sphere__in=team_only) | ours
    return everyone
