"""Compares each record with all that is kept beside it, and writes anew what differs.

The writer keeps them together; this is for the day when somebody restored half a backup.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from klientel.records import writer
from klientel.records.holding import hold_accounts_of
from klientel.records.models import RecordRef, Responsibility, SearchDoc
from klientel.records.models.search_doc import WHOLE
from klientel.records.types import RecordType, record_types
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Workspace

CHUNK = 2_000
COMPARED = (
    "type", "ref", "title", "account_id", "inherits", "owner_id", "team_id", "privacy", "sphere",
    "due_at", "due_is_day", "trashed_at",
)  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """One record beside which something is missing or says something else."""

    type: str
    record_id: UUID
    what: str


def differences(workspace: Workspace) -> Iterator[Difference]:
    """Every record of a workspace that does not agree with what the kernel keeps beside it."""
    for declared in record_types:
        record_type = declared.in_workspace(workspace)
        for chunk in _chunks(workspace, record_type):
            yield from _compare(workspace, record_type, chunk)
        yield from _without_record(workspace, record_type)


def repair(workspace: Workspace) -> int:
    """Write what is missing and what differs anew; returns how many records were mended.

    Accounts come first: what hangs on them takes their visibility.
    """
    actor = Actor.system(workspace.pk, "repair of spine and search rows")
    found: dict[str, set[UUID]] = {}
    for one in differences(workspace):
        if one.what != "no record":
            found.setdefault(one.type, set()).add(one.record_id)
    types_found = sorted(map(record_types.get, found), key=lambda one: one.inherits)
    for declared in types_found:
        record_type = declared.in_workspace(workspace)
        ids = found[record_type.name]
        for start in range(0, len(ids), CHUNK):
            some = sorted(ids)[start : start + CHUNK]
            with transaction.atomic():
                hold_accounts_of(actor, record_type, some)
                rows = record_type.model.objects.in_workspace(workspace.pk).filter(pk__in=some)
                writer.rebuild(actor, record_type, list(rows))
    return sum(map(len, found.values()))


def _chunks(workspace: Workspace, record_type: RecordType) -> Iterator[list[Any]]:
    last: UUID | None = None
    while True:
        rows = record_type.model.objects.in_workspace(workspace.pk).order_by("pk")
        chunk = list((rows.filter(pk__gt=last) if last else rows)[:CHUNK])
        if not chunk:
            return
        yield chunk
        last = chunk[-1].pk


def _compare(
    workspace: Workspace, record_type: RecordType, chunk: list[Any]
) -> Iterator[Difference]:
    beside = _Beside(workspace, record_type, chunk)
    for record in chunk:
        for what in beside.wrong_with(record):
            yield Difference(record_type.name, record.pk, what)


class _Beside:
    """What is kept beside the records of a chunk, read at once."""

    def __init__(self, workspace: Workspace, record_type: RecordType, chunk: list[Any]) -> None:
        self.record_type = record_type
        ids = [record.pk for record in chunk]
        spine = RecordRef.objects.in_workspace(workspace.pk)
        self.spine = {row.pk: row for row in spine.filter(pk__in=ids)}
        docs = SearchDoc.objects.in_workspace(workspace.pk)
        mine = docs.filter(record_id__in=ids, part=WHOLE)
        self.docs = {doc.record_id: doc for doc in mine}
        self.accounts = writer.parents(workspace.pk, record_type, chunk)
        answers = Responsibility.objects.in_workspace(workspace.pk).filter(record_id__in=ids)
        rows = answers.values_list("record_id", "member_id", "due_at") if record_type.owned else ()
        self.answers = {(record, member): due for record, member, due in rows}
        self.side: dict[Any, dict[UUID, Counter[Any]]] = {}
        for model in writer.side_models(record_type):
            mine = self.side[model] = defaultdict(Counter)
            for row in model.objects.in_workspace(workspace.pk).filter(record_id__in=ids):
                mine[row.record_id][_said(row)] += 1

    def wrong_with(self, record: Any) -> Iterator[str]:
        """What differs from what it should be, in words."""
        row, record_type = self.spine.get(record.pk), self.record_type
        if row is None:
            yield "no spine"
            return
        if (
            record_type.follows_account(record)
            and record_type.account_of(record) not in self.accounts
        ):
            yield "its account has no spine"
            return
        wanted = writer.spine_of(record_type, record, self.accounts)
        wrong = [name for name in COMPARED if getattr(row, name) != getattr(wanted, name)]
        if wrong:
            yield f"spine differs in {', '.join(wrong)}"
        doc = self.docs.get(record.pk)
        if row.merged_into is not None:
            # what went into another record is found as that one
            if doc is not None:
                yield "search row of a merged record"
        elif doc is None or not _is_as(doc, writer.search_doc(record_type, record)):
            yield "search row differs"
        if record_type.owned and record.owner_id:
            due = self.answers.get((record.pk, record.owner_id), "nobody")
            if due != wanted.due_at:
                yield "who answers differs"
        yield from self._side_rows_of(record)

    def _side_rows_of(self, record: Any) -> Iterator[str]:
        for model, there in self.side.items():
            wanted = Counter(map(_said, writer.side_rows(self.record_type, record, model)))
            if wanted != there[record.pk]:
                yield f"{model._meta.verbose_name_plural} differ"


def _said(row: Any) -> tuple[Any, ...]:
    """A side row by all that it says."""
    columns = [one for one in row._meta.concrete_fields if not one.primary_key]
    return tuple(getattr(row, one.attname) for one in columns)


def _is_as(doc: SearchDoc, wanted: SearchDoc) -> bool:
    return all(getattr(doc, name) == getattr(wanted, name) for name in writer.SEARCHED)


def _without_record(workspace: Workspace, record_type: RecordType) -> Iterator[Difference]:
    records = record_type.model.objects.in_workspace(workspace.pk).filter(pk=OuterRef("pk"))
    orphans = RecordRef.objects.in_workspace(workspace.pk).filter(type=record_type.name)
    for pk in orphans.exclude(Exists(records)).values_list("pk", flat=True)[:CHUNK]:
        yield Difference(record_type.name, pk, "no record")
