"""Writing, editing and deleting comments, and who may read them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from klientel.discussion.actions.file import attach_to, keys_of, move
from klientel.discussion.actions.holding import held_record
from klientel.discussion.actions.speaking import (
    COMMENT,
    MANAGE,
    PUBLISH,
    RECORD,
    TEXT,
    WRITE,
    held_comment,
    told,
)
from klientel.discussion.actions.telling import check_names, tell_named
from klientel.discussion.models import Comment, File, Wording
from klientel.kit import clock
from klientel.kit.ids import id_needed, uuid7
from klientel.kit.refused import Conflict, Forbidden, Refused
from klientel.records.actions.catalogue import action
from klientel.records.actions.once import form_key
from klientel.records.fields import ChoiceField, MemberField, NumberField, Option, TextField
from klientel.records.models import RecordRef
from klientel.records.seen_by import seen_by
from klientel.records.types import record_types
from klientel.workspaces.actor import Actor
from klientel.workspaces.rows import known_as

TEAM, OUTSIDE = "team", "outside"
_AUDIENCE = ChoiceField(
    name="audience",
    label=_("Who reads it"),
    options=(
        Option(TEAM, _("Only the team"), icon="lock"),
        Option(OUTSIDE, _("Also outside the team"), icon="eye"),
    ),
    default=TEAM,
)
_FILES = TextField(name="files", label=_("Files"), max_length=2_000)
_KEY = TextField(name="key", label=_("Form"), max_length=36)
_NOT_SAVED = gettext_noop("This could not be saved. Please send the form again.")


@action(
    "comment.write",
    adds=True,
    label=_("Comment"),
    permission=WRITE,
    on="",
    icon="message-square",
    inputs=(
        RECORD,
        TEXT,
        _AUDIENCE,
        MemberField(name="assignee", label=_("Assign to")),
        _FILES,
        _KEY,
    ),
    technical=("key",),
)
def write(
    actor: Actor,
    *,
    record: str,
    text: str,
    audience: str,
    assignee: UUID | None,
    files: str,
    key: str,
) -> Comment:
    """Say something about a record, with staged files (ids parted by commas), to the team alone
    unless `audience` says otherwise.

    Sent twice with one `key`, the second time does nothing. Raises `NotFound`, `Forbidden` for what
    a role may not do, `Refused` for nothing said and for names that nobody knows, `Conflict` for
    the key of something else.
    """
    spoken_of = held_record(actor, id_needed(record), "view")
    sent = keys_of(files)
    if not text.strip() and not sent:
        raise Refused("Please write something, or attach a file.", "text")
    comment = Comment(
        id=form_key(key),
        workspace_id=actor.workspace_id,
        record_id=spoken_of.pk,
        author_id=actor.member_id,
        author_name="" if actor.member_id else (actor.name or actor.reason)[:120],
        body=text,
        is_internal=audience == TEAM,
    )
    there = Comment.objects.in_workspace(actor.workspace_id).filter(pk=comment.pk).first()
    if there is not None:
        if (there.author_id, there.record_id) != (actor.member_id, spoken_of.pk):
            raise Conflict(_NOT_SAVED)
        return known_as(Comment, there)
    if not comment.is_internal:
        actor.must(PUBLISH)
    check_names(actor, text)
    _put_assignee(actor, comment, assignee)
    _insert(comment)
    batch = uuid7() if sent else None
    told(actor, "comment.written", comment, spoken_of, batch, is_internal=comment.is_internal)
    _bring(actor, comment, spoken_of, sent, batch)
    tell_named(actor, comment)
    return comment


def _insert(comment: Comment) -> None:
    try:
        with transaction.atomic():
            comment.save(force_insert=True)
    except IntegrityError:
        # the id of something elsewhere
        raise Conflict(_NOT_SAVED) from None


def _put_assignee(actor: Actor, comment: Comment, assignee: UUID | None) -> None:
    if assignee is not None:
        must_see(actor, comment.record_id, assignee)
        comment.assignee_id, comment.assigned_by_id = assignee, actor.member_id


def must_see(actor: Actor, record_id: UUID, member: UUID) -> None:
    """Raise `Refused` where a member could not see what they are asked to look at."""
    ref = RecordRef.objects.visible_to(actor).get(pk=record_id)
    if not seen_by(ref, [member]):
        raise Refused("This person may not see the record.", "assignee")


def _bring(
    actor: Actor, comment: Comment, record: Any, keys: list[UUID], batch: UUID | None
) -> None:
    """Let staged files hang on the record as files of the comment."""
    if not keys:
        return
    actor.must("file.edit")
    actor.must(record_types.of(record).permission("edit"))
    mine = File.objects.in_workspace(actor.workspace_id).filter(pk__in=keys)
    if mine.exclude(record_id=None).exists():
        # what hangs on the record by itself would go with the comment
        raise Refused("One of these files is no longer there. Please attach it again.", "files")
    attach_to(actor, record, keys, batch=batch, verb="file.brought")
    mine.update(comment_id=comment.pk)


@action(
    "comment.edit",
    label=_("Edit"),
    permission=WRITE,
    on="",
    icon="pencil",
    inputs=(COMMENT, TEXT, NumberField(name="version", label=_("Version"), minimum=Decimal(1))),
)
def edit(actor: Actor, *, comment: str, text: str, version: Any) -> Comment:
    """Put an own comment into other words; how it read before is kept.

    `version` is the one that was edited: when there is a later one, `Conflict` holds its text and
    nothing is written. Raises `Forbidden` for the comment of somebody else.
    """
    mine, record = held_comment(actor, id_needed(comment))
    if mine.author_id != actor.member_id:
        raise Forbidden("Only the author of a comment can edit it.")
    if mine.body == text:
        return mine
    if version is not None and int(version) != mine.version:
        raise Conflict(current=mine.body)
    if not text.strip():
        raise Refused("Please write something, or delete the comment.", "text")
    check_names(actor, text, mine.body)
    return put_words(actor, mine, record, text)


def put_words(
    actor: Actor, comment: Comment, record: Any, text: str, batch: UUID | None = None
) -> Comment:
    """Write another wording, keep the former one and tell those who are named now."""
    Wording(
        workspace_id=actor.workspace_id,
        record_id=comment.record_id,
        comment_id=comment.pk,
        number=comment.version,
        body=comment.body,
        written_at=comment.edited_at or comment.written_at,
    ).save()
    comment.body, comment.edited_at = text, clock.now()
    comment.version += 1
    told(actor, "comment.edited", comment, record, batch, version=comment.version)
    tell_named(actor, comment)
    return comment


@action(
    "comment.remove",
    label=_("Delete"),
    permission=WRITE,
    on="",
    icon="trash-2",
    inputs=(COMMENT,),
)
def remove(actor: Actor, *, comment: str) -> Comment:
    """Delete a comment with the files that came with it; for thirty days not for good.

    Raises `Forbidden` for the comment of somebody else, unless the actor manages.
    """
    one, record = held_comment(actor, id_needed(comment))
    if one.author_id != actor.member_id and not actor.may(MANAGE):
        raise Forbidden("Only the author of a comment can delete it.")
    return put_away(actor, one, record, into=True)


def put_away(
    actor: Actor, comment: Comment, record: Any, *, into: bool, batch: UUID | None = None
) -> Comment:
    """A comment into the trash or out of it, with its files; nothing where it is there already."""
    if (comment.trashed_at is not None) == into:
        return comment
    files = File.objects.in_workspace(actor.workspace_id).filter(comment_id=comment.pk)
    if not into:
        # what was deleted by itself stays deleted
        files = files.filter(trashed_at=comment.trashed_at)
    keys = list(files.filter(is_current=True).values_list("pk", flat=True))
    together = batch or (uuid7() if keys else None)
    comment.trashed_at = clock.now() if into else None
    verb = "comment.removed" if into else "comment.restored"
    told(actor, verb, comment, record, together)
    if keys:
        move(actor, record, keys, into=into, batch=together, at=comment.trashed_at)
    return comment


@action(
    "comment.publish",
    label=_("Let others outside read this"),
    permission=PUBLISH,
    on="",
    icon="eye",
    inputs=(COMMENT,),
)
def publish(actor: Actor, *, comment: str) -> Comment:
    """Let whoever the record is shared with outside the team read a comment."""
    one, record = held_comment(actor, id_needed(comment))
    return put_audience(actor, one, record, is_internal=False)


@action(
    "comment.withdraw",
    label=_("Keep within the team"),
    permission=PUBLISH,
    on="",
    icon="lock",
    inputs=(COMMENT,),
)
def withdraw(actor: Actor, *, comment: str) -> Comment:
    """Let only the team read a comment; who read it before has read it."""
    one, record = held_comment(actor, id_needed(comment))
    return put_audience(actor, one, record, is_internal=True)


def put_audience(
    actor: Actor, comment: Comment, record: Any, *, is_internal: bool, batch: UUID | None = None
) -> Comment:
    """Write who may read a comment and tell of it; nothing where it is so already."""
    if comment.is_internal == is_internal:
        return comment
    comment.is_internal = is_internal
    verb = "comment.withdrawn" if is_internal else "comment.published"
    return told(actor, verb, comment, record, batch)
