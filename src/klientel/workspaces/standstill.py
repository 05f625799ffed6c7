"""What must not go on by itself in a workspace that was brought in from a copy.

The workspace it was copied from may go on as well: what mails, calls or changes by itself would do
so twice. A room that does such things adds here how it is brought to a stand.
"""

from __future__ import annotations

from collections.abc import Callable

from klientel.workspaces.actor import Actor

#: takes the program itself, in the transaction that brings the workspace in
Stop = Callable[[Actor], None]
_stops: dict[str, Stop] = {}


def add_stop(name: str, stop: Stop) -> None:
    """Add what brings a part of a workspace to a stand; a room does this when it opens."""
    _stops[name] = stop


def bring_to_a_stand(actor: Actor) -> None:
    """Stop everything in the actor's workspace that acts by itself."""
    for name in sorted(_stops):
        _stops[name](actor)
