"""Widths of columns as an address holds them: `w=city.160,email.240`, in pixels."""

from __future__ import annotations

from klientel.records.types import RecordType

Widths = tuple[tuple[str, int], ...]

NARROWEST = 48
WIDEST = 800
_MOST = 24


def widths_in(record_type: RecordType, text: str) -> Widths:
    """The widths of a text; what is no column or no width is left out, since nothing is lost."""
    found: dict[str, int] = {}
    for part in text.split(",")[:_MOST]:
        name, _dot, pixels = part.rpartition(".")
        if name in record_type.by_name and pixels.isdecimal() and len(pixels) < 5:
            found[name] = min(max(int(pixels), NARROWEST), WIDEST)
    return tuple(found.items())


def widths_text(widths: Widths) -> str:
    """The text of widths."""
    return ",".join(f"{name}.{pixels}" for name, pixels in widths)
