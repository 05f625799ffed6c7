"""Deleting into the trash, and back. Nothing is lost for 30 days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from klientel.events.log import Line
from klientel.kit import clock
from klientel.kit.refused import NotFound, Refused
from klientel.records import writer
from klientel.records.actions import linking
from klientel.records.actions.catalogue import found_many
from klientel.records.actions.together import tell, written_together
from klientel.records.models import RecordRef
from klientel.records.one_reading import in_force
from klientel.records.types import record_types
from klientel.workspaces.actor import Actor

TRASH_DAYS = 30


def trash(actor: Actor, type_name: str, target: UUID) -> Any:
    """Put one record into the trash. Raises `Forbidden` or `NotFound`."""
    return _one(_move(actor, type_name, [target], into=True))


def trash_many(
    actor: Actor, type_name: str, targets: Iterable[UUID], *, batch: UUID | None = None
) -> list[Any]:
    """Put records into the trash; those the actor cannot see are left out."""
    return _move(actor, type_name, targets, into=True, batch=batch)


def restore(actor: Actor, type_name: str, target: UUID) -> Any:
    """Take one record out of the trash, within its days. Raises `Forbidden` or `NotFound`."""
    return _one(_move(actor, type_name, [target], into=False))


def restore_many(
    actor: Actor, type_name: str, targets: Iterable[UUID], *, batch: UUID | None = None
) -> list[Any]:
    """Take records out of the trash."""
    return _move(actor, type_name, targets, into=False, batch=batch)


def _one(moved: list[Any]) -> Any:
    if not moved:
        raise NotFound()
    return moved[0]


def _move(
    actor: Actor,
    type_name: str,
    targets: Iterable[UUID],
    *,
    into: bool,
    batch: UUID | None = None,
) -> list[Any]:
    declared = record_types.get(type_name)
    actor.must(declared.permission("trash"))
    ids = [_key(target) for target in targets]

    def work() -> list[Any]:
        record_type = in_force(actor, declared)
        records = found_many(actor, record_type, ids, trashed=not into)
        now = clock.now()
        if not into:
            # what is about to be removed for good may have lost a part of it already
            records = [one for one in records if one.trashed_at >= now - timedelta(days=TRASH_DAYS)]
            records = _not_merged(actor, records)
        before = [(record, record.trashed_at) for record in records]
        for record in records:
            record.trashed_at = now if into else None
            record.version += 1
            record.updated_at = now
        if records:
            writer.update(actor, record_type, records, {"trashed_at"})
            if record_type.account == "pk":
                writer.hide_inherited(actor, before)
            verb = record_type.verb("trashed" if into else "restored")
            lines = [
                Line(
                    verb,
                    record_type.name,
                    one.pk,
                    record_type.account_of(one),
                    {"title": record_type.named(one)},
                )
                for one in records
            ]
            columns = frozenset({"trashed_at"})
            tell(actor, record_type, records, lines, columns=columns, batch=batch)
            if into:
                linking.let_go(actor, record_type, records, batch=batch)
            else:
                linking.follow_new(actor, record_type, records, batch=batch, is_strict=False)
        return records

    return written_together(work)


def _not_merged(actor: Actor, records: list[Any]) -> list[Any]:
    """Those that went into no other record: a merge is taken back as a whole."""
    spine = RecordRef.objects.in_workspace(actor.workspace_id)
    merged = spine.filter(pk__in=[one.pk for one in records], merged_into__isnull=False)
    gone = set(merged.values_list("pk", flat=True))
    if gone and len(records) == 1:
        raise Refused("This was merged into another record. Take the merge back instead.")
    return [one for one in records if one.pk not in gone]


def _key(target: Any) -> UUID:
    return target if isinstance(target, UUID) else target.pk
