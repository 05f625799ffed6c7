"""Removing for good what lay in the trash for thirty days; what the log told of it stays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction

from klientel.events.log import Line, record_many
from klientel.kit import clock
from klientel.kit.refused import Forbidden
from klientel.records.actions import linking
from klientel.records.actions.trash import TRASH_DAYS
from klientel.records.models import RecordRef
from klientel.records.one_reading import in_force
from klientel.records.types import RecordType, record_types
from klientel.workspaces.actor import Actor
from klientel.workspaces.scope import WorkspaceForeignKey

#: records removed in one transaction, so that nobody waits long for the writer
_CHUNK = 200


def purge(actor: Actor) -> Iterator[int]:
    """Remove what has been in the trash of a workspace too long, each step in its own transaction.

    Yields how many records a step removed. What hangs on an account goes before it. Only the
    program does this; anybody else is `Forbidden`.
    """
    if not actor.is_system:
        raise Forbidden("What is in the trash is removed by the program alone.")
    limit = clock.now() - timedelta(days=TRASH_DAYS)
    for record_type in _children_first():
        yield from _purge_type(actor, record_type, limit)


def _children_first() -> list[RecordType]:
    return sorted(record_types, key=lambda one: (not one.inherits, one.name))


def _purge_type(actor: Actor, record_type: RecordType, limit: datetime) -> Iterator[int]:
    rows = record_type.model.objects.in_workspace(actor.workspace_id).filter(trashed_at__lt=limit)
    if record_type.account == "pk":
        for key in list(rows.order_by("pk").values_list("pk", flat=True)):
            yield from _purge_children(actor, key)
    while True:
        removed = _step(actor, record_type, rows)
        if removed:
            yield removed
        if removed < _CHUNK:
            return


def _purge_children(actor: Actor, account_id: UUID) -> Iterator[int]:
    for record_type in record_types:
        if not record_type.inherits:
            continue
        rows = record_type.model.objects.in_workspace(actor.workspace_id)
        theirs = rows.filter(**{record_type.account: account_id})
        while removed := _step(actor, record_type, theirs):
            yield removed


def _step(actor: Actor, record_type: RecordType, rows: Any) -> int:
    """Remove some of the rows: what hangs on them, their spine, themselves; one event for each."""
    with transaction.atomic():
        some = rows.order_by("pk")
        if connection.vendor == "postgresql":
            some = some.select_for_update(of=("self",))
        records = list(some[:_CHUNK])
        if not records:
            return 0
        told = [
            Line(
                record_type.verb("purged"), record_type.name, one.pk, record_type.account_of(one),
                {"title": record_type.named(one)},
            )
            for one in records
        ]  # fmt: skip
        ids = [record.pk for record in records]
        linking.forget(actor, in_force(actor, record_type), ids)
        record_type.purge(actor, ids)
        for model in (record_type.model, RecordRef):
            _let_go(actor.workspace_id, model, ids)
            mine = model.objects.in_workspace(actor.workspace_id).filter(pk__in=ids)
            mine._raw_delete(mine.db)
        record_many(actor, told)
    return len(records)


def _let_go(workspace_id: UUID, model: Any, ids: Sequence[UUID]) -> None:
    """Remove the rows that hang on others by a foreign key, or empty the key, as it says.

    What must not lose them (`PROTECT`) is for the type's `purge`; the database refuses what is
    forgotten there.
    """
    for relation in model._meta.get_fields(include_hidden=True):
        key = getattr(relation, "field", None)
        if not relation.auto_created or not isinstance(key, WorkspaceForeignKey):
            continue
        holder: Any = key.model
        rows = holder.objects.in_workspace(workspace_id).filter(**{f"{key.attname}__in": ids})
        if key.remote_field.on_delete is models.SET_NULL:
            rows.update(**{key.attname: None})
        elif key.remote_field.on_delete is models.CASCADE:
            rows._raw_delete(rows.db)
