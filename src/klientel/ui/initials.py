"""The one or two letters that stand for a name where there is no picture."""

from __future__ import annotations

import re
import unicodedata

_NOT_A_WORD = re.compile(r"[\W_]+")
# Titles, particles and legal forms, which say nothing in a badge.
_NOT_FOR_INITIALS = frozenset(
    ["von", "vom", "van", "zu", "zum", "zur", "der", "den", "de", "di", "da", "del", "dr", "prof",
     "med", "dipl", "ing", "gmbh", "mbh", "ggmbh", "ag", "ug", "kg", "kgaa", "ohg", "gbr", "se",
     "ev", "eg", "co", "und", "and", "the", "inc", "ltd", "llc", "haftungsbeschränkt"]
)  # fmt: skip


def initials(name: str) -> str:
    """One or two capitals for a name's badge, or `?`: `Lena von Schmidt` LS, `Nordlicht GmbH` N."""
    parts = _NOT_A_WORD.sub(" ", unicodedata.normalize("NFC", name)).split()
    telling = [part for part in parts if part.lower() not in _NOT_FOR_INITIALS] or parts
    if not telling:
        return "?"
    letters = telling[0][0] + (telling[-1][0] if len(telling) > 1 else "")
    return letters.upper()[:2]
