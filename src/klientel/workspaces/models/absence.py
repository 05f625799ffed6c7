"""An absence: days on which a member is away, and who stands in for them."""

from django.db import models

from klientel.workspaces.models.member import Member
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey


class Absence(ScopedModel):
    """From the first to the last day, both included, in the firm's time zone.

    The deputy gains no right by it: they are told what waits, and see of it what they may see.
    """

    member = WorkspaceForeignKey(Member, models.CASCADE, related_name="+")
    deputy = WorkspaceForeignKey(Member, models.CASCADE, null=True, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["workspace", "until_on"], name="absence_by_end")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until_on__gte=models.F("from_on")), name="absence_ends_later"
            )
        ]
