"""Who may see a record although role and team would not let them."""

from django.db import models

from klientel.kit import clock
from klientel.records.models.record_ref import RecordRef
from klientel.workspaces.models import Member
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey


class RecordGrant(ScopedModel):
    """One member named on one record."""

    record = WorkspaceForeignKey(RecordRef, models.CASCADE, db_index=False)
    member = WorkspaceForeignKey(Member, models.PROTECT, db_index=False)
    granted_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "member", "record"], name="grant_once"),
        ]
        indexes = [models.Index(fields=["workspace", "record"], name="grant_of_record")]
