"""What the room keeps under records and firms, as lower rooms ask before they let go of those."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from klientel.crm.models import Purchase, TakingPart


def has_amounts(workspace_id: UUID) -> bool:
    """Whether anything was ever bought, what lies in the trash included."""
    return bool(Purchase.objects.in_workspace(workspace_id).exists())


def people_taking_part(workspace_id: UUID, ids: Collection[UUID]) -> set[UUID]:
    """Those of some contacts who take part in anything that is not deleted."""
    rows = TakingPart.objects.in_workspace(workspace_id).filter(
        contact_id__in=ids, record__trashed_at=None
    )
    return set(rows.values_list("contact_id", flat=True).distinct())


def accounts_with_purchases(workspace_id: UUID, ids: Collection[UUID]) -> set[UUID]:
    """Those of some accounts under which a purchase is kept that is not deleted."""
    rows = Purchase.objects.in_workspace(workspace_id).filter(account_id__in=ids, trashed_at=None)
    return set(rows.values_list("account_id", flat=True).distinct())
