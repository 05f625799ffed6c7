"""What every page in a workspace knows of push: where a browser that rang says so again."""

from __future__ import annotations

from typing import Any

from klientel.notifications.push_attaching import attaching


def page(request: Any) -> dict[str, Any]:
    """The template context processor of the room; a fragment needs nothing of it."""
    if getattr(request, "actor", None) is None or getattr(request, "is_fragment", False):
        return {}
    return {"push_attach": attaching(request)}
