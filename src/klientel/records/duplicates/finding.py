"""The search for duplicates: all with all now and then, what changed soon after.

It writes only what it found itself: keys, and pairs nobody has judged. Each step is safe to repeat.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from klientel.events.feed import COMMITTED_WITHIN
from klientel.kit import clock
from klientel.kit.likeness import LIKELY, Entry, Likeness, alike
from klientel.records.duplicates.keys import keep_keys
from klientel.records.duplicates.looking import there_already
from klientel.records.duplicates.telling import MOST_TOLD, tell_found
from klientel.records.models import LikenessRun, RecordRef, Suspect
from klientel.records.types import RecordType, record_types
from klientel.workspaces.actor import Actor
from klientel.workspaces.bulk import update_rows

#: records whose keys, or pairs, are written in one transaction
_CHUNK = 2_000
#: where more changed than this, all are compared with all: it takes less
MOST_ONE_BY_ONE = 3_000

Report = Callable[[int, int], None]
Pair = tuple[UUID, UUID]


def compared_types() -> list[RecordType]:
    """The types whose records are compared."""
    return [one for one in record_types if one.compared is not None]


def look(workspace_id: UUID, report: Report, *, whole: bool = False) -> int:
    """Look at what changed since the last time, or at all; returns how many records that were."""
    began = clock.now()
    run = LikenessRun.objects.in_workspace(workspace_id).first()
    since = None if whole or run is None else run.seen_until - COMMITTED_WITHIN
    count = 0
    if since is not None:
        fresh = {
            record_type.name: _changed_since(workspace_id, record_type, since)
            for record_type in compared_types()
        }
        if sum(map(len, fresh.values())) > MOST_ONE_BY_ONE:
            since = None
    for record_type in compared_types():
        if since is None:
            count += _compare_all(workspace_id, record_type, report)
        else:
            count += _compare_some(workspace_id, record_type, fresh[record_type.name], report)
    _note(workspace_id, began, count, is_whole=since is None)
    return count


def has_changed(workspace_id: UUID) -> bool:
    """Whether anything was written since all were compared with all."""
    run = LikenessRun.objects.in_workspace(workspace_id).first()
    if run is None:
        return True
    rows = [
        record_type.model.objects.in_workspace(workspace_id).filter(updated_at__gte=run.whole_at)
        for record_type in compared_types()
    ]
    return any(some.exists() for some in rows)


def _note(workspace_id: UUID, began: datetime, count: int, *, is_whole: bool) -> None:
    values: dict[str, Any] = {"seen_until": began}
    if is_whole:
        values |= {"whole_at": began, "compared": count}
    if not LikenessRun.objects.in_workspace(workspace_id).update(**values) and is_whole:
        LikenessRun.objects.bulk_create(
            [LikenessRun(workspace_id=workspace_id, **values)], ignore_conflicts=True
        )


def _changed_since(workspace_id: UUID, record_type: RecordType, since: datetime) -> list[UUID]:
    rows = record_type.model.objects.in_workspace(workspace_id)
    fresh = rows.filter(updated_at__gte=since, trashed_at=None)
    return list(fresh.values_list("pk", flat=True)[: MOST_ONE_BY_ONE + 1])


def _entries(record_type: RecordType, rows: Any) -> list[Entry]:
    compared = record_type.compared
    if compared is None:
        return []
    listed = rows.values_list(*compared.columns, named=True)
    return [compared.entry(row) for row in listed.iterator(chunk_size=_CHUNK)]


def _compare_all(workspace_id: UUID, record_type: RecordType, report: Report) -> int:
    rows = record_type.model.objects.in_workspace(workspace_id).filter(trashed_at=None)
    entries = _entries(record_type, rows)
    total = 2 * len(entries)
    for start in range(0, len(entries), _CHUNK):
        with transaction.atomic():
            keep_keys(workspace_id, record_type, entries[start : start + _CHUNK])
        report(start, total)
    found: dict[Pair, Likeness] = {}
    for one, other, likeness in alike(
        entries, LIKELY, lambda done, _all: report(len(entries) + done, total)
    ):
        found[_ordered(one.key, other.key)] = likeness
    known = Suspect.objects.in_workspace(workspace_id).filter(type=record_type.name)
    _write(workspace_id, record_type, found, known, is_news=True)
    return len(entries)


def _compare_some(
    workspace_id: UUID, record_type: RecordType, ids: Sequence[UUID], report: Report
) -> int:
    program = Actor.system(workspace_id, "the search for duplicates")
    # so many are an import or a change in bulk, even where a piece of it finds only a few
    is_news = len(ids) <= MOST_TOLD
    for start in range(0, len(ids), _CHUNK // 10):
        some = ids[start : start + _CHUNK // 10]
        rows = record_type.model.objects.in_workspace(workspace_id).filter(
            pk__in=some, trashed_at=None
        )
        entries = _entries(record_type, rows)
        with transaction.atomic():
            keep_keys(workspace_id, record_type, entries)
        found: dict[Pair, Likeness] = {}
        for entry in entries:
            for there in there_already(program, record_type, entry, most=_CHUNK):
                if there.likeness is not None:
                    found[_ordered(entry.key, there.row.id)] = there.likeness
        mine = Q(first_id__in=some) | Q(second_id__in=some)
        _write(
            workspace_id,
            record_type,
            found,
            Suspect.objects.in_workspace(workspace_id).filter(mine),
            is_news=is_news,
        )
        report(min(start + len(some), len(ids)), len(ids))
    return len(ids)


def _ordered(one: UUID, other: UUID) -> Pair:
    return (one, other) if one < other else (other, one)


def _write(
    workspace_id: UUID,
    record_type: RecordType,
    found: dict[Pair, Likeness],
    known: Any,
    *,
    is_news: bool,
) -> None:
    """Add pairs that are new, weigh open ones anew, let those go that are alike no longer.

    What somebody has judged stays as it is. `known` are the pairs that this search looked at. If
    it `is_news`, and the new ones are few, each is told of.
    """
    there = {(one.first_id, one.second_id): one for one in known.iterator(chunk_size=_CHUNK)}
    is_open = Suspect.State.OPEN
    stale = [one for pair, one in there.items() if pair not in found and one.state == is_open]
    moved = []
    for pair, one in there.items():
        likeness = found.get(pair)
        if likeness is None or one.state != is_open or one.certainty == likeness.certainty:
            continue
        one.certainty, one.reasons = likeness.certainty, _told(likeness)
        moved.append(one)
    fresh = [
        _suspect(workspace_id, record_type, pair, found[pair])
        for pair in found
        if pair not in there
    ]
    is_news = is_news and len(fresh) <= MOST_TOLD
    for start in range(0, max(len(fresh), len(moved), len(stale)), _CHUNK):
        piece = slice(start, start + _CHUNK)
        with transaction.atomic():
            _insert(workspace_id, fresh[piece], is_news=is_news)
            update_rows(Suspect, moved[piece], ["certainty", "reasons"])
            gone = Suspect.objects.in_workspace(workspace_id).filter(
                pk__in=[one.pk for one in stale[piece]], state=is_open
            )
            gone._raw_delete(gone.db)


def _insert(workspace_id: UUID, fresh: Sequence[Any], *, is_news: bool) -> None:
    """New pairs whose records are there still, and which nobody else found meanwhile."""
    ids = {key for one in fresh for key in (one.first_id, one.second_id)}
    spine = RecordRef.objects.in_workspace(workspace_id).filter(pk__in=ids)
    there = set(spine.values_list("pk", flat=True))
    pairs = [one for one in fresh if {one.first_id, one.second_id} <= there]
    Suspect.objects.bulk_create(pairs, batch_size=500, ignore_conflicts=True)
    if is_news:
        tell_found(workspace_id, pairs)


def _suspect(workspace_id: UUID, record_type: RecordType, pair: Pair, likeness: Likeness) -> Any:
    return Suspect(
        workspace_id=workspace_id,
        type=record_type.name,
        first_id=pair[0],
        second_id=pair[1],
        certainty=likeness.certainty,
        reasons=_told(likeness),
    )


def _told(likeness: Likeness) -> list[list[object]]:
    return [[reason.why.value, reason.points] for reason in likeness.reasons]
