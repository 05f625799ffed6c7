"""The links by which people end mails: one for each mail that was sent."""

from __future__ import annotations

from django.db import models

from klientel.kit import clock
from klientel.workspaces.models import Member
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey


class Ending(ScopedModel):
    """Whoever has the link can end one sort of mail to one member, and nothing else.

    It is no login, opens nothing and shows nothing. Of its secret only the hash is kept; `mails`
    is the column of the inbox that it switches off.
    """

    is_derived = True

    member = WorkspaceForeignKey(Member, models.CASCADE, db_index=False)
    secret_hash = models.CharField(max_length=64, unique=True)
    mails = models.CharField(max_length=20)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["workspace", "made_at"], name="ending_made")]
