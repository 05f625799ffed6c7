"""What rooms above must agree to before items become of another kind, or kinds are changed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from klientel.work.kinds import Kinds
from klientel.work.models import WorkItem
from klientel.workspaces.actor import Actor

#: each raises `Refused` for items that may not be of the kind they are about to get
guards: list[Callable[[Actor, Sequence[WorkItem]], None]] = []
#: each raises `Refused` for kinds, named by their codes, that may not be what they now are
kind_guards: list[Callable[[Actor, Kinds, Collection[str]], None]] = []


def must_fit_their_kind(actor: Actor, items: Sequence[WorkItem]) -> None:
    """Refuse a change of kind that would hide what hangs on an item."""
    changed = [
        item for item in items if not item._state.adding and "kind" in item.changed_columns()
    ]
    if changed:
        for guard in guards:
            guard(actor, changed)


def kinds_must_fit(actor: Actor, kinds: Kinds, changed: Collection[str]) -> None:
    """Refuse a change of kinds, as they are after it, that would hide what hangs on their items."""
    left = [one.code for one in kinds.all if one.code in changed]
    for guard in kind_guards:
        guard(actor, kinds, left)
