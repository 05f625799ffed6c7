"""The archive of a copy: a compressed tar file whose last member tells the hash of every other.

gzip and not zstd: it is in the standard library and on every machine on which somebody may one day
have to open a copy by hand. The manifest comes last, so that an archive can be written to a pipe,
and an archive that was cut off has none.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import tarfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any

MANIFEST = "manifest.json"
#: the way archives are laid out; a higher number is of a program that is newer than this one
VERSION = 1
_LEVEL = 3
_PIECE = 1 << 20
_LARGEST_MANIFEST = 256 << 20
_BROKEN = (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile, UnicodeDecodeError, ValueError)

Take = Callable[[str, int, Iterator[bytes]], None]
"""What is done with a member: its name, its size in bytes, its content piece by piece."""


class Unusable(Exception):
    """An archive, or a place, that cannot be used as asked; the text is one sentence."""


class Failed(Exception):
    """A copy that was begun and could not be finished; the text is one sentence."""


class Writer:
    """Adds members to an archive; `close` writes the manifest and ends it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._packed = gzip.GzipFile(fileobj=stream, mode="wb", compresslevel=_LEVEL, mtime=0)
        self._tar = tarfile.open(fileobj=self._packed, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115 - closed by close
        self.members: dict[str, dict[str, Any]] = {}

    def add(self, name: str, content: bytes) -> None:
        """Add what is in memory."""
        self._add(name, len(content), io.BytesIO(content))

    def add_file(self, name: str, path: Path) -> None:
        """Add a file as it is now; raises FileNotFoundError when it has gone.

        One that grows meanwhile is taken up to the size it had.
        """
        with path.open("rb") as file:
            self._add(name, os.fstat(file.fileno()).st_size, file)

    def close(self, told: Mapping[str, Any]) -> None:
        """Write the manifest: what `told` says, and every member with its size and SHA-256."""
        manifest = {"version": VERSION, **told, "members": self.members}
        content = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
        self._tar.addfile(_info(MANIFEST, len(content)), io.BytesIO(content))
        self._tar.close()
        self._packed.close()

    def _add(self, name: str, size: int, content: IO[bytes]) -> None:
        hashing = _Hashing(content)
        self._tar.addfile(_info(name, size), hashing)  # type: ignore[arg-type]
        self.members[name] = {"bytes": size, "sha256": hashing.digest.hexdigest()}


class _Hashing:
    """A file that hashes what is read from it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self._file.read(size)
        self.digest.update(piece)
        return piece


def _info(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info


@contextmanager
def written_whole(path: Path) -> Iterator[IO[bytes]]:
    """A file that gets its name when it is complete and on the disk, and is gone otherwise.

    Raises `Unusable` where there is such a file already, or no folder to write into.
    """
    if path.exists():
        raise Unusable(f"There is a file {path} already; name another")
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        handle = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise Unusable(f"Cannot write {path}: {error.strerror}") from None
    try:
        with os.fdopen(handle, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _give_name(draft, path)
        _sync_folder(path.parent)
    finally:
        draft.unlink(missing_ok=True)


def _give_name(draft: Path, path: Path) -> None:
    """Let a file have its name; one that came to be there meanwhile is not overwritten."""
    try:
        os.link(draft, path)
    except FileExistsError:
        raise Unusable(f"There is a file {path} already; name another") from None
    except OSError:
        # a disk that knows no second names, such as a memory stick
        if path.exists():
            raise Unusable(f"There is a file {path} already; name another") from None
        draft.rename(path)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read_whole(stream: IO[bytes], take: Take | None = None) -> dict[str, Any]:
    """Read an archive to its end and return its manifest, when every member agrees with it.

    `take` gets each member as it comes, before it is known whether the archive is whole. Raises
    `Unusable` for one that is damaged, incomplete, or not made by this program.
    """
    manifest: dict[str, Any] | None = None
    seen: dict[str, dict[str, Any]] = {}
    try:
        # unpacked by `gzip` and not by `tarfile`, which does not compare the check sum at the end
        unpacked = gzip.GzipFile(fileobj=stream, mode="rb")
        with unpacked, tarfile.open(fileobj=unpacked, mode="r|") as tar:
            for info in tar:
                if manifest is not None or info.name in seen:
                    raise Unusable("The archive is damaged: something stands behind its end")
                content = tar.extractfile(_ordinary(info))
                if content is None:
                    raise Unusable(f"The archive is damaged: {info.name} cannot be read")
                if info.name == MANIFEST:
                    manifest = _manifest(info, content)
                else:
                    seen[info.name] = _taken(info, content, take)
            while piece := unpacked.read(_PIECE):
                if piece.strip(b"\0"):
                    raise Unusable("The archive is damaged: something stands behind its end")
    except _BROKEN:
        raise Unusable("The file is no archive of Klientel, or it is damaged or cut off") from None
    if manifest is None:
        raise Unusable("The archive was cut off: its end with the manifest is missing")
    _compare(manifest, seen)
    return manifest


def _ordinary(info: tarfile.TarInfo) -> tarfile.TarInfo:
    """Only plain files with names that stay inside the folder they are put into."""
    path = PurePosixPath(info.name)
    if not info.isreg() or path.is_absolute() or ".." in path.parts or "\\" in info.name:
        raise Unusable(f"The archive holds {info.name[:80]!r}, which no copy of Klientel has")
    return info


def _manifest(info: tarfile.TarInfo, content: IO[bytes]) -> dict[str, Any]:
    if info.size > _LARGEST_MANIFEST:
        raise Unusable("The manifest of the archive is too large")
    manifest = json.loads(content.read())
    if not isinstance(manifest, dict) or not isinstance(manifest.get("members"), dict):
        raise Unusable("The manifest of the archive cannot be read")
    version = manifest.get("version")
    if not isinstance(version, int) or version > VERSION:
        raise Unusable(
            f"The archive was made by a newer Klientel ({manifest.get('program', '?')}); "
            "update this one first"
        )
    return manifest


def _taken(info: tarfile.TarInfo, content: IO[bytes], take: Take | None) -> dict[str, Any]:
    digest, size = hashlib.sha256(), 0

    def pieces() -> Iterator[bytes]:
        nonlocal size
        while piece := content.read(_PIECE):
            digest.update(piece)
            size += len(piece)
            yield piece

    if take is not None:
        take(info.name, info.size, pieces())
    for _rest in pieces():
        continue
    return {"bytes": size, "sha256": digest.hexdigest()}


def _compare(manifest: Mapping[str, Any], seen: Mapping[str, Any]) -> None:
    told = manifest["members"]
    for name in sorted(told.keys() | seen.keys()):
        if name not in seen:
            raise Unusable(f"The archive is incomplete: {name} is missing")
        if told.get(name) != seen[name]:
            raise Unusable(f"The archive is damaged: {name} is not what was written")
