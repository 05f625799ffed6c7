"""What a work item is part of: given when it is added, changed by moving it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from klientel.records.fields import RecordLinkField
from klientel.work.models import WorkItem
from klientel.workspaces.actor import Actor


@dataclass(kw_only=True)
class ParentField(RecordLinkField):
    """Another work item; what is part of it is for the same account, if none is said.

    That it stays a tree is the type's to check. `account` names the field of the account.
    """

    account: str = "account"

    def settle(self, actor: Actor, rows: Sequence[dict[str, Any]]) -> None:
        parents = {row[self.name] for row in rows if row.get(self.name)}
        if not parents:
            return
        found = WorkItem.objects.in_workspace(actor.workspace_id).filter(pk__in=parents)
        accounts = dict(found.values_list("pk", "account_id"))
        for row in rows:
            parent = row.get(self.name)
            if parent and self.account not in row:
                row[self.account] = accounts.get(parent)
