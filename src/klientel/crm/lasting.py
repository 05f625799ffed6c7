"""From when to when agreements and meetings last."""

from __future__ import annotations

from klientel.records import spans
from klientel.records.spans import Span


def register() -> None:
    """Tell the layouts of it."""
    # without a day on which it ends, an agreement runs until somebody ends it
    spans.register("agreement", Span(start="starts_on", end="ends_on", goes_on=True))
    spans.register("meeting", Span(start="starts_at"))
