"""The backup of a whole installation: its database, its files and its key in one archive."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import IntegrityError, connection

import klientel
from klientel.integrations.copies import postgresql_copy, sqlite_copy
from klientel.integrations.copies.archive import Failed, Unusable, Writer, read_whole, written_whole
from klientel.kit import clock

WHAT = "klientel backup"
#: the name of the database in the archive, by vendor
DATABASE = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
KEY = "secret.key"
#: folders of the data folder that belong to the installation
FOLDERS = ("files", "mail")
#: below them: what is made anew when it is asked for, and what is only being taken in
PASSING = ("files/exports", "files/incoming")
_DRAFT = ".klientel-backup-"
#: no backup takes longer
_LONGEST = timedelta(days=1)
_FULL = {errno.ENOSPC, errno.EDQUOT}


@contextmanager
def plainly(what: str) -> Iterator[None]:
    """Turn what the machine says into `Failed`: a full disk, a database that does not answer."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise Failed(f"The disk is full; {what}") from None
        where = f" ({error.filename})" if error.filename else ""
        raise Failed(f"{error.strerror or error}{where}; {what}") from None
    except IntegrityError:
        # about what was to be written, and for whoever wrote it to explain
        raise
    except (sqlite3.Error, DatabaseError) as error:
        if "full" in str(error):
            raise Failed(f"The disk is full; {what}") from None
        said = str(error).strip().splitlines()[0]
        raise Failed(f"The database says: {said}; {what}") from None


def back_up(path: Path | None, pipe: IO[bytes] | None = None) -> dict[str, Any]:
    """Write a backup to a file, or with `pipe` to a stream; returns its manifest.

    Whoever writes meanwhile is not held up; everything that was saved before the start is in it. A
    file is read back before it gets its name. Raises `Unusable` or `Failed`.
    """
    with plainly("no backup was made"):
        if path is None:
            if pipe is None:
                raise ValueError("a backup needs a file or a pipe")
            place = Path(settings.DATA_FOLDER)
            return _write(pipe, place)
        if not path.parent.is_dir():
            raise Unusable(f"There is no folder {path.parent}")
        with written_whole(path) as file:
            _write(file, path.parent)
            file.seek(0)
            return read_whole(file)


def verify(path: Path) -> dict[str, Any]:
    """Read a backup to its end; returns its manifest, raises `Unusable` when it is not whole."""
    try:
        with path.open("rb") as file:
            manifest = read_whole(file)
    except OSError as error:
        raise Unusable(f"Cannot read {path}: {error.strerror}") from None
    if manifest.get("what") != WHAT:
        raise Unusable(f"{path} is no backup of an installation; it is a {manifest.get('what')}")
    return manifest


def _write(stream: IO[bytes], near: Path) -> dict[str, Any]:
    made_at = clock.now()
    draft = Path(tempfile.mkdtemp(prefix=_DRAFT, dir=near))
    try:
        # Held before the snapshot and after it: a file is stored before the row that names it and
        # deleted after it, so every file that the snapshot names is among these.
        data = Path(settings.DATA_FOLDER)
        with _held(data) as hold:
            _hold(data, hold)
            told, database = _database(draft)
            is_held = _hold(data, hold)
            files = list(_files(hold if is_held else data))
            return _packed(stream, told, database, files, made_at)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _clear_leftovers(data: Path) -> None:
    """Delete what a backup that was killed has left: nothing deleted would ever free its room."""
    oldest = (clock.now() - _LONGEST).timestamp()
    for path in data.glob(f"{_DRAFT}*"):
        if path.is_dir() and path.stat().st_mtime < oldest:
            shutil.rmtree(path, ignore_errors=True)


@contextmanager
def _held(data: Path) -> Iterator[Path]:
    """A folder on the disk of the data for second names of its files."""
    _clear_leftovers(data)
    folder = Path(tempfile.mkdtemp(prefix=_DRAFT, dir=data))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _hold(data: Path, hold: Path) -> bool:
    """Give every file a second name, under which it stays when somebody deletes it.

    False where the disk knows no second names: then what is deleted meanwhile is missed.
    """
    for name, path in _files(data):
        target = hold / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(path, target)
        except (FileExistsError, FileNotFoundError):
            continue
        except OSError as error:
            if error.errno in _FULL:
                raise
            return False
    return True


def _packed(
    stream: IO[bytes],
    told: dict[str, Any],
    database: Path,
    files: list[tuple[str, Path]],
    made_at: Any,
) -> dict[str, Any]:
    """Write the archive; returns what its manifest says."""
    writer = Writer(stream)
    writer.add_file(DATABASE[connection.vendor], database)
    gone = [name for name, path in files if not _added(writer, name, path)]
    told |= {
        "what": WHAT,
        "program": klientel.__version__,
        "made_at": made_at.isoformat(),
        "database": connection.vendor,
        "key": KEY if KEY in writer.members else "the environment",
        "deleted_meanwhile": gone,
    }
    writer.close(told)
    return {**told, "members": writer.members}


def _database(draft: Path) -> tuple[dict[str, Any], Path]:
    """The database as it is now, in a file of its own, with what the manifest says of it."""
    target = draft / DATABASE[connection.vendor]
    if connection.vendor == "postgresql":
        return postgresql_copy.snapshot(connection, target), target
    sqlite_copy.snapshot(Path(connection.settings_dict["NAME"]), target)
    sqlite_copy.require_sound(target)
    told = {"rows": sqlite_copy.counts(target), "migrations": sqlite_copy.migrations(target)}
    return told, target


def _files(data: Path) -> Iterator[tuple[str, Path]]:
    """Every file that belongs to the installation, by its name in the archive, in order."""
    if (data / KEY).is_file():
        yield KEY, data / KEY
    for folder in FOLDERS:
        for place, folders, names in os.walk(data / folder):
            folders[:] = [
                one for one in sorted(folders) if _name(data, Path(place) / one) not in PASSING
            ]
            for name in sorted(names):
                path = Path(place) / name
                if path.is_file() and not path.is_symlink():
                    yield _name(data, path), path


def _name(data: Path, path: Path) -> str:
    return path.relative_to(data).as_posix()


def _added(writer: Writer, name: str, path: Path) -> bool:
    """Add a file; False when somebody deleted it meanwhile."""
    try:
        writer.add_file(name, path)
    except FileNotFoundError:
        return False
    return True
