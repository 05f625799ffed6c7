"""What a receipt is known by, whichever file tells of it: its account, day and number."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from hashlib import sha256
from uuid import UUID

from klientel.crm.models import Purchase
from klientel.workspaces.bulk import update_rows


def receipt_key(account_id: UUID, bought_on: date, number: str) -> str:
    """The `import_key` of a receipt's purchase."""
    told = f"receipt\x1f{account_id}\x1f{bought_on}\x1f{number}"
    return sha256(told.encode()).hexdigest()


def follow_accounts(workspace_id: UUID, account_ids: Collection[UUID]) -> None:
    """Let receipts that moved between these accounts be known at the one where they are now.

    Otherwise the same file, imported once more, would add them again. Of a receipt that two
    accounts had each, the second keeps its key.
    """
    rows = Purchase.objects.in_workspace(workspace_id).filter(
        account_id__in=list(account_ids), import_key__isnull=False, trashed_at=None
    )
    purchases = list(rows.exclude(number="").order_by("pk"))
    taken = {one.import_key for one in purchases}
    moved = []
    for one in purchases:
        known_at = {receipt_key(key, one.bought_on, one.number) for key in account_ids}
        here = receipt_key(one.account_id, one.bought_on, one.number)
        if one.import_key in known_at and here not in taken:
            taken.add(here)
            one.import_key = here
            moved.append(one)
    update_rows(Purchase, moved, ["import_key"])
