"""Letting the rows of a field follow it: away when it is deleted, back when it is restored.

Its values stay in their records meanwhile. A month after it was deleted they go as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from klientel.events import log
from klientel.records.models import FieldDefinition, FieldValue
from klientel.records.own_fields.defined import OWN_KINDS, field_of
from klientel.records.own_fields.field import COLUMN
from klientel.records.own_fields.in_turn import CHUNK, held_behind
from klientel.records.types import record_types
from klientel.workspaces.actor import Actor
from klientel.workspaces.bulk import insert_rows, update_rows
from klientel.workspaces.models import Workspace

#: when a field was deleted that is being removed for good: so long ago that nobody restores it
GONE = datetime(1970, 1, 1, tzinfo=UTC)


def settle(said: FieldDefinition) -> Iterator[int]:
    """Let the rows of a field say what its state asks for; idempotent.

    Gives the number of records done, chunk by chunk.
    """
    while True:
        since = said.trashed_at
        yield from _clear(said) if since is not None else _fill(said)
        again = FieldDefinition.objects.in_workspace(said.workspace_id).filter(pk=said.pk).first()
        if again is None or again.trashed_at == since:
            return
        said = again


def purge(actor: Actor, limit: datetime) -> Iterator[int]:
    """Remove what was deleted before an instant: the values from their records, then the field.

    One write decides for each field, before any value goes: who restores it comes before that
    write, or is refused. What was cut off goes on the next time.
    """
    fields = FieldDefinition.objects.in_workspace(actor.workspace_id)
    for said in list(fields.filter(trashed_at__lt=limit).order_by("trashed_at", "id")):
        if not fields.filter(pk=said.pk, trashed_at__lt=limit).update(trashed_at=GONE):
            continue
        yield from _clear(said)
        yield from _forget(said)
        with transaction.atomic():
            mine = fields.filter(pk=said.pk, trashed_at=GONE)
            if not mine._raw_delete(mine.db):
                continue
            told = {"field": str(said.pk), "name": said.label, "type": said.type}
            log.record(actor, "field.purged", record_type="field", facts=told)
            Workspace.objects.get(pk=actor.workspace_id).touch_directory()


def _clear(said: FieldDefinition) -> Iterator[int]:
    rows = FieldValue.objects.in_workspace(said.workspace_id).filter(field_id=said.pk)
    while ids := list(rows.values_list("pk", flat=True)[:CHUNK]):
        some = FieldValue.objects.in_workspace(said.workspace_id).filter(pk__in=ids)
        some._raw_delete(some.db)
        yield len(ids)


def _fill(said: FieldDefinition) -> Iterator[int]:
    kind = OWN_KINDS[said.kind]
    if kind.makes is not None:
        yield from kind.makes(Workspace.objects.get(pk=said.workspace_id), said.type)
    field = field_of(said)
    if field.side_model() is None:
        return
    there = FieldValue.objects.in_workspace(said.workspace_id).filter(field_id=said.pk)

    def write(records: list[Any]) -> None:
        there.filter(record_id__in=[one.pk for one in records]).delete()
        insert_rows(FieldValue, [row for one in records for row in field.side_rows(one)])

    yield from _holding(said, write)


def _forget(said: FieldDefinition) -> Iterator[int]:
    model = record_types.get(said.type).model

    def write(records: list[Any]) -> None:
        for one in records:
            one.own_values = {name: v for name, v in one.own_values.items() if name != said.name}
        update_rows(model, records, [COLUMN])

    yield from _holding(said, write)


def _holding(said: FieldDefinition, write: Any) -> Iterator[int]:
    """Go through the records that hold a value of the field, each chunk in a transaction."""
    if said.type not in record_types:
        return
    model = record_types.get(said.type).model
    after: UUID | None = None
    while True:
        with transaction.atomic():
            rows = model.objects.in_workspace(said.workspace_id)
            records = held_behind(rows.filter(**{f"{COLUMN}__has_key": said.name}), after)
            if records:
                write(records)
        if not records:
            return
        after = records[-1].pk
        yield len(records)
