"""What points to a record follows it into another one, and back.

Which tables those are follows from the foreign keys to the record and to its spine: a room above
that adds one need not say so. What belongs to the record itself stays: its search row, its tags,
who answers for it, who is named on it. The search rows of what was said on it go along.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from klientel.records import models as own
from klientel.records import writer
from klientel.records.fields.base import Reading, Text
from klientel.records.models import MovedRow, RecordRef
from klientel.records.models.search_doc import WHOLE
from klientel.records.types import RecordType, record_types
from klientel.workspaces.actor import Actor
from klientel.workspaces.bulk import insert_rows, unsaved
from klientel.workspaces.scope import WorkspaceForeignKey

_CHUNK = 2_000

#: tables whose rows are part of the record that they point to
_staying: set[Any] = {
    own.FieldValue,
    own.LikenessKey,
    own.RecordGrant,
    own.Responsibility,
    own.SearchDoc,
    own.Suspect,
    own.Tagging,
}

#: what rooms above bring up to date on records that rows came to or left
_followers: list[Callable[[Actor, RecordType, Sequence[Any]], None]] = []

#: what rows are called that are no records, by table
_names: dict[str, Text] = {}


def stays(model: Any) -> None:
    """Say of a table that its rows belong to their record for ever; a room does this on opening."""
    _staying.add(model)


def follow(work: Callable[[Actor, RecordType, Sequence[Any]], None]) -> None:
    """Have `work` done whenever rows moved, there or back, in the same transaction; the records
    are loaded and locked. A room does this on opening."""
    _followers.append(work)


def settle(actor: Actor, record_type: RecordType, records: Sequence[Any]) -> None:
    """Let rooms bring up to date what they keep on records, once rows moved and all is written."""
    for work in _followers:
        work(actor, record_type, records)


def pointers(record_type: RecordType) -> list[WorkspaceForeignKey]:
    """The foreign keys through which other rows point to records of a type."""
    found = []
    for target in (record_type.model, RecordRef):
        for relation in target._meta.get_fields(include_hidden=True):
            key = getattr(relation, "field", None)
            if not relation.auto_created or not isinstance(key, WorkspaceForeignKey):
                continue
            if key.model not in _staying:
                found.append(key)
    return sorted(found, key=place_of)


def place_of(key: WorkspaceForeignKey) -> str:
    """A foreign key by name: `crm.purchase.account`."""
    return f"{key.model._meta.label_lower}.{key.name}"


def pointing(
    record_type: RecordType, workspace_id: UUID, ids: Collection[UUID]
) -> dict[UUID, Counter[str]]:
    """How many rows that are not in the trash point to each record, by table (`crm.purchase`): one
    query for each foreign key."""
    counts: dict[UUID, Counter[str]] = {pk: Counter() for pk in ids}
    for key in pointers(record_type):
        rows = _rows(key, workspace_id).filter(**{f"{key.attname}__in": list(ids)})
        if "trashed_at" in {one.name for one in key.model._meta.concrete_fields}:
            rows = rows.filter(trashed_at=None)
        grouped = rows.order_by().values_list(key.attname).annotate(count=models.Count("pk"))
        for pk, count in grouped:
            counts[pk][key.model._meta.label_lower] += count
    return counts


def named(table: str, reading: Reading) -> str:
    """What the rows of a table are called in the reader's words."""
    for one in record_types:
        if one.model_label.lower() == table:
            return one.called_many(reading)
    return reading.say(_names.get(table, _("Other entries")))


def name_rows(table: str, label: Text) -> None:
    """Say what the rows of a table (`crm.purchase`) are called, that are no records themselves."""
    _names[table] = label


def move(
    actor: Actor, record_type: RecordType, merge: Any, winner: Any, losers: Sequence[Any]
) -> None:
    """Let everything that points to the losers point to the winner, and write down what did."""
    for key in pointers(record_type):
        for loser in losers:
            ids = _movable(key, actor.workspace_id, loser.pk, winner.pk)
            _remember(actor, merge, key, ids, loser.pk)
            _point(actor, key, ids, loser.pk, winner.pk)
    docs = own.SearchDoc.objects.in_workspace(actor.workspace_id).exclude(part=WHOLE)
    docs.filter(record_id__in=[one.pk for one in losers]).update(record_id=winner.pk)
    if record_type.account == "pk":
        writer.pass_on(actor, [winner])


def move_back(actor: Actor, record_type: RecordType, merge: Any, losers: Sequence[Any]) -> int:
    """Let what moved point to where it came from; returns how many rows have gone elsewhere since
    and stay there."""
    away = 0
    for key in pointers(record_type):
        for loser in losers:
            moved = MovedRow.objects.in_workspace(actor.workspace_id).filter(
                merge_id=merge.pk, place=place_of(key), moved_from=loser.pk
            )
            ids = list(moved.values_list("row_id", flat=True))
            away += len(ids) - _point(actor, key, ids, merge.winner_id, loser.pk)
    _find_back(actor, merge, losers)
    if record_type.account == "pk":
        writer.pass_on(actor, losers)
    return away


def _find_back(actor: Actor, merge: Any, losers: Sequence[Any]) -> None:
    """Let the search rows of what was said go back with it; what was said since stays."""
    docs = own.SearchDoc.objects.in_workspace(actor.workspace_id).filter(record_id=merge.winner_id)
    moved = MovedRow.objects.in_workspace(actor.workspace_id).filter(merge_id=merge.pk)
    for loser in losers:
        theirs = moved.filter(moved_from=loser.pk).values("row_id")
        docs.filter(part__in=theirs).update(record_id=loser.pk)


def _rows(key: WorkspaceForeignKey, workspace_id: UUID) -> Any:
    return key.model.objects.in_workspace(workspace_id)  # type: ignore[attr-defined]


def _movable(key: WorkspaceForeignKey, workspace_id: UUID, loser: UUID, winner: UUID) -> list[UUID]:
    """Rows that may follow; one that the winner has already (a watcher) stays where it is."""
    rows = _rows(key, workspace_id)
    ids = list(rows.filter(**{key.attname: loser}).order_by("pk").values_list("pk", flat=True))
    staying: set[UUID] = set()
    for others in _unique_with(key):
        taken = set(rows.filter(**{key.attname: winner}).values_list(*others))
        mine = rows.filter(**{key.attname: loser}).values_list("pk", *others)
        staying |= {pk for pk, *values in mine if None not in values and tuple(values) in taken}
    return [pk for pk in ids if pk not in staying]


def _unique_with(key: WorkspaceForeignKey) -> Iterator[list[str]]:
    """The columns that may stand only once beside the foreign key."""
    for constraint in key.model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and key.name in constraint.fields:
            yield [one for one in constraint.fields if one not in (key.name, "workspace")]


def _remember(
    actor: Actor, merge: Any, key: WorkspaceForeignKey, ids: Sequence[UUID], loser: UUID
) -> None:
    place = place_of(key)
    insert_rows(
        MovedRow,
        [
            unsaved(
                MovedRow,
                workspace_id=actor.workspace_id,
                merge_id=merge.pk,
                place=place,
                row_id=pk,
                moved_from=loser,
            )
            for pk in ids
        ],
    )


def _point(
    actor: Actor, key: WorkspaceForeignKey, ids: Sequence[UUID], before: UUID, after: UUID
) -> int:
    """Let rows that point to one record point to another; returns how many did."""
    count = 0
    spine = RecordRef.objects.in_workspace(actor.workspace_id)
    hangs_on = any(one.model is key.model and one.account == key.attname for one in record_types)
    for start in range(0, len(ids), _CHUNK):
        some = ids[start : start + _CHUNK]
        rows = _rows(key, actor.workspace_id)
        count += rows.filter(pk__in=some, **{key.attname: before}).update(**{key.attname: after})
        if hangs_on:
            spine.filter(pk__in=some, account_id=before).update(account_id=after)
    return count
