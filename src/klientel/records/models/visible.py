"""What every row that can be seen or hidden carries, and the queryset that respects it."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models

from klientel.records.visibility import visible_rows
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Member, Team
from klientel.workspaces.policy import Privacy
from klientel.workspaces.scope import GuardedQuerySet, ScopedModel, WorkspaceForeignKey


class VisibleQuerySet(GuardedQuerySet):
    """Rows narrowed to what an actor may know of."""

    def visible_to(self, actor: Actor, *, trashed: bool | None = False) -> Self:
        """Rows this actor may see: by default those not in the trash, `None` for both."""
        rows: Any = self.in_workspace(actor.workspace_id)
        if trashed is not None:
            rows = rows.filter(trashed_at__isnull=not trashed)
        seen = visible_rows(actor, self.model)
        narrowed: Self = rows.filter(seen) if seen is not None else rows
        return narrowed


class VisibleManager(models.Manager.from_queryset(VisibleQuerySet)):  # type: ignore[misc]
    """The manager of everything that has an owner, a team and a privacy."""


class Visible(ScopedModel):
    """Owner, team, privacy and sphere: the columns from which visibility is decided."""

    owner = WorkspaceForeignKey(Member, models.PROTECT, null=True, db_index=False)
    team = WorkspaceForeignKey(Team, models.PROTECT, null=True, db_index=False)
    privacy = models.CharField(max_length=10, choices=Privacy, default=Privacy.EVERYONE)
    sphere = models.CharField(max_length=20, default="general")
    trashed_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = VisibleManager()

    class Meta:
        abstract = True
