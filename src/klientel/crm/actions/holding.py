"""Holding accounts still while figures that other rows add up to are written on them.

Who reads a sum and then writes it must not be overtaken by somebody whose row was not in the sum.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from klientel.crm.models import Account
from klientel.records.holding import hold


def hold_accounts(workspace_id: UUID, ids: Collection[UUID]) -> None:
    """Lock accounts until the transaction ends."""
    hold(Account, workspace_id, ids)
