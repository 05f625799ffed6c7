"""Pieces of a page that are drawn once and kept: a macro given the same values draws the same HTML.

The sidebar, the palette and the menus of a list are half of what a page costs, and from one page to
the next nothing in them changes. What does change (a count, a name, the current room) is among the
values, so that nothing old is ever shown. Only for macros imported without context, and for values
that can be a key: text, numbers, frozen data, objects that live as long as what they say is true.
"""

from __future__ import annotations

from threading import Lock
from typing import Any

from django.utils.translation import get_language

from .html import Html

#: pieces kept in a process; one is 1 to 12 kB, and what is larger is not kept
MOST = 500
LARGEST = 20_000
#: those that were asked for last stand last
_drawn: dict[tuple[Any, ...], Html] = {}
_order = Lock()


def once(macro: Any, *values: Any, **named: Any) -> Html:
    """What `macro(*values, **named)` draws in the active language."""
    key = (macro, get_language(), values, *named.items())
    with _order:
        found = _drawn.pop(key, None)
        if found is not None:
            _drawn[key] = found
            return found
    made: Html = macro(*values, **named)
    if len(made) <= LARGEST:
        _keep(key, made)
    return made


def _keep(key: tuple[Any, ...], made: Html) -> None:
    """Keep a piece; what nobody asked for longest goes for it, and nothing else."""
    with _order:
        _drawn[key] = made
        while len(_drawn) > MOST:
            del _drawn[next(iter(_drawn))]
