"""When the buyers of a workspace were last sorted into segments, and as of which day."""

from __future__ import annotations

from django.db import models

from klientel.kit import clock
from klientel.workspaces.scope import ScopedModel


class SegmentRun(ScopedModel):
    """One row per workspace. `as_of` is the day that recency and the twelve months count from."""

    as_of = models.DateField()
    computed_at = models.DateTimeField(default=clock.now)
    buyers = models.PositiveIntegerField(default=0)
    #: whether `as_of` is the last day of a log that has ended, rather than the day of counting
    has_ended = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint("workspace", name="segment_run_once")]
