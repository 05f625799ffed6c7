"""Whether this session knows already that its browser rings; a new one is told by a script."""

from __future__ import annotations

from typing import Any

#: in a session: the ids of the workspaces for which its browser was let ring
_KEPT = "rings"


def note_attached(request: Any) -> None:
    """Remember in the session that this browser rings here."""
    key = str(request.workspace.pk)
    kept = request.session.get(_KEPT) or []
    if key not in kept:
        request.session[_KEPT] = [*kept, key]


def attaching(request: Any) -> str:
    """Where a browser that rang in an earlier session says so again; empty where it need not."""
    if getattr(request, "member", None) is None or getattr(request, "seeing", None) is not None:
        return ""
    if str(request.workspace.pk) in (request.session.get(_KEPT) or ()):
        return ""
    return f"/{request.workspace.slug}/inbox/push"
