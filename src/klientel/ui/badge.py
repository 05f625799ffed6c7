"""Who or what a name stands for, at a glance: its initials on a tint of its own, and the name."""

from __future__ import annotations

from functools import lru_cache
from zlib import crc32

from .html import Html, pattern
from .icons import icon
from .initials import initials

HUES = 6
_BADGE = pattern(
    '<span class="person"><span class="avatar avatar-{}{}" aria-hidden="true">{}</span>'
    "<span>{}</span></span>"
)

_GIVEN = pattern('<span class="given">{}</span>{}')

_AWAY = pattern(
    '{}<span class="person-away" title="{}">{}<span class="visually-hidden">({})</span></span>'
)


def hue(name: str) -> int:
    """A number from 1 to 6 that is always the same for a name: the tint of its initials."""
    return crc32(name.encode()) % HUES + 1


@lru_cache(maxsize=4096)
def badge(name: str, shape: str = "person", family: str = "") -> Html:
    """A name with its initials: in a rounded square for an organisation, a circle for a person.

    `family`, with which the name ends, is what people are in order of: the rest steps back.
    """
    squared = " avatar-organisation" if shape == "organisation" else ""
    said = _GIVEN(name.removesuffix(family), family) if family else name
    return _BADGE(hue(name), squared, initials(name), said)


def away_badge(name: str, note: str) -> Html:
    """A person's badge with a quiet mark that they are away; the note says until when."""
    return _AWAY(badge(name), note, icon("moon", 16), note)
