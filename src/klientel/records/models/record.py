"""Record: the abstract base of everything that has a title, a history and somebody responsible."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from klientel.kit import clock
from klientel.records.models.visible import Visible, VisibleManager, VisibleQuerySet

RecordQuerySet = VisibleQuerySet


class Record(Visible):
    """What the kernel knows of a record; its own columns are the subclass's.

    `version` counts changes; `ref` is the number people say, None for types without one.
    `own_values` holds what the firm's own fields say, by their names; what is empty is not there.
    Rows are written by `klientel.records.actions` alone.
    """

    record_type: ClassVar[str]

    ref = models.CharField(max_length=20, null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    own_values: models.JSONField[Any] = models.JSONField(default=dict)

    objects: ClassVar[Any] = VisibleManager()

    class Meta:
        abstract = True
