"""Pieces of a page that are drawn once and kept: a macro given the same values draws the same HTML.

The sidebar, the palette and the menus of a list are half of what a page costs, and from one page to
the next nothing in them changes. What does change (a count, a name, the current room) is among the
values, so that nothing old is ever shown. Only for macros imported without context, and for values
that can be a key: text, numbers, frozen data, objects that live as long as what they say is true.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language

from .html import Html

#: pieces kept in a process before it starts anew; one is 1 to 12 kB, and what is larger is not kept
MOST = 500
LARGEST = 20_000
_drawn: dict[tuple[Any, ...], Html] = {}


def once(macro: Any, *values: Any, **named: Any) -> Html:
    """What `macro(*values, **named)` draws in the active language."""
    key = (macro, get_language(), values, *named.items())
    found = _drawn.get(key)
    if found is None:
        found = macro(*values, **named)
        if len(found) <= LARGEST:
            if len(_drawn) >= MOST:
                _drawn.clear()
            _drawn[key] = found
    return found
