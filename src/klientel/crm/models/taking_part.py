"""Who took or takes part: a contact or a colleague, in what was said or is planned."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from klientel.crm.models.contact import Contact
from klientel.records.models import RecordRef
from klientel.workspaces.models import Member
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey


class TakingPart(ScopedModel):
    """One person in one interaction or meeting, written beside its record.

    `at` and `until` repeat the record's, so that a person's days are one index read.
    """

    record = WorkspaceForeignKey(RecordRef, models.CASCADE, db_index=False)
    contact = WorkspaceForeignKey(Contact, models.CASCADE, null=True, db_index=False)
    member = WorkspaceForeignKey(Member, models.PROTECT, null=True, db_index=False)
    at = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "record"], name="taking_part_in_record"),
            models.Index(
                "workspace",
                "contact",
                F("at").desc(),
                name="taking_part_of_contact",
                condition=Q(contact__isnull=False),
            ),
            models.Index(
                fields=["workspace", "member", "at"],
                name="taking_part_of_member",
                condition=Q(member__isnull=False),
            ),
        ]
