"""A row of a file that is perhaps there already, and what somebody chose for it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from klientel.integrations.models.import_run import ImportRun
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey

#: suspects of one run that are kept, to be chosen for one by one; the others follow the choice for
#: all
MOST_SUSPECTS = 10_000


class ImportSuspect(ScopedModel):
    """Found by a check, kept until the import is done.

    `key` stands for what the row names (`records.recipes.Suspected`). `values` are what it says, by
    field, as the field writes it for machines; `reasons` are pairs of a `Why` and its points.
    Without a `choice` the one for all counts.
    """

    class Choice(models.TextChoices):
        """The ways of `records.recipes.ALIKE`."""

        CREATE = "create", _("Add as new")
        UPDATE = "update", _("Update what is there")
        SKIP = "skip", _("Leave out")

    run = WorkspaceForeignKey(ImportRun, models.CASCADE, db_index=False)
    line = models.PositiveIntegerField()
    key = models.CharField(max_length=32)
    record_type = models.CharField(max_length=40)
    #: a plain column: what is there today may be gone tomorrow
    record_id: models.UUIDField[UUID, UUID] = models.UUIDField()
    certainty = models.PositiveSmallIntegerField()
    reasons: models.JSONField[Any] = models.JSONField(default=list)
    values: models.JSONField[Any] = models.JSONField(default=dict)
    choice = models.CharField(max_length=10, choices=Choice, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint("workspace", "run", "key", name="import_suspect_once")
        ]
        indexes = [
            models.Index(
                fields=["workspace", "run", "-certainty", "id"], name="import_suspect_surest"
            )
        ]

    def __str__(self) -> str:
        return f"{self.line}: {self.key}"
