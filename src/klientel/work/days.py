"""When work is due: at a moment, or on a day, which is the moment it begins in the firm's zone."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache

from klientel.kit import clock


@lru_cache(maxsize=8192)
def is_day(at: datetime, zone: str) -> bool:
    """Whether a due moment means the whole day: it is where the day begins in the firm's zone."""
    return clock.start_of_day(clock.local(at, zone).date(), zone) == at


def is_late(at: datetime, *, is_whole_day: bool, zone: str) -> bool:
    """Whether the time for something due then is over; a day is over when the next one begins."""
    if not is_whole_day:
        return at < clock.now()
    return _end_of_day(at, zone) <= clock.now()


@lru_cache(maxsize=8192)
def _end_of_day(at: datetime, zone: str) -> datetime:
    return clock.start_of_day(clock.local(at, zone).date() + timedelta(days=1), zone)
