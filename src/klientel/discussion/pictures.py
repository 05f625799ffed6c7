"""The second form of a picture: written anew, without what the camera or program wrote to it.

It is what browsers are shown and what outsiders get. Colleagues download what was uploaded.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, NamedTuple
from uuid import UUID

from django.db import transaction

from klientel.discussion import limits, storage
from klientel.discussion.models import Blob, File, FileStore
from klientel.kit.media_types import HEAD, PICTURES, media_type
from klientel.kit.pictures import Size, write_clean
from klientel.kit.refused import Refused

#: pictures of one workspace that are cleaned in one night, of those from before there was this
_A_NIGHT = 500
_PIECE = 1 << 20


class Clean(NamedTuple):
    """A picture written anew, taken in, and its size as it is seen."""

    taken: storage.Incoming
    size: Size


@contextmanager
def clean_form(path: Path, head: bytes) -> Iterator[Clean | None]:
    """The clean form of a file that begins with `head`; None for no picture, a broken or too
    large one.

    It is gone afterwards, unless it was kept. Raises `DiskFull`.
    """
    found = _clean(path) if media_type(head) in PICTURES else None
    try:
        yield found
    finally:
        if found is not None:
            found.taken.forget()


def _clean(path: Path) -> Clean | None:
    with storage.scratch() as target:
        with path.open("rb") as source:
            size = write_clean(source, target)
        if size is None:
            return None
        target.seek(0)
        try:
            taken = storage.take_in(_pieces(target), limits.most_bytes(), limits.too_large())
        except storage.DiskFull:
            raise
        except Refused:
            # it grew beyond what may be kept by being written anew
            return None
    return Clean(taken, size)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(_PIECE):
        yield piece


def clean_former(workspace_id: UUID) -> int:
    """Clean the pictures that were kept before pictures were cleaned; returns how many were.

    Those that cannot be are left without a size, by which they are not tried again. Those whose
    bytes are missing wait for them and take no other's place. A full workspace keeps its pictures
    as downloads until there is room.
    """
    count = 0
    for file, path in islice(_former(workspace_id), _A_NIGHT):
        try:
            count += _clean_kept(file, path)
        except Refused:
            break
    return count


def _former(workspace_id: UUID) -> Iterator[tuple[File, Path]]:
    """The pictures that have no clean form yet, with their bytes."""
    rows = File.objects.in_workspace(workspace_id).select_related("blob")
    rows = rows.filter(media_type__in=PICTURES, clean=None, width__gt=0).order_by("pk")
    last = None
    while some := list((rows if last is None else rows.filter(pk__gt=last))[:_A_NIGHT]):
        for file in some:
            path = storage.path_of(workspace_id, file.blob.sha256)
            if path.is_file():
                yield file, path
        last = some[-1].pk


def _clean_kept(file: File, path: Path) -> bool:
    with path.open("rb") as opened:
        head = opened.read(HEAD)
    with clean_form(path, head) as clean, transaction.atomic():
        FileStore.hold(file.workspace_id)
        width, height = clean.size if clean else Size(0, 0)
        kept = keep_blob(file.workspace_id, clean.taken) if clean else None
        # it may be gone since it was read
        rows = File.objects.in_workspace(file.workspace_id).filter(pk=file.pk)
        rows.update(clean=kept, width=width, height=height)
    return clean is not None


def keep_blob(workspace_id: UUID, incoming: storage.Incoming) -> Blob:
    """The workspace's row for these bytes; the row of the store is held by the caller.

    Raises `Refused` when the workspace is full.
    """
    blobs = Blob.objects.in_workspace(workspace_id)
    known: Blob | None = blobs.filter(sha256=incoming.sha256).first()
    if known is None:
        if not FileStore.take(workspace_id, incoming.size, limits.quota()):
            raise limits.no_room()
        known = Blob(workspace_id=workspace_id, sha256=incoming.sha256, size=incoming.size)
        known.save()
    # last: a file without a row is cleared at night, a row without a file would be a loss
    storage.keep(workspace_id, incoming)
    return known
