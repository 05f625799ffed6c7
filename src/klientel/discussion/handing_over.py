"""Comments that wait for somebody who leaves are given to whoever takes over."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from klientel.discussion.actions.assigning import put_assignee
from klientel.discussion.actions.comment import must_see
from klientel.discussion.actions.speaking import WRITE, held_comment
from klientel.discussion.models import Comment
from klientel.kit.refused import Refused
from klientel.records.models import RecordRef
from klientel.team.handover import PIECE, HandOver, add
from klientel.workspaces.actor import Actor


def _waiting(actor: Actor, member: UUID) -> Any:
    seen = RecordRef.objects.visible_to(actor)
    rows = Comment.objects.in_workspace(actor.workspace_id).filter(trashed_at=None)
    return rows.filter(assignee_id=member, resolved_at=None, record_id__in=seen.values("pk"))


def _move(actor: Actor, member: UUID, to: UUID, batch: UUID, stays: set[UUID]) -> int:
    """Give a piece of them to somebody else; what they may not see stays where it is."""
    actor.must(WRITE)
    left = _waiting(actor, member).exclude(pk__in=stays).order_by("pk")
    some = list(left.values_list("pk", flat=True)[:PIECE])
    for key in some:
        try:
            with transaction.atomic():
                _give(actor, key, member, to, batch)
        except Refused:
            stays.add(key)
    return len(some)


def _give(actor: Actor, key: UUID, member: UUID, to: UUID, batch: UUID) -> None:
    comment, record = held_comment(actor, key)
    if comment.assignee_id == member and comment.resolved_at is None:
        must_see(actor, comment.record_id, to)
        put_assignee(actor, comment, record, to, batch=batch)


def introduce() -> None:
    """Say that they are handed over."""
    add(
        HandOver(
            "comments",
            _("Comments that wait for them"),
            lambda actor, member: int(_waiting(actor, member).count()),
            _move,
        )
    )
