"""A private link under which calendar programs fetch what stands in somebody's calendar."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from klientel.kit import clock
from klientel.views.models import SavedView
from klientel.workspaces.models import Member
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey


class Feed(ScopedModel):
    """The hash of the link, whose eyes it sees with, and what it shows.

    Without a `view` it shows the member's own calendar: appointments and what is due.
    """

    member = WorkspaceForeignKey(Member, models.CASCADE, db_index=False)
    member_id: UUID
    view = WorkspaceForeignKey(SavedView, models.CASCADE, null=True, db_index=False)
    view_id: UUID | None
    token_hash = models.CharField(max_length=64, unique=True, null=True)
    created_at = models.DateTimeField(default=clock.now)
    last_read_at = models.DateTimeField(null=True)

    secret_columns: ClassVar[frozenset[str]] = frozenset({"token_hash"})

    class Meta:
        constraints = [
            models.UniqueConstraint("workspace", "member", "view", name="feed_of_view_once"),
            models.UniqueConstraint(
                fields=["workspace", "member"],
                name="feed_of_member_once",
                condition=Q(view__isnull=True),
            ),
        ]

    def note_read(self) -> None:
        """Remember that a program has just read under the link."""
        rows = Feed.objects.in_workspace(self.workspace_id).filter(pk=self.pk)
        rows.update(last_read_at=clock.now())
