"""A token: what a program shows to act as a member, with some or all of their rights."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from klientel.kit import clock
from klientel.workspaces.models import Member
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey

#: the last use is noted when the note is older than this: reading must not write each time
NOTED_EVERY = timedelta(minutes=5)


class ApiToken(ScopedModel):
    """The hash of a secret that was shown once, and what it opens.

    `hint` are the last signs of the secret, by which people tell their tokens apart. `types` are
    names of record types, none for all. Without `expires_at` it never expires. A row without a hash
    came with a copy of the workspace: it opens nothing.
    """

    member = WorkspaceForeignKey(Member, models.PROTECT, db_index=False)
    name = models.CharField(max_length=80)
    token_hash = models.CharField(max_length=64, unique=True, null=True)
    hint = models.CharField(max_length=8)
    is_read_only = models.BooleanField(default=False)
    types: models.JSONField[Any] = models.JSONField(default=list)
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    secret_columns: ClassVar[frozenset[str]] = frozenset({"token_hash"})

    class Meta:
        indexes = [models.Index(fields=["workspace", "member"], name="token_of_member")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether it opens anything at this moment, as far as it is concerned itself."""
        is_over = self.expires_at is not None and self.expires_at <= clock.now()
        return self.ended_at is None and self.token_hash is not None and not is_over

    def note_use(self) -> None:
        """Remember that it was used, roughly: one statement in five minutes."""
        now = clock.now()
        if self.used_at is None or self.used_at < now - NOTED_EVERY:
            mine = ApiToken.objects.in_workspace(self.workspace_id).filter(pk=self.pk)
            mine.update(used_at=now)
            self.used_at = now

    @classmethod
    def forget_old(cls, before: datetime) -> int:
        """Delete tokens that ended or expired before an instant; returns how many."""
        rows = cls.objects.for_system("nightly: forget tokens that ended long ago")
        return int(rows.filter(Q(ended_at__lt=before) | Q(expires_at__lt=before)).delete()[0])
