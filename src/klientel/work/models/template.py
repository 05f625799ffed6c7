"""A work item that a firm keeps to begin others from."""

from __future__ import annotations

from typing import Any

from django.db import models

from klientel.kit import clock
from klientel.workspaces.models import Member
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey


class Template(ScopedModel):
    """A `klientel.work.blueprint.Blueprint` under a name; everybody in the firm may use it.

    That of a checklist has one piece with nothing but its steps: it is put onto what is there.

    Its days are distances from the day that the work begins. A deleted one is kept, so that its
    deletion can be taken back.
    """

    name = models.CharField(max_length=120)
    blueprint: models.JSONField[Any] = models.JSONField()
    is_checklist = models.BooleanField(default=False)
    saved_by = WorkspaceForeignKey(Member, models.PROTECT, null=True, db_index=False)
    saved_at = models.DateTimeField(default=clock.now)
    trashed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["workspace", "name"], name="template_by_name")]

    def __str__(self) -> str:
        return self.name
