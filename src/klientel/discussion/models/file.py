"""A file on a record, or one that waits for its form to be sent."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models import Q

from klientel.discussion.models.blob import Blob
from klientel.discussion.models.comment import Comment
from klientel.kit import clock
from klientel.kit.media_types import PICTURES
from klientel.records.models import RecordRef
from klientel.workspaces.models import Member
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey

#: a larger picture is not drawn small: it would be sent whole for that
_MOST_SHOWN = 1_500_000


class File(ScopedModel):
    """One version of a file. `series` is shared by all versions; the first one's id.

    Without a record it is staged: only who gave it may use it, and it goes after a day. The media
    type was read from the bytes. Who sees a file is decided by its record, at each request.
    """

    record = WorkspaceForeignKey(RecordRef, models.CASCADE, null=True, db_index=False)
    #: the comment that it came with, which it goes into the trash with
    comment = WorkspaceForeignKey(Comment, models.SET_NULL, null=True, db_index=False)
    #: the field of the record that holds it, by what the firm said of it; none: the record itself
    field = models.UUIDField(null=True)
    blob = WorkspaceForeignKey(Blob, models.PROTECT, db_index=False)
    #: a picture written anew, which is what is shown and what outsiders get; none: it is not shown
    clean = WorkspaceForeignKey(
        Blob, models.PROTECT, null=True, db_index=False, related_name="clean_of"
    )
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    given_by = WorkspaceForeignKey(Member, models.PROTECT, null=True, db_index=False)
    given_at = models.DateTimeField(default=clock.now)
    series = models.UUIDField()
    version = models.PositiveIntegerField(default=1)
    is_current = models.BooleanField(default=True)
    trashed_at = models.DateTimeField(null=True)

    #: no column: the event that told of what was just done with it, by which it is undone
    told_by: UUID | None = None

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "record", "-given_at"], name="file_of_record"),
            models.Index(fields=["workspace", "series"], name="file_series"),
            models.Index(fields=["workspace", "blob"], name="file_of_blob"),
            models.Index(
                fields=["workspace", "clean"],
                name="file_of_clean",
                condition=Q(clean__isnull=False),
            ),
            models.Index(
                fields=["workspace", "comment"],
                name="file_of_comment",
                condition=Q(comment__isnull=False),
            ),
            models.Index(
                fields=["workspace", "given_at"],
                name="file_staged",
                condition=Q(record__isnull=True),
            ),
            models.Index(
                fields=["workspace", "trashed_at"],
                name="file_in_trash",
                condition=Q(trashed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        """Whether a browser may be shown it: dots, which were written anew without the rest."""
        return self.media_type in PICTURES and self.clean_id is not None

    @property
    def is_shown_small(self) -> bool:
        """Whether it may stand in a list as it is."""
        return self.is_picture and self.size <= _MOST_SHOWN
