"""A link by which somebody outside opens one thing of the firm, without signing in."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.db import models

from klientel.kit import clock
from klientel.records.models import RecordRef
from klientel.workspaces.models import Member
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey


class ShareLink(ScopedModel):
    """The hash of the link, what it opens, for whom it was made, and how far it reaches.

    `purpose` is a name in `sharing/shareable.py`, which says what outsiders see; `part` is what of
    the record is meant where a purpose shares parts of it (the series of a file), `shows` the names
    of what the maker lets be seen of it. It opens with the rights that its maker has at that
    moment: `standing.py` asks them. `mail_id` is the mail that it was sent by, if by one.
    """

    record = WorkspaceForeignKey(RecordRef, models.CASCADE, db_index=False)
    record_id: UUID
    purpose = models.CharField(max_length=40)
    part = models.UUIDField(null=True)
    shows: models.JSONField[Any] = models.JSONField(default=list)
    #: for whom it was made, as the list says it, and where it was sent
    name = models.CharField(max_length=120)
    email = models.EmailField(max_length=254, blank=True, default="")
    #: in which the mail is written; empty: in the firm's
    language = models.CharField(max_length=5, blank=True, default="")
    made_by = WorkspaceForeignKey(Member, models.PROTECT, db_index=False)
    made_by_id: UUID
    made_at = models.DateTimeField(default=clock.now)
    token_hash = models.CharField(max_length=64, unique=True, null=True)
    #: a slow hash; none: whoever has the link may open it
    password = models.CharField(max_length=200, null=True)
    expires_at = models.DateTimeField()
    most_openings = models.PositiveSmallIntegerField(null=True)
    openings = models.PositiveIntegerField(default=0)
    last_opened_at = models.DateTimeField(null=True)
    #: when the log was last told of an opening (`openings.TOLD_EVERY`)
    told_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = WorkspaceForeignKey(Member, models.PROTECT, null=True, db_index=False)
    revoked_by_id: UUID | None
    mail_id = models.UUIDField(null=True)

    secret_columns: ClassVar[frozenset[str]] = frozenset({"token_hash", "password"})

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "record", "-id"], name="share_link_of_record"),
            models.Index(fields=["workspace", "made_by", "-id"], name="share_link_of_maker"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} for {self.name}"

    @property
    def state(self) -> str:
        """`open`, or why it opens nothing: `revoked`, `expired`, `used` up, `lost` its secret."""
        if self.revoked_at is not None:
            return "revoked"
        if self.token_hash is None:
            return "lost"
        if self.expires_at <= clock.now():
            return "expired"
        if self.most_openings is not None and self.openings >= self.most_openings:
            return "used"
        return "open"
