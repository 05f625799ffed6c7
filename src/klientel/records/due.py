"""On which day something is due, for whoever reads it."""

from __future__ import annotations

from datetime import date, datetime

from klientel.kit import clock
from klientel.records.fields.base import Reading


def due_day(at: datetime, reading: Reading, *, is_whole_day: bool) -> date:
    """The day of a due moment as the spine keeps it.

    A whole day is kept as its beginning where the firm is, and is that day for everybody; a moment
    lies on the day that the reader's own clock shows.
    """
    zone = reading.workspace.time_zone if is_whole_day else reading.format.zone
    return clock.local(at, zone).date()
