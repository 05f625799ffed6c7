"""The fixed vocabulary of icons and the function that draws one of them."""

from __future__ import annotations

import json
from pathlib import Path

from .assets import asset
from .html import Html, icon_html

NAMES = frozenset(json.loads((Path(__file__).parent / "frontend" / "icons.json").read_text()))


def icon(name: str, size: int = 16, label: str = "", more: str = "") -> Html:
    """An icon of the sprite, in 12, 16, 20 or 24 px; `label` only where no text stands beside it.

    Raises LookupError for a name that `frontend/icons.json` does not list.
    """
    if name not in NAMES:
        raise LookupError(f"No icon named {name!r}; add it to ui/frontend/icons.json.")
    return icon_html(f"{asset('sprite.svg')}#{name}", size, label, more)
