"""What a member does not want to see again before a moment."""

from __future__ import annotations

from django.db import models

from klientel.workspaces.models import Member
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey


class Snooze(ScopedModel):
    """A line of somebody's day, put off; `key` names the reason and the record it is about."""

    member = WorkspaceForeignKey(Member, models.CASCADE, db_index=False)
    key = models.CharField(max_length=100)
    until = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "member", "key"], name="snooze_once")
        ]
