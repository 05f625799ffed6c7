"""Tags: words a firm puts on its records."""

from django.db import models

from klientel.records.models.record_ref import RecordRef
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey


class Tag(ScopedModel):
    """One word, unique per workspace by its folded form."""

    name = models.CharField(max_length=60)
    folded = models.CharField(max_length=60)
    colour = models.CharField(max_length=12, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "folded"], name="tag_once")]

    def __str__(self) -> str:
        return self.name


class Tagging(ScopedModel):
    """One tag on one record: what filters read; pages show the record's own `tags` column."""

    record = WorkspaceForeignKey(RecordRef, models.CASCADE, db_index=False)
    tag = WorkspaceForeignKey(Tag, models.CASCADE, db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "tag", "record"], name="tagging_once")
        ]
        indexes = [models.Index(fields=["workspace", "record"], name="tagging_of_record")]
