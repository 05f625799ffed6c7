"""What every write on comments begins and ends with: the record, the comment, and its event."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from klientel.discussion.comment_queries import comment_for
from klientel.discussion.models import Comment
from klientel.events.log import record as tell
from klientel.kit import clock
from klientel.kit.refused import NotFound
from klientel.records.actions.catalogue import found
from klientel.records.fields import LongTextField, TextField
from klientel.records.models import RecordRef
from klientel.records.types import record_types
from klientel.workspaces import policy
from klientel.workspaces.actor import Actor

WRITE = policy.permission("comment.write", _("Comment on records"), policy.EVERYBODY)
PUBLISH = policy.permission(
    "comment.publish", _("Let others outside the team read a comment"), policy.WRITERS
)
MANAGE = policy.permission("comment.manage", _("Delete comments of others"), policy.MANAGERS)

#: the longest comment
LONGEST = 10_000
RECORD = TextField(name="record", label=_("Record"), required=True, max_length=36)
COMMENT = TextField(name="comment", label=_("Comment"), required=True, max_length=36)
TEXT = LongTextField(name="text", label=_("Text"), max_length=LONGEST)


def held_record(actor: Actor, record_id: UUID) -> Any:
    """The record of that id if the actor may speak of it, held until the transaction ends."""
    ref = RecordRef.objects.visible_to(actor).filter(pk=record_id).first()
    if ref is None:
        raise NotFound()
    type_ = record_types.get(ref.type)
    actor.must(type_.permission("view"))
    return found(actor, type_, record_id)


def held_comment(actor: Actor, key: UUID, *, trashed: bool | None = False) -> tuple[Comment, Any]:
    """A comment and its record, held until the transaction ends; `NotFound` for what is unseen."""
    seen = comment_for(actor, key, trashed=trashed)
    record = held_record(actor, seen.record_id)
    # read again: somebody else may have been faster
    return comment_for(actor, key, trashed=trashed), record


def told(
    actor: Actor,
    verb: str,
    comment: Comment,
    record: Any,
    batch: UUID | None = None,
    **facts: Any,
) -> Comment:
    """Write a comment that was changed, and the event that tells of it."""
    comment.changed_at = clock.now()
    comment.save()
    type_ = record_types.of(record)
    event = tell(
        actor,
        verb,
        record_type=type_.name,
        record_id=record.pk,
        account_id=type_.account_of(record),
        facts={"comment": str(comment.pk), **facts},
        batch=batch,
    )
    comment.told_by = batch or event.pk
    return comment


def key_of(text: str) -> UUID:
    """An id that was sent; `NotFound` for anything else."""
    try:
        return UUID(text)
    except ValueError:
        raise NotFound() from None
