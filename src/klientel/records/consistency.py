"""Compares each record with its spine and its search row, and writes anew what differs.

The writer keeps them together; this is for the day when somebody restored half a backup.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from klientel.records import writer
from klientel.records.models import RecordRef, SearchDoc
from klientel.records.types import RecordType, record_types
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Workspace

CHUNK = 2_000
COMPARED = (
    "ref", "title", "account_id", "owner_id", "team_id", "privacy", "sphere", "trashed_at",
)  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """One record whose spine or search row is missing or says something else."""

    type: str
    record_id: UUID
    what: str


def differences(workspace: Workspace) -> Iterator[Difference]:
    """Every record of a workspace that does not agree with what the kernel keeps beside it."""
    for kind in record_types:
        for chunk in _chunks(workspace, kind):
            yield from _compare(workspace, kind, chunk)
        yield from _without_record(workspace, kind)


def repair(workspace: Workspace) -> int:
    """Write missing and differing spine and search rows anew; returns how many were mended."""
    actor = Actor.system(workspace.pk, "repair of spine and search rows")
    found: dict[str, set[UUID]] = {}
    for one in differences(workspace):
        if one.what != "no record":
            found.setdefault(one.type, set()).add(one.record_id)
    for name, ids in found.items():
        kind = record_types.get(name)
        for start in range(0, len(ids), CHUNK):
            some = sorted(ids)[start : start + CHUNK]
            with transaction.atomic():
                rows = kind.model.objects.in_workspace(workspace.pk).filter(pk__in=some)
                writer.rebuild(actor, kind, list(rows))
    return sum(map(len, found.values()))


def _chunks(workspace: Workspace, kind: RecordType) -> Iterator[list[Any]]:
    last: UUID | None = None
    while True:
        rows = kind.model.objects.in_workspace(workspace.pk).order_by("pk")
        chunk = list((rows.filter(pk__gt=last) if last else rows)[:CHUNK])
        if not chunk:
            return
        yield chunk
        last = chunk[-1].pk


def _compare(workspace: Workspace, kind: RecordType, chunk: list[Any]) -> Iterator[Difference]:
    ids = [record.pk for record in chunk]
    spine = {r.pk: r for r in RecordRef.objects.in_workspace(workspace.pk).filter(pk__in=ids)}
    docs = SearchDoc.objects.in_workspace(workspace.pk).filter(record_id__in=ids)
    searched = {doc.record_id: doc for doc in docs}
    parents = writer.parents(workspace.pk, kind, chunk)
    for record in chunk:
        row, doc = spine.get(record.pk), searched.get(record.pk)
        if row is None:
            yield Difference(kind.name, record.pk, "no spine")
            continue
        wanted = writer.spine_of(kind, record, parents)
        wrong = [name for name in COMPARED if getattr(row, name) != getattr(wanted, name)]
        if wrong:
            yield Difference(kind.name, record.pk, f"spine differs in {', '.join(wrong)}")
        if doc is None or not _is_as(doc, writer.search_doc(kind, record)):
            yield Difference(kind.name, record.pk, "search row differs")


def _is_as(doc: SearchDoc, wanted: SearchDoc) -> bool:
    return all(getattr(doc, name) == getattr(wanted, name) for name in writer.SEARCHED)


def _without_record(workspace: Workspace, kind: RecordType) -> Iterator[Difference]:
    records = kind.model.objects.in_workspace(workspace.pk).filter(pk=OuterRef("pk"))
    orphans = RecordRef.objects.in_workspace(workspace.pk).filter(type=kind.name)
    for pk in orphans.exclude(Exists(records)).values_list("pk", flat=True)[:CHUNK]:
        yield Difference(kind.name, pk, "no record")
