"""Holding accounts still while figures that other rows add up to are written on them.

Who reads a sum and then writes it must not be overtaken by somebody whose row was not in the sum.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import connection

from klientel.crm.models import Account

_CHUNK = 5_000


def hold_accounts(workspace_id: UUID, ids: Collection[UUID] | None) -> None:
    """Lock accounts, or all of the workspace with None, until the transaction ends.

    Always in the order of their ids, so that two writers wait for each other instead of forever.
    SQLite lets only one transaction write anyhow.
    """
    if connection.vendor != "postgresql":
        return
    # not FOR UPDATE: rows that only point to the account may come in meanwhile
    rows = Account.objects.in_workspace(workspace_id).order_by("pk").select_for_update(no_key=True)
    if ids is None:
        list(rows.values_list("pk", flat=True))
        return
    ordered = sorted(ids)
    for start in range(0, len(ordered), _CHUNK):
        list(rows.filter(pk__in=ordered[start : start + _CHUNK]).values_list("pk", flat=True))
