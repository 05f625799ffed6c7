"""The fields that a firm adds to a type of records, and the values that lists look for."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from klientel.kit import clock
from klientel.records.models.record_ref import RecordRef
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey


class FieldDefinition(ScopedModel):
    """One field that a firm added to the records of a type.

    `name` is its name for ever, in addresses, in the log and as the key of its values; `label` is
    what people call it and may change. What `options` hold is told by the kind. A field in the
    trash is no field of its type any more, but keeps its values.
    """

    type = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=20)
    label = models.CharField(max_length=80)
    section = models.CharField(max_length=60, default="")
    description = models.CharField(max_length=300, default="")
    is_required = models.BooleanField(default=False)
    #: the value of new records as it is stored; None for none
    preset: models.JSONField[Any] = models.JSONField(null=True)
    options: models.JSONField[Any] = models.JSONField(default=dict)
    #: when it is shown, required and locked: conditions as an address writes them, by purpose
    conditions: models.JSONField[Any] = models.JSONField(default=dict)
    #: nobody outside the firm gets to see it
    is_internal = models.BooleanField(default=False)
    #: the smallest comes first
    place = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    trashed_at = models.DateTimeField(null=True)
    #: the firm's day on which values that change by themselves were last reckoned
    reckoned_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "type", "name"], name="own_field_once")
        ]

    def __str__(self) -> str:
        return self.label


def _value_index(column: str) -> models.Index:
    """What a list is filtered and ordered by: the values of one field, then the record."""
    return models.Index(
        fields=["workspace", "field", column, "record"],
        name=f"own_by_{column}",
        condition=Q(**{f"{column}__isnull": False}),
    )


class FieldValue(ScopedModel):
    """One value of an own field beside its record: what filters, orders and groups.

    A page reads the record's own column; these rows say the same in columns of their kinds. What is
    empty has no row, a list of options has one for each.
    """

    is_derived: ClassVar[bool] = True

    # Without a constraint of the database: SQLite would look for the rows of each record that is
    # removed by the record alone, and our indexes begin with the workspace.
    field = WorkspaceForeignKey(
        FieldDefinition, models.CASCADE, db_index=False, db_constraint=False
    )
    record = WorkspaceForeignKey(RecordRef, models.CASCADE, db_index=False, db_constraint=False)
    #: folded, so that upper case and umlauts make no difference
    text = models.CharField(max_length=1_000, null=True)
    number = models.DecimalField(max_digits=26, decimal_places=6, null=True)
    day = models.DateField(null=True)
    moment = models.DateTimeField(null=True)
    key = models.UUIDField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "record", "field"], name="own_of_record"),
            *map(_value_index, ("text", "number", "day", "moment", "key")),
        ]
