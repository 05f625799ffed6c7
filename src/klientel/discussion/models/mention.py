"""Somebody was named in a comment, and has perhaps not seen it yet."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from klientel.discussion.models.comment import Comment
from klientel.kit import clock
from klientel.records.models import RecordRef
from klientel.workspaces.models import Member, Team
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey


class Mention(ScopedModel):
    """One member told of one comment that names them, or the `team` that they were in then."""

    record = WorkspaceForeignKey(RecordRef, models.CASCADE, db_index=False)
    comment = WorkspaceForeignKey(Comment, models.CASCADE, db_index=False)
    member = WorkspaceForeignKey(Member, models.CASCADE, db_index=False)
    team = WorkspaceForeignKey(Team, models.SET_NULL, null=True, db_index=False)
    told_at = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "comment", "member"], name="mention_once")
        ]
        indexes = [
            models.Index(
                fields=["workspace", "member", "-told_at"],
                name="mention_unseen",
                condition=Q(seen_at__isnull=True),
            )
        ]
