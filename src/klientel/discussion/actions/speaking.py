"""What every write on comments begins and ends with: the record, the comment, and its event."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from klientel.discussion.actions.holding import held_record
from klientel.discussion.comment_queries import comment_for
from klientel.discussion.finding import keep_found
from klientel.discussion.models import Comment
from klientel.events.log import record as tell
from klientel.kit import clock
from klientel.records.fields import LongTextField, TextField
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


def held_comment(actor: Actor, key: UUID, *, trashed: bool | None = False) -> tuple[Comment, Any]:
    """A comment and its record, held until the transaction ends; `NotFound` for what is unseen."""
    seen = comment_for(actor, key, trashed=trashed)
    record = held_record(actor, seen.record_id, "view")
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
    """Write a comment that was changed, what it is found by, and the event that tells of it."""
    comment.changed_at = clock.now()
    comment.save()
    keep_found(comment)
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
