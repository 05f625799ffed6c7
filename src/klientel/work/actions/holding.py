"""Letting writes of a firm queue that are harmless alone and wrong together."""

from __future__ import annotations

from uuid import UUID

from django.db import connection

from klientel.workspaces.models import Workspace


def hold_firm(workspace_id: UUID) -> None:
    """Let nobody else change kinds, or what is part of or waits for what, until the transaction
    ends; what is read afterwards is as those before left it.
    """
    if connection.vendor == "postgresql":
        # what only points to the workspace may come in meanwhile
        Workspace.objects.select_for_update(no_key=True).get(pk=workspace_id)
