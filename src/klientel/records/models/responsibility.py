"""Who answers for a record."""

from django.db import models

from klientel.records.models.record_ref import RecordRef
from klientel.workspaces.models import Member
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey


class Responsibility(ScopedModel):
    """One member answering for one record; `due_at` repeats the record's, for one index read."""

    record = WorkspaceForeignKey(RecordRef, models.CASCADE, db_index=False)
    member = WorkspaceForeignKey(Member, models.PROTECT, db_index=False)
    due_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "record", "member"], name="responsible_once"
            )
        ]
        indexes = [
            models.Index(fields=["workspace", "member", "due_at"], name="responsible_by_due")
        ]
