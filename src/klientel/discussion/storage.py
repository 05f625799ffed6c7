"""The bytes of files on disk: taken in piece by piece under a name nobody can guess, kept by hash.

Nothing here knows who may read what; no web server points at this folder.
"""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_noop

from klientel.kit import clock
from klientel.kit.media_types import HEAD
from klientel.kit.refused import Refused

PIECE = 1 << 20


class DiskFull(Refused):
    """There is no room left on the server; nothing was kept."""

    status = 507

    def __init__(self) -> None:
        super().__init__(gettext_noop("The server's disk is full. The file was not saved."), "file")


@dataclass(frozen=True, slots=True)
class Incoming:
    """Bytes that were taken in and are not kept yet: where, their SHA-256, size and beginning."""

    path: Path
    sha256: str
    size: int
    head: bytes

    def forget(self) -> None:
        """Throw them away, if they were not kept."""
        self.path.unlink(missing_ok=True)


def folder(name: str) -> Path:
    """A folder of the data folder that only the program's own user may look into."""
    place = Path(settings.MEDIA_ROOT) / name
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def take_in(pieces: Iterable[bytes], most: int, too_large: Refused) -> Incoming:
    """Take bytes in, piece by piece, and flush them to the disk.

    Raises `too_large` beyond `most` bytes and `DiskFull`; then nothing is kept.
    """
    path = folder("incoming") / secrets.token_hex(20)
    digest = hashlib.sha256()
    size, head = 0, b""
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for piece in pieces:
                size += len(piece)
                if size > most:
                    raise too_large
                digest.update(piece)
                head += piece[: max(0, HEAD - len(head))]
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        path.unlink(missing_ok=True)
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull from None
        raise
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Incoming(path, digest.hexdigest(), size, head)


@contextmanager
def scratch() -> Iterator[IO[bytes]]:
    """A file to write to and read from; gone afterwards."""
    path = folder("incoming") / secrets.token_hex(20)
    try:
        with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            yield file
    finally:
        path.unlink(missing_ok=True)


def path_of(workspace_id: UUID, sha256: str) -> Path:
    """Where the bytes of a workspace with this hash lie."""
    return Path(settings.MEDIA_ROOT) / "kept" / workspace_id.hex / sha256[:2] / sha256


def keep(workspace_id: UUID, incoming: Incoming) -> None:
    """Move what was taken in to where its hash says; the same bytes there already are as good."""
    place = path_of(workspace_id, incoming.sha256)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not incoming.path.exists() and place.exists():
        # moved already, in a transaction that the database broke off and that is tried again
        return
    incoming.path.replace(place)


def remove(workspace_id: UUID, sha256: str) -> None:
    """Delete bytes that nothing refers to any more."""
    path_of(workspace_id, sha256).unlink(missing_ok=True)


def kept(workspace_id: UUID) -> Iterator[tuple[str, Path]]:
    """The hash and path of everything that lies in a workspace's folder."""
    mine = Path(settings.MEDIA_ROOT) / "kept" / workspace_id.hex
    for path in sorted(mine.glob("*/*")):
        yield path.name, path


def clear_incoming(older_than: int) -> int:
    """Delete what was half taken in and left for so many seconds; returns how many files."""
    limit = clock.now().timestamp() - older_than
    count = 0
    for path in folder("incoming").iterdir():
        try:
            if path.stat().st_mtime < limit:
                path.unlink()
                count += 1
        except FileNotFoundError:
            continue
    return count
