"""Compares the rows of files with the bytes on disk: after half a restore they may differ."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from klientel.discussion import storage
from klientel.discussion.models import Blob, FileStore
from klientel.kit import clock

#: bytes that lie there without a row for longer were not just being kept, in seconds
_JUST_NOW = 3_600


def differences(workspace_id: UUID) -> Iterator[str]:
    """Bytes that are missing, changed or of nobody, and a count that is wrong; one word each."""
    known: set[str] = set()
    rows = Blob.objects.in_workspace(workspace_id).order_by("pk")
    for sha256, size in rows.values_list("sha256", "size").iterator(2_000):
        known.add(sha256)
        what = _wrong_with(workspace_id, sha256, size)
        if what:
            yield f"{sha256[:12]} {what}"
    for name, _path in _of_nobody(workspace_id, known):
        yield f"{name[:12]} belongs to no file"
    if _counted(workspace_id) != _kept(workspace_id):
        yield "the number of bytes kept is wrong"


def repair(workspace_id: UUID) -> int:
    """Delete bytes of nobody and count anew; what is missing only a backup brings back.

    Returns how many were mended.
    """
    mended = clear_of_nobody(workspace_id)
    with transaction.atomic():
        FileStore.hold(workspace_id)
        kept = _kept(workspace_id)
        mine = FileStore.objects.in_workspace(workspace_id)
        mended += mine.exclude(used=kept).update(used=kept)
    return mended


def clear_of_nobody(workspace_id: UUID) -> int:
    """Delete bytes without a row, as a broken off upload may leave them; returns how many."""
    known = set(Blob.objects.in_workspace(workspace_id).values_list("sha256", flat=True))
    count = 0
    for name, _path in list(_of_nobody(workspace_id, known)):
        with transaction.atomic():
            # who keeps the same bytes just now waits, or has written the row
            FileStore.hold(workspace_id)
            if not Blob.objects.in_workspace(workspace_id).filter(sha256=name).exists():
                storage.remove(workspace_id, name)
                count += 1
    return count


def _wrong_with(workspace_id: UUID, sha256: str, size: int) -> str:
    path = storage.path_of(workspace_id, sha256)
    if not path.is_file():
        return "is missing"
    if path.stat().st_size != size:
        return "has another size"
    with path.open("rb") as file:
        return "" if hashlib.file_digest(file, "sha256").hexdigest() == sha256 else "was changed"


def _of_nobody(workspace_id: UUID, known: set[str]) -> Iterator[tuple[str, object]]:
    limit = clock.now().timestamp() - _JUST_NOW
    for name, path in storage.kept(workspace_id):
        if name not in known and path.stat().st_mtime < limit:
            yield name, path


def _counted(workspace_id: UUID) -> int:
    used = FileStore.objects.in_workspace(workspace_id).values_list("used", flat=True).first()
    return int(used or 0)


def _kept(workspace_id: UUID) -> int:
    return int(Blob.objects.in_workspace(workspace_id).aggregate(all=Sum("size"))["all"] or 0)
