"""Telling those whom a comment names: only those who may see what it is about."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from klientel.discussion.mentions import MOST, Named, named_in
from klientel.discussion.models import Comment, Mention
from klientel.kit import clock
from klientel.kit.refused import Refused
from klientel.records.actions.share import share
from klientel.records.models import RecordGrant, RecordRef
from klientel.records.seen_by import seen_by
from klientel.records.types import record_types
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Member, Team, TeamMember


def check_names(actor: Actor, text: str, former: str = "") -> None:
    """Raise `Refused` for a text that names what the actor does not know of, or too much.

    What a `former` wording names already may stay: people leave, and records are shut.
    """
    named = set(named_in(text))
    if len(named) > MOST:
        raise Refused("At most {max} people and records can be named.", "text", max=MOST)
    fresh = named - set(named_in(former))
    known = _known(actor, fresh)
    if fresh - known:
        raise Refused("Somebody or something that is named here does not exist.", "text")


def _known(actor: Actor, named: Collection[Named]) -> set[Named]:
    found: set[Named] = set()
    workspace = actor.workspace_id
    for kind, rows in (
        ("member", Member.objects.in_workspace(workspace).filter(is_active=True)),
        ("team", Team.objects.in_workspace(workspace).filter(is_active=True)),
        ("record", RecordRef.objects.visible_to(actor)),
    ):
        keys = [one.key for one in named if one.kind == kind]
        if keys:
            there = rows.filter(pk__in=keys).values_list("pk", flat=True)
            found |= {Named(kind, key) for key in there}
    return found


def told_of(actor: Actor, text: str) -> dict[UUID, UUID | None]:
    """The members that a text names, each with the team that it names them by; not its author."""
    named = named_in(text)
    teams = [one.key for one in named if one.kind == "team"]
    people: dict[UUID, UUID | None] = {one.key: None for one in named if one.kind == "member"}
    if teams:
        seats = TeamMember.objects.in_workspace(actor.workspace_id).filter(
            team_id__in=teams, member__is_active=True
        )
        for member, team in seats.values_list("member_id", "team_id"):
            people.setdefault(member, team)
    return {key: team for key, team in people.items() if key != actor.member_id}


def unaware(actor: Actor, record_id: UUID, text: str) -> list[UUID]:
    """The members that a text names by themselves who may not see the record it is about."""
    named = {key for key, team in told_of(actor, text).items() if team is None}
    ref = RecordRef.objects.visible_to(actor).filter(pk=record_id).first()
    return sorted(named - seen_by(ref, named)) if ref is not None else []


def tell_named(actor: Actor, comment: Comment) -> None:
    """Note whom a comment names, so that they hear of it; safe to repeat.

    Who may not see the record hears nothing, and who is no longer named need not look.
    """
    people = told_of(actor, comment.body)
    rows = Mention.objects.in_workspace(actor.workspace_id).filter(comment_id=comment.pk)
    rows.filter(seen_at=None).exclude(member_id__in=list(people)).delete()
    if not people:
        return
    ref = RecordRef.objects.in_workspace(actor.workspace_id).get(pk=comment.record_id)
    now = clock.now()
    mentions = [
        Mention(
            workspace_id=actor.workspace_id,
            record_id=comment.record_id,
            comment_id=comment.pk,
            member_id=member,
            team_id=people[member],
            told_at=now,
        )
        for member in sorted(seen_by(ref, list(people)))
    ]
    Mention.objects.bulk_create(mentions, ignore_conflicts=True)


def may_let_see(actor: Actor, record: Any) -> bool:
    """Whether the actor may name people on a record; what hangs on an account cannot be shared."""
    type_ = record_types.of(record)
    return actor.may(type_.permission("share")) and not type_.follows_account(record)


def let_see(actor: Actor, record: Any, members: Collection[UUID]) -> None:
    """Let members see a record beside those who do; raises `Forbidden` and what `share` raises."""
    grants = RecordGrant.objects.in_workspace(actor.workspace_id).filter(
        record_id=record.pk, member__is_active=True
    )
    named = set(grants.values_list("member_id", flat=True))
    share(
        actor,
        record_types.of(record).name,
        record.pk,
        privacy=record.privacy,
        team_id=record.team_id,
        member_ids=named | set(members),
    )
