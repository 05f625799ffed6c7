"""What somebody wrote about a record, and the wordings that it had before."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models import Q

from klientel.kit import clock
from klientel.records.models import RecordRef
from klientel.workspaces.models import Member
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey


class Comment(ScopedModel):
    """One comment. `body` is text in the small dialect of `ui/rich_text.py`; whom it names stands
    in it as marks (`discussion/mentions.py`).

    Who sees a comment is decided by its record, at each request; what is internal is for the team
    alone, whatever outsiders may see of the record. `version` counts the wordings, `changed_at` is
    when anything about it changed. An assigned comment is open until somebody resolves it.
    """

    record = WorkspaceForeignKey(RecordRef, models.CASCADE, db_index=False)
    author = WorkspaceForeignKey(Member, models.PROTECT, null=True, db_index=False)
    #: who wrote it where that is no member
    author_name = models.CharField(max_length=120, blank=True, default="")
    body = models.TextField(blank=True, default="")
    is_internal = models.BooleanField(default=True)
    written_at = models.DateTimeField(default=clock.now)
    edited_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=clock.now)
    assignee = WorkspaceForeignKey(Member, models.PROTECT, null=True, db_index=False)
    assigned_by = WorkspaceForeignKey(Member, models.PROTECT, null=True, db_index=False)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = WorkspaceForeignKey(Member, models.PROTECT, null=True, db_index=False)
    trashed_at = models.DateTimeField(null=True)

    #: no column: the event, or the batch of events, by which what was just done is undone
    told_by: UUID | None = None

    class Meta:
        indexes = [
            models.Index(
                fields=["workspace", "record", "-written_at", "-id"], name="comment_of_record"
            ),
            models.Index(
                fields=["workspace", "assignee"],
                name="comment_open",
                condition=Q(assignee__isnull=False, resolved_at__isnull=True),
            ),
            models.Index(
                fields=["workspace", "trashed_at"],
                name="comment_in_trash",
                condition=Q(trashed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.body[:80]

    @property
    def is_open(self) -> bool:
        """Whether it waits for somebody to resolve it."""
        return self.assignee_id is not None and self.resolved_at is None


class Wording(ScopedModel):
    """How a comment read before it was edited; `number` is the version that it was."""

    record = WorkspaceForeignKey(RecordRef, models.CASCADE, db_index=False)
    comment = WorkspaceForeignKey(Comment, models.CASCADE, db_index=False)
    number = models.PositiveIntegerField()
    body = models.TextField(blank=True, default="")
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "comment", "number"], name="wording_once")
        ]
