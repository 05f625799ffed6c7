"""An affiliation: that a person belongs to another organisation beside their home."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import UniqueConstraint

from klientel.crm.models.account import Account
from klientel.crm.models.contact import Contact
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey


class Affiliation(ScopedModel):
    """What a person is at an organisation that is not their home, and from when until when.

    Both days are inclusive, and None where nobody knows or it goes on. There is one for each
    person and organisation: who comes back is there again since then. One that names the home of
    its person (after a merge) is not shown.
    """

    contact = WorkspaceForeignKey(Contact, models.CASCADE, db_index=False)
    account = WorkspaceForeignKey(Account, models.CASCADE, db_index=False)
    position = models.CharField(max_length=120, blank=True, default="")
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    note = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            UniqueConstraint(fields=["workspace", "contact", "account"], name="affiliation_once"),
        ]
        indexes = [
            models.Index(fields=["workspace", "account", "contact"], name="affiliation_of_account"),
        ]

    def is_over_on(self, day: date) -> bool:
        """Whether it had ended before a day."""
        return self.until is not None and self.until < day
