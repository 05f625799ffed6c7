"""What an undo left as it is, and why."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from klientel.integrations.models.import_run import ImportRun
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey


class KeptThing(ScopedModel):
    """A record that the undo of an import spared.

    `record_id` and `record_type` are plain columns: what is spared today may be gone tomorrow, and
    `title` is what it was called.
    """

    class Why(models.TextChoices):
        EDITED = "edited", _("Edited since")
        USED = "used", _("In use since")
        OTHER = "other", _("Could not be undone")

    run = WorkspaceForeignKey(ImportRun, models.CASCADE, db_index=False)
    record_id = models.UUIDField(null=True)
    record_type = models.CharField(max_length=40, blank=True, default="")
    title = models.CharField(max_length=300)
    why = models.CharField(max_length=10, choices=Why)
    #: the fields that were edited, by name
    fields: models.JSONField[list[str]] = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint("workspace", "run", "record_id", name="kept_thing_once")
        ]
        indexes = [models.Index(fields=["workspace", "run", "id"], name="kept_thing_of_run")]

    def __str__(self) -> str:
        return self.title
