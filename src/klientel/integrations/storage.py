"""Files that people gave for import: kept outside the web root under names nobody can guess."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from klientel.discussion import storage as files
from klientel.discussion.storage import PIECE, take_in
from klientel.kit.refused import Refused


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
    return files.folder("imports")


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
    incoming = take_in(pieces, most_bytes(), too_large(most_bytes() + 1))
    name = new_name()
    incoming.path.rename(folder() / name)
    return Stored(name, incoming.sha256, incoming.size)


def keep_file(path: Path) -> Stored:
    """Take in a copy of a file of this machine."""
    size = path.stat().st_size
    if size > most_bytes():
        raise too_large(size)
    with path.open("rb") as file:
        return keep(iter(lambda: file.read(PIECE), b""))


def forget(name: str) -> None:
    """Delete a stored file, if it is still there."""
    if name:
        (folder() / Path(name).name).unlink(missing_ok=True)
