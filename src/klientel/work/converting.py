"""What rooms above must agree to before items become of another kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from klientel.work.models import WorkItem
from klientel.workspaces.actor import Actor

#: each raises `Refused` for items that may not be of the kind they are about to get
guards: list[Callable[[Actor, Sequence[WorkItem]], None]] = []


def must_fit_their_kind(actor: Actor, items: Sequence[WorkItem]) -> None:
    """Refuse a change of kind that would hide what hangs on an item."""
    changed = [
        item for item in items if not item._state.adding and "kind" in item.changed_columns()
    ]
    if changed:
        for guard in guards:
            guard(actor, changed)
