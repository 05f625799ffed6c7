"""A saved view: one state of a list under a name, for oneself, for a team or for everyone."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from klientel.kit import clock
from klientel.workspaces.models import Member, Team
from klientel.workspaces.policy import Role
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey


class SavedView(ScopedModel):
    """Filters, order, grouping, columns and widths of a type's list, as an address holds them.

    `query` is never trusted: it is read like an address each time, by whoever opens the view, and
    whatever cannot be applied is said then. So a view shows its reader what they may see and
    nothing else, and one that names a lost field still opens. `number` is what addresses call it.
    `version` counts the changes. A deleted one keeps its row until it can no longer be undone.
    """

    class Audience(models.TextChoices):
        """Who finds the view."""

        ME = "me", _("Only me")
        TEAM = "team", _("A team")
        EVERYONE = "everyone", _("Everyone")

    number = models.PositiveIntegerField()
    type = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    icon = models.CharField(max_length=40, blank=True, default="")
    query = models.TextField(blank=True, default="")
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.ME)
    team = WorkspaceForeignKey(Team, models.PROTECT, null=True, db_index=False)
    team_id: UUID | None
    member = WorkspaceForeignKey(Member, models.PROTECT, db_index=False)
    member_id: UUID
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "number"], name="saved_view_number_once")
        ]
        indexes = [
            models.Index(fields=["workspace", "audience", "member"], name="saved_view_found")
        ]

    def __str__(self) -> str:
        return self.name


class PinnedView(ScopedModel):
    """A view that stands in one member's sidebar; the smallest `place` is at the top."""

    member = WorkspaceForeignKey(Member, models.CASCADE, db_index=False)
    view = WorkspaceForeignKey(SavedView, models.CASCADE, db_index=False)
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "member", "view"], name="pinned_view_once")
        ]


class RoleView(ScopedModel):
    """The view that opens a type's list for one role, where nothing else is asked for; with a
    `place`, the one that the quick filter of that name opens (orders as a board).
    """

    type = models.CharField(max_length=40)
    place = models.CharField(max_length=40, blank=True, default="")
    role = models.CharField(max_length=12, choices=Role.choices)
    view = WorkspaceForeignKey(SavedView, models.CASCADE, db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "type", "role", "place"], name="role_view_once"
            )
        ]
