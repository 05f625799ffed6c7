"""Whether a firm has recorded amounts: from then on its currency stays, or sums would mix two."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

#: asked with a workspace's id, answers whether the room keeps an amount of it; rooms add theirs
keepers: list[Callable[[UUID], bool]] = []


def has_amounts(workspace_id: UUID) -> bool:
    """Whether any room keeps an amount in the workspace's currency, deleted ones included."""
    return any(keeps(workspace_id) for keeps in keepers)
