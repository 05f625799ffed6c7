"""How long to wait before something that failed is tried again."""

from __future__ import annotations

import random
from datetime import timedelta

FIRST = timedelta(seconds=10)
LONGEST = timedelta(hours=1)
_JITTER = 0.2


def wait_after(attempts: int) -> timedelta:
    """The wait after failed attempts: 20 s, 40 s, ... at most one hour, and up to 20 % more.

    The random part keeps what failed together from coming back together.
    """
    grown: timedelta = min(FIRST * 2 ** min(attempts, 12), LONGEST)
    return grown * (1.0 + random.random() * _JITTER)  # noqa: S311 - no secret


def told(error: BaseException, limit: int = 500) -> str:
    """One bounded line that says what failed, for the list of what was given up."""
    text = " ".join(str(error).split())
    line = f"{type(error).__name__}: {text}" if text else type(error).__name__
    return line.replace("\x00", "")[:limit]
