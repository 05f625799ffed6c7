"""Where an instant lies among the ids, which begin with their time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def floor_id(at: datetime) -> UUID:
    """The smallest id of an instant: those made before it are smaller, later ones are not."""
    return UUID(int=max(0, (at - _EPOCH) // _MILLISECOND) << 80)
