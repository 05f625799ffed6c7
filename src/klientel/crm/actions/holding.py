"""Holding accounts still while figures that other rows add up to are written on them.

Who reads a sum and then writes it must not be overtaken by somebody whose row was not in the sum.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import connection

from klientel.crm.models import Account
from klientel.records.holding import hold
from klientel.workspaces.models import Workspace


def hold_accounts(workspace_id: UUID, ids: Collection[UUID]) -> None:
    """Lock accounts until the transaction ends."""
    hold(Account, workspace_id, ids)


def hold_tree(workspace_id: UUID) -> None:
    """Let nobody else change what is part of what until the transaction ends."""
    if connection.vendor == "postgresql":
        # what only points to the workspace may come in meanwhile
        Workspace.objects.select_for_update(no_key=True).get(pk=workspace_id)
