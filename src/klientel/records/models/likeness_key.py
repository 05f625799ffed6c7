"""What records are compared by: a row for each thing that two of them may share."""

from django.db import models

from klientel.records.models.record_ref import RecordRef
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey


class LikenessKey(ScopedModel):
    """One key of one record (`kit.likeness.keys_of`), as a number that names its type, too.

    Written in the background: a record that was just added is found a moment later.
    """

    record = WorkspaceForeignKey(RecordRef, models.CASCADE, db_index=False)
    key = models.BigIntegerField()

    is_derived = True

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "key"], name="likeness_by_key"),
            models.Index(fields=["workspace", "record"], name="likeness_of_record"),
        ]
