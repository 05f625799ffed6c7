"""An acquaintance: that a person is known to another one, or to somebody of the firm."""

from __future__ import annotations

from django.db import models
from django.db.models import Q, UniqueConstraint

from klientel.crm.models.contact import Contact
from klientel.workspaces.models import Member
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey


class Acquaintance(ScopedModel):
    """Who knows whom, from where (`how`, in words) and since when; it holds both ways.

    Beside the contact there is either another contact or a member.
    """

    contact = WorkspaceForeignKey(Contact, models.CASCADE, db_index=False)
    other = WorkspaceForeignKey(Contact, models.CASCADE, null=True, db_index=False)
    member = WorkspaceForeignKey(Member, models.PROTECT, null=True, db_index=False)
    how = models.CharField(max_length=200, blank=True, default="")
    since = models.DateField(null=True)

    class Meta:
        constraints = [
            UniqueConstraint(
                fields=["workspace", "contact", "other"],
                name="acquaintance_once",
                condition=Q(other__isnull=False),
            ),
            UniqueConstraint(
                fields=["workspace", "contact", "member"],
                name="acquaintance_of_member_once",
                condition=Q(member__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["workspace", "other", "contact"],
                name="acquaintance_of_other",
                condition=Q(other__isnull=False),
            ),
        ]
