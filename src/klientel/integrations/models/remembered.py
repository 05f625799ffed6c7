"""What the columns of files with certain headings became the last time."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import models

from klientel.kit import clock
from klientel.workspaces.models import Member
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey


class RememberedMapping(ScopedModel):
    """The plan of a recipe for files with one set of headings.

    `headings` is the digest of that set, whatever its order. `mapping` is a plan as runs store it.
    """

    recipe = models.CharField(max_length=60)
    headings = models.CharField(max_length=64)
    file_name = models.CharField(max_length=200)
    mapping: models.JSONField[Any] = models.JSONField(default=dict)
    member = WorkspaceForeignKey(Member, models.PROTECT, db_index=False)
    member_id: UUID
    used_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint("workspace", "recipe", "headings", name="remembered_once")
        ]

    def __str__(self) -> str:
        return self.file_name
