"""A member: a user inside one workspace, with one role."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F

from klientel.kit import clock
from klientel.workspaces.policy import Role
from klientel.workspaces.scope import ScopedModel


class Member(ScopedModel):
    """A user in a workspace. `auth_version` grows with every change of role, team or grant.

    Somebody who signs in elsewhere already is asked first: until they agree `is_invited` is true,
    `joined_at` is empty, and they are not active.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.MEMBER)
    is_active = models.BooleanField(default=True)
    auth_version = models.PositiveIntegerField(default=1)
    is_invited = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=clock.now, editable=False, null=True)
    #: when they were last asked to join, or sent a link to choose a password
    invited_at = models.DateTimeField(default=clock.now, editable=False, null=True)
    #: the hours they work in a week; None for as many as is usual in the firm
    weekly_hours = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    #: when they last came into this workspace with a new session
    signed_in_at = models.DateTimeField(editable=False, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "user"], name="member_once_per_workspace"),
        ]

    def __str__(self) -> str:
        return self.name

    def revoke_caches(self) -> None:
        """End every cached right and open stream of this member at once (SECURITY rule 11)."""
        mine = Member.objects.in_workspace(self.workspace_id).filter(pk=self.pk)
        mine.update(auth_version=F("auth_version") + 1)
        self.auth_version += 1
