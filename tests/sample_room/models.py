"""A boat: a record type that no part of the program has ever heard of."""

from django.db import models

from klientel.records.models import Record


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
