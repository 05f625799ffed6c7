"""Summing up what linked records hold for all records of a type: beside them it is the writer's."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.db import transaction

from klientel.records import writer
from klientel.records.models import FieldValue
from klientel.records.own_fields.field import COLUMN
from klientel.records.own_fields.in_turn import held_behind
from klientel.records.own_fields.rolling import put_sums, sums_of
from klientel.records.types import record_types
from klientel.workspaces.actor import Actor
from klientel.workspaces.bulk import update_rows
from klientel.workspaces.models import Workspace


def roll_anew(workspace: Workspace, type_name: str) -> Iterator[int]:
    """Sum up anew for all records of a type, chunk by chunk; idempotent.

    Gives how many were looked at.
    """
    after: UUID | None = None
    program = Actor.system(workspace.pk, "sums follow what they are of")
    while type_name in record_types:
        with transaction.atomic():
            record_type = record_types.get(type_name).in_workspace(workspace)
            rows = record_type.model.objects.in_workspace(workspace.pk)
            records = held_behind(rows, after) if sums_of(record_type) else []
            differing = put_sums(workspace, record_type, records) if records else []
            update_rows(record_type.model, differing, [COLUMN])
            if records:
                writer.rewrite_side_rows(program, record_type, records, [FieldValue])
        if not records:
            return
        after = records[-1].pk
        yield len(records)
