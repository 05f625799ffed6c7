"""What was bought by way of other records: purchases that follow from an order; what rooms above
say to it when such a purchase comes back.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from decimal import Decimal
from uuid import UUID

from klientel.crm.models import Purchase, PurchaseLine
from klientel.workspaces.actor import Actor

#: each raises `Refused` for records from which more would follow than may, now that purchases
#: which follow from them stand again
guards: list[Callable[[Actor, Collection[UUID]], None]] = []


def bought_from(workspace_id: UUID, sources: Collection[UUID]) -> dict[UUID, Decimal]:
    """How much of the entries under some records (the lines of orders) was bought, by entry.

    Added up here: SQLite would do it in floating point.
    """
    lines = PurchaseLine.objects.in_workspace(workspace_id).filter(
        purchase__source_id__in=list(sources),
        purchase__trashed_at=None,
        source_line__isnull=False,
    )
    found: dict[UUID, Decimal] = {}
    for entry, quantity in lines.values_list("source_line", "quantity"):
        found[entry] = found.get(entry, Decimal(0)) + quantity
    return found


def sources_bought_from(workspace_id: UUID, sources: Collection[UUID]) -> set[UUID]:
    """Those of some records from which a purchase follows that is not deleted."""
    rows = Purchase.objects.in_workspace(workspace_id).filter(
        source_id__in=list(sources), trashed_at=None
    )
    return set(rows.values_list("source_id", flat=True))


def was_recorded(workspace_id: UUID, key: str) -> bool:
    """Whether a purchase was recorded by that key, whatever became of it since."""
    return bool(Purchase.objects.in_workspace(workspace_id).filter(import_key=key).exists())
