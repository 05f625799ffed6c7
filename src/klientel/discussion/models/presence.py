"""Who has a record open just now: leases that run out by themselves."""

from __future__ import annotations

from django.db import models

from klientel.kit.ids import uuid7
from klientel.records.models import RecordRef
from klientel.workspaces.models import Member
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey


class Presence(ScopedModel):
    """One open page of one member, until the instant `until`.

    `told` is a fresh id whenever somebody comes or goes, by which the live stream finds it; a
    renewal is no news. `tab` is the page's own name, so that closing one of two keeps the other.
    """

    is_derived = True

    record = WorkspaceForeignKey(RecordRef, models.CASCADE, db_index=False)
    member = WorkspaceForeignKey(Member, models.CASCADE, db_index=False)
    tab = models.CharField(max_length=36)
    until = models.DateTimeField()
    told = models.UUIDField(default=uuid7)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "record", "member", "tab"], name="presence_once"
            )
        ]
        indexes = [models.Index(fields=["workspace", "told"], name="presence_told")]
