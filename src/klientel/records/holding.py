"""Holding records still while something is written that follows from them.

Who reads an account's visibility and writes it on what hangs on it must not be overtaken by
somebody who is just changing it. Accounts are always held first, in the order of their ids: two
writers then wait for each other instead of forever.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import connection

from klientel.records.types import RecordType
from klientel.workspaces.actor import Actor

_CHUNK = 5_000


def hold(model: Any, workspace_id: UUID, ids: Collection[UUID]) -> None:
    """Lock rows until the transaction ends.

    SQLite lets only one transaction write anyhow.
    """
    if connection.vendor != "postgresql":
        return
    # not FOR UPDATE: rows that only point here may come in meanwhile
    rows = model.objects.in_workspace(workspace_id).order_by("pk").select_for_update(no_key=True)
    ordered = sorted(ids)
    for start in range(0, len(ordered), _CHUNK):
        list(rows.filter(pk__in=ordered[start : start + _CHUNK]).values_list("pk", flat=True))


def hold_accounts_of(
    actor: Actor,
    record_type: RecordType,
    ids: Iterable[UUID] = (),
    values: Iterable[Mapping[str, Any]] = (),
) -> None:
    """Lock the accounts that inheriting records hang on, or by clean `values` will hang on.

    Comes before anything else of them is locked or read.
    """
    if not record_type.inherits or connection.vendor != "postgresql":
        return
    names = [one.name for one in record_type.fields if one.column == record_type.account]
    accounts = {row[name] for row in values for name in names if row.get(name)}
    wanted = list(ids)
    for start in range(0, len(wanted), _CHUNK):
        rows = record_type.model.objects.in_workspace(actor.workspace_id)
        some = rows.filter(pk__in=wanted[start : start + _CHUNK])
        accounts.update(some.values_list(record_type.account, flat=True))
    parent = record_type.model._meta.get_field(
        record_type.account.removesuffix("_id")
    ).remote_field.model
    hold(parent, actor.workspace_id, accounts - {None})
