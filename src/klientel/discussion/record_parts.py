"""What was said and what hangs on any record, as programs read it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from klientel.discussion import comment_queries, queries
from klientel.records.fields import (
    InstantField,
    LongTextField,
    MemberField,
    NumberField,
    TextField,
    TruthField,
)
from klientel.records.parts import KeyField, Part, parts
from klientel.workspaces.actor import Actor


def _comments(actor: Actor, record_id: UUID) -> Any:
    return comment_queries.living(actor.workspace_id).filter(record_id=record_id)


def _files(actor: Actor, record_id: UUID) -> Any:
    return queries.living(actor.workspace_id).filter(record_id=record_id)


COMMENTS = Part(
    name="comments",
    label=_("Comments"),
    rows=_comments,
    order="-written_at",
    fields=(
        MemberField(name="author", label=_("By"), anybody=True),
        TextField(name="author_name", label=_("Name")),
        LongTextField(name="body", label=_("Text")),
        TruthField(name="is_internal", label=_("Internal")),
        InstantField(name="written_at", label=_("Written")),
        InstantField(name="edited_at", label=_("Edited")),
        NumberField(name="version", label=_("Version")),
        MemberField(name="assignee", label=_("Assigned to"), anybody=True),
        InstantField(name="resolved_at", label=_("Resolved")),
        MemberField(name="resolved_by", label=_("Resolved by"), anybody=True),
    ),
)

FILES = Part(
    name="files",
    label=_("Files"),
    rows=_files,
    order="-given_at",
    fields=(
        TextField(name="name", label=_("Name")),
        TextField(name="media_type", label=_("Kind of file")),
        NumberField(name="size", label=_("Bytes")),
        MemberField(name="given_by", label=_("By"), anybody=True),
        InstantField(name="given_at", label=_("Attached")),
        NumberField(name="version", label=_("Version")),
        KeyField(name="comment", label=_("Comment")),
    ),
)


def register() -> None:
    """Let programs read what hangs on any record."""
    parts.register(COMMENTS, FILES)
