"""What every page inside a workspace knows: who asks, where, in which words, and its sidebar."""

from __future__ import annotations

from typing import Any

from klientel.views.navigation import navigation_of
from klientel.views.render import page_reading


def page(request: Any) -> dict[str, Any]:
    """The template context processor of the room; adds nothing outside a workspace.

    A fragment has no sidebar, so it does not pay for one.
    """
    if getattr(request, "actor", None) is None:
        return {"t": _plain(request)}
    known: dict[str, Any] = {
        "actor": request.actor,
        "member": request.member,
        "workspace": request.workspace,
        "words": request.words,
        "t": request.words.say,
        "format": page_reading(request).format,
        "base": f"/{request.workspace.slug}",
    }
    if not getattr(request, "is_fragment", False):
        known["navigation"] = getattr(request, "navigation", None) or navigation_of(request)
    return known


def _plain(request: Any) -> Any:
    from klientel.workspaces.words import PLAIN

    return (getattr(request, "words", None) or PLAIN).say
