"""An SQLite database copied while others write to it, and looked at before it is put to use."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from klientel.integrations.copies.archive import Unusable

_WAIT = 20.0


def snapshot(source: Path, target: Path) -> None:
    """Copy the database as it is at this moment, page by page, while writers go on.

    One step takes all pages inside one read transaction: in WAL mode nobody waits for it, and
    unlike VACUUM INTO it keeps every row number, which the text index points at.
    """
    with (
        closing(sqlite3.connect(source, timeout=_WAIT)) as there,
        closing(sqlite3.connect(target)) as here,
    ):
        there.backup(here, pages=-1)
        here.execute("PRAGMA journal_mode=DELETE")


def counts(path: Path) -> dict[str, int]:
    """Rows by table, without the inner tables of the text index."""
    with closing(sqlite3.connect(path)) as database:
        shadows = {
            f"{name}_{part}"
            for (name,) in database.execute(
                "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%'"
            )
            for part in ("data", "idx", "content", "docsize", "config")
        }
        tables = database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
            "AND sql NOT LIKE 'CREATE VIRTUAL TABLE%' ORDER BY name"
        ).fetchall()
        return {name: _count(database, name) for (name,) in tables if name not in shadows}


def _count(database: sqlite3.Connection, table: str) -> int:
    quoted = table.replace('"', '""')
    return int(database.execute(f'SELECT count(*) FROM "{quoted}"').fetchone()[0])  # noqa: S608


def migrations(path: Path) -> list[str]:
    """The steps the database has been through, as `room.name`."""
    with closing(sqlite3.connect(path)) as database:
        rows = database.execute("SELECT app, name FROM django_migrations ORDER BY id").fetchall()
    return [f"{app}.{name}" for app, name in rows]


def require_sound(path: Path) -> None:
    """Raise `Unusable` when the pages or the links between the rows of a database do not hold."""
    try:
        with closing(sqlite3.connect(path)) as database:
            found: Any = database.execute("PRAGMA quick_check(1)").fetchone()[0]
            dangling = database.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as error:
        raise Unusable(f"The database is damaged: {error}") from None
    if found != "ok":
        raise Unusable(f"The database is damaged: {found}")
    if dangling is not None:
        raise Unusable(f"The database is damaged: a row of {dangling[0]} points nowhere")


def is_empty(path: Path) -> bool:
    """Whether a database holds neither a workspace nor a login, or is not there at all."""
    if not path.is_file() or not path.stat().st_size:
        return True
    with closing(sqlite3.connect(path)) as database:
        tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
        known = tables & {"workspaces_workspace", "workspaces_user"}
        return not any(_count(database, name) for name in known)


def is_in_use(path: Path) -> bool:
    """Whether another process has the database open; it is folded into one file if not."""
    if not path.is_file():
        return False
    with closing(sqlite3.connect(path, timeout=0.5)) as database:
        try:
            # only whoever is alone may leave the write-ahead log behind
            return bool(database.execute("PRAGMA journal_mode=DELETE").fetchone()[0] != "delete")
        except sqlite3.OperationalError:
            return True
