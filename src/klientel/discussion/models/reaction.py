"""A sign that a member put under a comment."""

from __future__ import annotations

from django.db import models

from klientel.discussion.models.comment import Comment
from klientel.kit import clock
from klientel.records.models import RecordRef
from klientel.workspaces.models import Member
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey


class Reaction(ScopedModel):
    """One sign of one member under one comment; `sign` is a name of `discussion/signs.py`."""

    record = WorkspaceForeignKey(RecordRef, models.CASCADE, db_index=False)
    comment = WorkspaceForeignKey(Comment, models.CASCADE, db_index=False)
    member = WorkspaceForeignKey(Member, models.CASCADE, db_index=False)
    sign = models.CharField(max_length=20)
    given_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "comment", "member", "sign"], name="reaction_once"
            )
        ]
