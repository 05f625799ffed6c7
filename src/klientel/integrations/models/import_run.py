"""One import of one file, from the upload to its undoing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.workspaces.models import Member
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey

#: how long the file is kept and the import can be undone
KEPT = timedelta(days=30)


class ImportRun(ScopedModel):
    """The file, how it is read, what its columns become, and how far it is.

    `next_row` counts the rows of the file that are done with; it moves in the transaction that
    writes their records, so that a run which was cut off goes on exactly there. `digest` is the
    SHA-256 of the file. `source` tells what the table was taken out of (`sources.Source`). `counts`
    and `dry_counts` are outcomes as `counting.Counts` writes them.
    """

    class State(models.TextChoices):
        """Where a run stands; checking, running and undoing are being worked on.

        Partly undone is one whose undoing was cut off: it can only be undone again.
        """

        UPLOADED = "uploaded", _("File received")
        MAPPED = "mapped", _("Columns chosen")
        CHECKING = "checking", _("Being checked")
        CHECKED = "checked", _("Checked")
        RUNNING = "running", _("Running")
        STOPPED = "stopped", _("Stopped")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        UNDOING = "undoing", _("Being undone")
        PARTLY = "partly", _("Partly undone")
        UNDONE = "undone", _("Undone")

    member = WorkspaceForeignKey(Member, models.PROTECT, db_index=False)
    member_id: UUID
    recipe = models.CharField(max_length=60)
    file_name = models.CharField(max_length=200)
    stored_as = models.CharField(max_length=80, blank=True, default="")
    #: the file itself, where the table had to be taken out of it
    original_as = models.CharField(max_length=80, blank=True, default="")
    digest = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    dialect: models.JSONField[Any] = models.JSONField(default=dict)
    source: models.JSONField[Any] = models.JSONField(default=dict)
    mapping: models.JSONField[Any] = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.UPLOADED)
    rows_total = models.PositiveIntegerField(default=0)
    next_row = models.PositiveIntegerField(default=0)
    counts: models.JSONField[Any] = models.JSONField(default=dict)
    dry_counts: models.JSONField[Any] = models.JSONField(default=dict)
    problem = models.CharField(max_length=500, blank=True, default="")
    job_id = models.UUIDField(null=True)
    batch = models.UUIDField(default=uuid7)
    created_at = models.DateTimeField(default=clock.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    kept_files: ClassVar[Mapping[str, str]] = {
        "stored_as": "imports/{name}",
        "original_as": "imports/{name}",
    }

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "-created_at"], name="import_run_newest"),
            models.Index(fields=["workspace", "digest"], name="import_run_of_file"),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_working(self) -> bool:
        """Whether the program is busy with it, so that a page should look again soon."""
        return self.state in (self.State.CHECKING, self.State.RUNNING, self.State.UNDOING)

    @property
    def may_go_on(self) -> bool:
        """Whether rows are left that a new start would import."""
        return self.state in (self.State.STOPPED, self.State.FAILED)

    @property
    def may_be_mapped(self) -> bool:
        """Whether nothing was written yet, so that columns may still be chosen."""
        before = (self.State.UPLOADED, self.State.MAPPED, self.State.CHECKED)
        return self.state in before or (self.state == self.State.FAILED and not self.next_row)

    @property
    def may_be_undone(self) -> bool:
        """Whether it wrote something, and not too long ago."""
        wrote = (self.State.DONE, self.State.STOPPED, self.State.FAILED, self.State.PARTLY)
        return self.state in wrote and self.next_row > 0 and clock.now() - self.created_at < KEPT
