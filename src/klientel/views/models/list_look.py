"""How a member arranged the columns of a list, remembered without saving a view."""

from __future__ import annotations

from django.db import models

from klientel.workspaces.models import Member
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey


class ListLook(ScopedModel):
    """Columns and widths, written as in an address, of one list of a type for one member.

    `place` is the quick filter that the list stands in: clients have other columns than customers.
    """

    member = WorkspaceForeignKey(Member, models.CASCADE, db_index=False)
    type = models.CharField(max_length=40)
    place = models.CharField(max_length=40, blank=True, default="")
    columns = models.TextField(blank=True, default="")
    widths = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "member", "type", "place"], name="list_look_once"
            )
        ]
