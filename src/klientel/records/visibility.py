"""Which records exist for an actor: one definition for all types.

It reads columns of the row itself (owner, team, privacy, sphere) and the grants by name:

* a firm's owner sees everything in the workspace; a lead everything but what is for named people;
* others see what is open to everyone in the spheres their role reaches, what belongs to one of
  their teams, what they answer for, and what was granted to them by name;
* an outsider sees nothing here: the portal has its own doors.

A type that hangs under another (`hanging`) is seen when the record above is; one that may stand
without it (a task) is then seen by its own columns. A type whose `view` permission a
role lacks does not exist for it anywhere: lists, search, links, trash and live stream ask here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from klientel.workspaces import policy
from klientel.workspaces.policy import Privacy, Reach, Role

if TYPE_CHECKING:
    from klientel.records.hanging import Under
    from klientel.workspaces.actor import Actor


def visible_rows(actor: Actor, model: Any) -> Q | None:
    """The condition on a model's rows; None when the actor sees all of the workspace."""
    if actor.is_system:
        return None
    if actor.kind == "outsider" or not actor.member_id:
        return Q(pk__in=())
    refused = policy.unseen(actor.role)
    lent = actor.lent.types if actor.lent else frozenset()
    named = getattr(model, "record_type", None)
    if named in refused or (named and lent and named not in lent):
        return Q(pk__in=())
    under = getattr(model, "hangs_under", None)
    if under is not None:
        return _seen_with_what_is_above(actor, model, under)
    is_spine = not hasattr(model, "record_type")
    seen = None if actor.role == Role.OWNER else _seen_by_columns(actor, is_spine=is_spine)
    if is_spine and (refused or lent):
        of_types = Q(type__in=sorted(lent - refused)) if lent else ~Q(type__in=sorted(refused))
        return of_types & (seen or Q())
    return seen


def _seen_with_what_is_above(actor: Actor, model: Any, under: Under) -> Q:
    """The condition on rows that hang under others: what is in the trash takes them along."""
    spine = apps.get_model("records", "RecordRef").objects.in_workspace(actor.workspace_id)
    may_stand_alone = model._meta.get_field(under.by).null
    alone = Q(**{f"{under.by}__isnull": True})
    if actor.role == Role.OWNER:
        # few lie in the trash: leaving those out costs less than looking at what is above each row
        gone = spine.filter(type=under.type, trashed_at__isnull=False).values("pk")
        left = ~Q(**{f"{under.by}__in": gone})
        return left | alone if may_stand_alone else left
    above = spine.filter(pk=OuterRef(under.by), trashed_at__isnull=True)
    hanging = Q(Exists(above.filter(_seen_by_columns(actor))))
    return hanging | alone & _seen_by_columns(actor) if may_stand_alone else hanging


def reach(role: str, privacy: str, sphere: str) -> Reach:
    """How far a role sees records of this privacy and sphere.

    Whoever answers for a record, or is named on it, sees it besides.
    """
    if role == Role.OWNER:
        return Reach.ALL
    if privacy == Privacy.NAMED:
        return Reach.NONE
    if role == Role.LEAD:
        return Reach.ALL
    far = policy.spheres(role).get(sphere, Reach.ALL)
    return Reach.TEAM if far == Reach.ALL and privacy == Privacy.TEAM else far


def is_seen(
    actor: Actor, *, privacy: str, sphere: str, team_id: UUID | None, owner_id: UUID | None
) -> bool:
    """The rule of `visible_rows` for the columns of one record, without the grants by name."""
    far = reach(actor.role, privacy, sphere)
    if far == Reach.ALL or owner_id == actor.member_id:
        return True
    if far == Reach.NONE:
        return False
    return team_id in actor.team_ids if team_id else privacy == Privacy.EVERYONE


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
