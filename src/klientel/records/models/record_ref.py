"""The spine: one thin row per record of any type, to which everything else points."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from klientel.kit import clock
from klientel.records.models.visible import Visible


class RecordRef(Visible):
    """Same primary key as the record. Comments, files, tags, search rows and links point here.

    A record that inherits its visibility from its account (an interaction) carries the account's
    owner, team, privacy and sphere here; the writer keeps them equal.
    """

    type = models.CharField(max_length=40)
    ref = models.CharField(max_length=20, null=True)
    title = models.CharField(max_length=300)
    account_id = models.UUIDField(null=True)
    inherits = models.BooleanField(default=False)
    due_at = models.DateTimeField(null=True)
    due_is_day = models.BooleanField(default=False)
    updated_at = models.DateTimeField(default=clock.now)
    #: the record that this one went into; it lies in the trash and cannot be restored by itself
    merged_into = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "type", "ref"], name="ref_once", condition=Q(ref__isnull=False)
            )
        ]
        indexes = [
            models.Index(
                fields=["workspace", "account_id"],
                name="spine_of_account",
                condition=Q(inherits=True),
            ),
            models.Index(
                fields=["workspace", "trashed_at"],
                name="spine_in_trash",
                condition=Q(trashed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title
