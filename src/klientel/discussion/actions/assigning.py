"""Asking somebody to look after a comment, and saying that it is done."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from klientel.discussion.actions.comment import must_see
from klientel.discussion.actions.speaking import COMMENT, WRITE, held_comment, told
from klientel.discussion.models import Comment
from klientel.kit import clock
from klientel.kit.ids import id_needed
from klientel.kit.refused import Refused
from klientel.records.actions.catalogue import action
from klientel.records.fields import MemberField
from klientel.workspaces.actor import Actor


@action(
    "comment.assign",
    label=_("Assign"),
    permission=WRITE,
    on="",
    icon="user",
    inputs=(COMMENT, MemberField(name="assignee", label=_("Assign to"))),
)
def assign(actor: Actor, *, comment: str, assignee: UUID | None) -> Comment:
    """Ask a member to look after a comment, or nobody any more; it is open then.

    Raises `Refused` for somebody who may not see the record.
    """
    one, record = held_comment(actor, id_needed(comment))
    if assignee is not None and assignee != one.assignee_id:
        must_see(actor, one.record_id, assignee)
    if assignee == one.assignee_id and one.resolved_at is None:
        return one
    return put_assignee(actor, one, record, assignee)


def put_assignee(
    actor: Actor,
    comment: Comment,
    record: Any,
    assignee: UUID | None,
    *,
    batch: UUID | None = None,
    resolved: bool = False,
) -> Comment:
    """Write who looks after a comment and tell of it."""
    facts = {
        "assignee": str(assignee or ""),
        "former": str(comment.assignee_id or ""),
        "was_resolved": comment.resolved_at is not None,
    }
    comment.assignee_id = assignee
    comment.assigned_by_id = actor.member_id if assignee else None
    comment.resolved_at = clock.now() if resolved and assignee else None
    comment.resolved_by_id = actor.member_id if comment.resolved_at else None
    verb = "comment.assigned" if assignee else "comment.released"
    return told(actor, verb, comment, record, batch, **facts)


@action(
    "comment.resolve",
    label=_("Resolve"),
    permission=WRITE,
    on="",
    icon="circle-check",
    inputs=(COMMENT,),
)
def resolve(actor: Actor, *, comment: str) -> Comment:
    """Say that what a comment asked for is done; nothing where it is already."""
    one, record = held_comment(actor, id_needed(comment))
    return put_state(actor, one, record, resolved=True)


@action(
    "comment.reopen",
    label=_("Reopen"),
    permission=WRITE,
    on="",
    icon="rotate-cw",
    inputs=(COMMENT,),
)
def reopen(actor: Actor, *, comment: str) -> Comment:
    """Say that it is not done after all."""
    one, record = held_comment(actor, id_needed(comment))
    return put_state(actor, one, record, resolved=False)


def put_state(
    actor: Actor, comment: Comment, record: Any, *, resolved: bool, batch: UUID | None = None
) -> Comment:
    """Write whether a comment is resolved and tell of it; nothing where it is so already."""
    if comment.assignee_id is None:
        raise Refused("This comment is assigned to nobody.")
    if (comment.resolved_at is not None) == resolved:
        return comment
    comment.resolved_at = clock.now() if resolved else None
    comment.resolved_by_id = actor.member_id if resolved else None
    verb = "comment.resolved" if resolved else "comment.reopened"
    return told(actor, verb, comment, record, batch)
