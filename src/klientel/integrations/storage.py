"""Files that people gave for import: kept outside the web root under names nobody can guess."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from klientel.kit.refused import Refused

_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that was taken in: its name in the folder, its SHA-256 and its size in bytes."""

    name: str
    digest: str
    size: int


def most_bytes() -> int:
    """The largest file that is accepted."""
    return int(settings.IMPORT_MAX_BYTES)


def too_large(size: int) -> Refused:
    """The sentence for a file beyond the limit."""
    return Refused(
        "This file has {size} MB; at most {max} MB can be imported at once.",
        "file",
        size=-(-size // 1024**2),
        max=most_bytes() // 1024**2,
    )


def folder() -> Path:
    """Where the files lie; only the program's own user may look into it."""
    place = Path(settings.MEDIA_ROOT) / "imports"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def path_of(name: str) -> Path:
    """The path of a stored file; raises `Refused` when it was deleted meanwhile."""
    path = folder() / Path(name).name
    if not name or not path.is_file():
        raise Refused("The file of this import is no longer kept. Please import it again.")
    return path


def new_name() -> str:
    """A name for a file that nobody can guess; what it holds is told by its content."""
    return secrets.token_hex(20) + ".data"


def keep(pieces: Iterable[bytes]) -> Stored:
    """Take a file in, piece by piece; raises `Refused` beyond the limit, and then keeps nothing."""
    name = new_name()
    path = folder() / name
    digest = hashlib.sha256()
    size, most = 0, most_bytes()
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for piece in pieces:
                size += len(piece)
                if size > most:
                    raise too_large(size)
                digest.update(piece)
                file.write(piece)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Stored(name, digest.hexdigest(), size)


def keep_file(path: Path) -> Stored:
    """Take in a copy of a file of this machine."""
    size = path.stat().st_size
    if size > most_bytes():
        raise too_large(size)
    with path.open("rb") as file:
        return keep(iter(lambda: file.read(_PIECE), b""))


def forget(name: str) -> None:
    """Delete a stored file, if it is still there."""
    if name:
        (folder() / Path(name).name).unlink(missing_ok=True)
