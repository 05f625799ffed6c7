"""A boat and its berths: a record type that no part of the program has ever heard of."""

from django.db import models

from klientel.records.models import Record, RecordRef
from klientel.workspaces.models import Member
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey


class Boat(Record):
    """Something with a name, a number, a harbour and a day."""

    record_type = "boat"

    name = models.CharField(max_length=200)
    harbour = models.CharField(max_length=80, blank=True, default="")
    rig = models.CharField(max_length=20, blank=True, default="")
    length = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    launched_on = models.DateField(null=True)
    tags: models.JSONField = models.JSONField(default=list)
    is_afloat = models.BooleanField(default=True)

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "-updated_at", "-id"], name="boat_by_change"),
            models.Index(fields=["workspace", "name", "id"], name="boat_by_name"),
        ]


class Berth(ScopedModel):
    """One member sailing on one boat: rows beside the record, for a field that is made up."""

    record = WorkspaceForeignKey(RecordRef, models.CASCADE, db_index=False)
    member = WorkspaceForeignKey(Member, models.PROTECT, db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "record", "member"], name="berth_once"),
        ]
