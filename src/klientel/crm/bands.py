"""The words that a client's health is told by."""

from __future__ import annotations

from typing import Literal

Band = Literal["good", "fair", "poor"]
#: from so many points on (the design's proposal for health scores)
GOOD, FAIR = 70, 40


def band_of(health: int) -> Band:
    """The word for a health from 0 to 100."""
    return "good" if health >= GOOD else "fair" if health >= FAIR else "poor"
