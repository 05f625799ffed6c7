"""Icons are checked when something is registered, not when a page is drawn."""

from __future__ import annotations

from klientel.ui.icons import NAMES


def check_icon(owner: str, name: str) -> None:
    """Raise ValueError for an icon that the interface does not have; none is fine."""
    if name and name not in NAMES:
        raise ValueError(f"{owner}: there is no icon named {name}; see ui/frontend/icons.json")
