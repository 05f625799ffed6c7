"""Questions about files; who may see one is asked of its record, at each request."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from klientel.discussion.models import File
from klientel.kit import cursors
from klientel.kit.paging import Page
from klientel.kit.refused import NotFound
from klientel.records.models import RecordRef
from klientel.workspaces.actor import Actor
from klientel.workspaces.prepared import Prepared

PAGE = 50
#: files of one entry that a page shows; the rest are behind the entry's own page
_MOST_SHOWN = 1_000


def living(workspace_id: UUID) -> Any:
    """The current versions of files that hang on a record and are not deleted."""
    rows = File.objects.in_workspace(workspace_id)
    return rows.filter(is_current=True, trashed_at=None, record__isnull=False)


def records_with_files(workspace_id: UUID, records: Collection[UUID]) -> set[UUID]:
    """Those of some records that files hang on which are not deleted."""
    rows = living(workspace_id).filter(record_id__in=records)
    return set(rows.values_list("record_id", flat=True))


def file_for(actor: Actor, key: UUID, *, trashed: bool | None = False) -> File:
    """A file that exists for the actor, whichever version; `NotFound` for any other.

    What is staged exists for who gave it alone.
    """
    rows = File.objects.in_workspace(actor.workspace_id).filter(pk=key)
    if trashed is not None:
        rows = rows.filter(trashed_at__isnull=not trashed)
    file: File | None = rows.first()
    if file is None or not _is_seen(actor, file):
        raise NotFound()
    return file


def _is_seen(actor: Actor, file: File) -> bool:
    if file.record_id is None:
        return actor.is_system or file.given_by_id == actor.member_id
    records = RecordRef.objects.visible_to(actor)
    return bool(records.filter(pk=file.record_id).exists())


def files_of(actor: Actor, records: Collection[UUID]) -> dict[UUID, list[File]]:
    """The files of records by record, oldest first; one read for a page of them, none for no
    records.

    The caller has found the records visible.
    """
    found: dict[UUID, list[File]] = {}
    keys = list(records)
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        # a query of fixed length is put together once; what is asked for twice is found once
        asked = dict(zip(_PLACES, [*some] + [some[0]] * (_AT_ONCE - len(some)), strict=True))
        for file in _files.objects(File, workspace=actor.workspace_id, **asked):
            found.setdefault(file.record_id, []).append(file)
    return found


#: a stretch of a timeline with what stands above it
_AT_ONCE = 24
_PLACES = {f"record_{place}": UUID(int=2 + place) for place in range(_AT_ONCE)}


def _hanging_on(workspace: UUID, **records: UUID) -> Any:
    rows = living(workspace).filter(record_id__in=list(records.values()))
    return rows.order_by("given_at", "pk")[:_MOST_SHOWN]


_files = Prepared(_hanging_on, workspace=UUID(int=1), **_PLACES)


def held_by(actor: Actor, record_id: UUID, fields: Collection[UUID]) -> dict[UUID, list[File]]:
    """The files that fields of a visible record hold, by field, the oldest first; one read."""
    found: dict[UUID, list[File]] = {}
    rows = living(actor.workspace_id).filter(record_id=record_id, field__in=list(fields))
    for file in rows.order_by("given_at", "pk")[:_MOST_SHOWN]:
        found.setdefault(file.field, []).append(file)
    return found


def page_of(
    actor: Actor, record_id: UUID, before: str = "", without: Collection[UUID] = ()
) -> Page[File]:
    """The newest files of a record that the caller found visible, or those before a cursor;
    `without` those that these fields hold.

    Raises `BadCursor`.
    """
    rows = living(actor.workspace_id).filter(record_id=record_id)
    if without:
        rows = rows.filter(Q(field__isnull=True) | ~Q(field__in=list(without)))
    if before:
        values = cursors.decode(before)
        if (
            len(values) != 2
            or not isinstance(values[0], datetime)
            or not isinstance(values[1], UUID)
        ):
            raise cursors.BadCursor
        at, pk = values
        rows = rows.filter(Q(given_at__lte=at) & (Q(given_at__lt=at) | Q(pk__lt=pk)))
    found = list(rows.order_by("-given_at", "-pk")[: PAGE + 1])
    more = len(found) > PAGE
    found = found[:PAGE]
    last = (found[-1].given_at, found[-1].pk) if more else ()
    return Page(found, next_cursor=cursors.encode(last) if more else None)


def versions_of(actor: Actor, files: Iterable[File]) -> dict[UUID, list[File]]:
    """The other versions of files by series, newest first; one read."""
    series = {file.series for file in files}
    if not series:
        return {}
    rows = File.objects.in_workspace(actor.workspace_id).filter(series__in=list(series))
    rows = rows.filter(is_current=False, trashed_at=None, record__isnull=False)
    found: dict[UUID, list[File]] = {}
    for file in rows.order_by("-version")[:_MOST_SHOWN]:
        found.setdefault(file.series, []).append(file)
    return found
