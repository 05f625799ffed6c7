"""One change of many records at once: what was chosen, what becomes of it, and how far it is."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.workspaces.models import Member
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey


class BulkRun(ScopedModel):
    """A bulk edit of one member, which goes through its records by their keys.

    `ids` are the chosen records, None for all that `query` (as in an address) stands for. `after`
    is the last record that is done with; it moves in the transaction that changes the records, so
    that a run which was cut off goes on exactly there. `value` is in the field's `api` form.
    `problems` are the first skipped records: id, title and the reason as a msgid with its values.
    """

    class State(models.TextChoices):
        """Where a run stands."""

        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        STOPPED = "stopped", _("Stopped")

    member = WorkspaceForeignKey(Member, models.PROTECT, db_index=False)
    member_id: UUID
    type = models.CharField(max_length=40)
    way = models.CharField(max_length=10)
    field = models.CharField(max_length=40, blank=True, default="")
    value: models.JSONField[Any] = models.JSONField(null=True)
    ids: models.JSONField[Any] = models.JSONField(null=True)
    query = models.TextField(blank=True, default="")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    total = models.PositiveIntegerField(default=0)
    after = models.UUIDField(null=True)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    problems: models.JSONField[Any] = models.JSONField(default=list)
    problem = models.CharField(max_length=300, blank=True, default="")
    batch = models.UUIDField(default=uuid7)
    created_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["workspace", "created_at"], name="bulk_run_old")]

    @property
    def is_working(self) -> bool:
        """Whether the program is busy with it, so that a page should look again soon."""
        return self.state in (self.State.WAITING, self.State.RUNNING)

    @property
    def done(self) -> int:
        """How many of its records are done with."""
        return self.changed + self.same + self.skipped
