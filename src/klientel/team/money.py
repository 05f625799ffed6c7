"""Whether a firm has recorded amounts: from then on its currency stays, or sums would mix two."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from klientel.records.models import FieldDefinition, FieldValue

#: asked with a workspace's id, answers whether the room keeps an amount of it; rooms add theirs
keepers: list[Callable[[UUID], bool]] = []


def has_amounts(workspace_id: UUID) -> bool:
    """Whether any room keeps an amount in the workspace's currency, deleted ones included, or one
    of the firm's own fields does: without a currency of its own it is in that of the firm.
    """
    return any(keeps(workspace_id) for keeps in keepers) or _has_own_amounts(workspace_id)


def _has_own_amounts(workspace_id: UUID) -> bool:
    fields = FieldDefinition.objects.in_workspace(workspace_id).filter(kind="money", options={})
    values = FieldValue.objects.in_workspace(workspace_id)
    return bool(values.filter(field_id__in=fields.values("pk")).exists())
