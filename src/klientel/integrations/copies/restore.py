"""The way back from a backup: built beside what is there, brought up to date, then swapped in."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from klientel.integrations.copies import postgresql_copy, swap
from klientel.integrations.copies import sqlite_copy as sqlite
from klientel.integrations.copies.archive import Unusable, read_whole
from klientel.integrations.copies.backup import DATABASE, FOLDERS, KEY, WHAT, plainly
from klientel.kit import clock

Migrate = Callable[[Mapping[str, str]], None]
"""Brings a database up to date in a process of its own, which gets these settings besides."""

_UNTOUCHED = "nothing was changed"


@dataclass(frozen=True)
class Restored:
    """What was brought back, and where what was there before is kept."""

    manifest: dict[str, Any]
    kept: tuple[str, ...]


@dataclass(frozen=True)
class _Places:
    """Where the parts of this installation are, and where they go meanwhile."""

    data: Path
    #: the restored files until they are swapped in
    fresh: Path
    #: the present ones afterwards
    aside: Path

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return Path(connection.settings_dict["NAME"])

    @property
    def fresh_database(self) -> Path:
        """Beside the present one, so that it can be renamed to it."""
        return self.database.with_name(f"{self.fresh.name}-{self.database.name}")


def restore(path: Path, *, replace: bool, migrate: Migrate) -> Restored:
    """Bring an installation back from a backup.

    Nothing is touched before the whole archive was found sound, fits this program and its database,
    and nobody else is using that. What is there is refused, or with `replace` set aside and kept.
    Raises `Unusable` or `Failed`; then everything is as it was.
    """
    places = _places()
    with plainly(_UNTOUCHED):
        is_occupied = _is_occupied(places)
        if is_occupied and not replace:
            raise Unusable(
                "This installation holds data already; --replace sets it aside and keeps it"
            )
        _refuse_if_in_use(places)
        _clear_leftovers(places)
        places.fresh.mkdir(mode=0o700, parents=True)
        try:
            manifest = _unpack(path, places)
            if connection.vendor == "sqlite":
                kept = _restore_sqlite(places, manifest, migrate)
            else:
                kept = _restore_postgresql(places, manifest, migrate)
        finally:
            if swap.written_down(places.data) is None:
                shutil.rmtree(places.fresh, ignore_errors=True)
                if connection.vendor == "sqlite":
                    places.fresh_database.unlink(missing_ok=True)
                    swap.without_leftovers([places.fresh_database])
    if not is_occupied:
        shutil.rmtree(places.aside, ignore_errors=True)
        kept = []
    return Restored(manifest, tuple(kept))


def finish(data: Path) -> bool:
    """Finish a restore that was cut off in its last step; returns whether there was one."""
    plan = swap.written_down(data)
    if plan is None:
        return False
    if plan.token and postgresql_copy.token_of(connection) != plan.token:
        # the database's part was never done: the files stay, too
        swap.forget(data)
        return False
    swap.carry_out(data, plan)
    return True


def newer_steps(manifest: Mapping[str, Any]) -> list[str]:
    """Steps a copied database has been through that this program does not know, as `room.name`.

    A room that is gone leaves its steps behind; a newer version brings steps of known rooms.
    """
    steps = MigrationLoader(None).disk_migrations
    ours = {app for app, _name in steps}
    known = {f"{app}.{name}" for app, name in steps}
    known |= {f"{app}.{name}" for one in steps.values() for app, name in one.replaces}
    unknown = [one for one in manifest.get("migrations", ()) if one not in known]
    return [one for one in unknown if one.split(".")[0] in ours]


def _places() -> _Places:
    data = Path(settings.DATA_FOLDER)
    stamp, token = f"{clock.now():%Y%m%d-%H%M%S}", secrets.token_hex(4)
    return _Places(data, data / f".restoring-{token}", data / f"replaced-{stamp}-{token}")


def _clear_leftovers(places: _Places) -> None:
    """Delete what a restore that was killed has left; nobody else can be restoring now."""
    folders = {places.data}
    if connection.vendor == "sqlite":
        folders.add(places.database.parent)
    for path in [one for folder in folders for one in folder.glob(".restoring-*")]:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _is_occupied(places: _Places) -> bool:
    if any(path.is_file() for path in (places.data / "files").rglob("*")):
        return True
    if connection.vendor == "sqlite":
        return not sqlite.is_empty(places.database)
    return not postgresql_copy.is_empty(connection)


def _refuse_if_in_use(places: _Places, *more: Path) -> None:
    if connection.vendor == "sqlite":
        connection.close()
        is_used = any(map(sqlite.is_in_use, (places.database, *more)))
    else:
        is_used = postgresql_copy.is_in_use(connection)
    if is_used:
        raise Unusable("The database is in use; stop the server and the workers first")


def _unpack(path: Path, places: _Places) -> dict[str, Any]:
    """Lay the content of the archive out; returns its manifest when all of it is sound and fits."""

    def take(name: str, _size: int, pieces: Iterator[bytes]) -> None:
        target = places.fresh / name
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with target.open("xb") as file:
            target.chmod(0o600)
            for piece in pieces:
                file.write(piece)

    try:
        file = path.open("rb")
    except OSError as error:
        raise Unusable(f"Cannot read {path}: {error.strerror}") from None
    with file:
        manifest = read_whole(file, take)
    _refuse_unfit(manifest)
    return manifest


def _refuse_unfit(manifest: Mapping[str, Any]) -> None:
    if manifest.get("what") != WHAT:
        raise Unusable(f"This is no backup of an installation; it is a {manifest.get('what')}")
    vendor = manifest.get("database")
    if vendor != connection.vendor:
        raise Unusable(
            f"The backup holds a database of {vendor}, and this installation uses "
            f"{connection.vendor}; klientel export and import-workspace go from one to the other"
        )
    newer = newer_steps(manifest)
    if newer:
        raise Unusable(
            f"The backup was made by a newer Klientel ({manifest.get('program')}): its database "
            f"has been through {newer[0]}, which this one does not know; update this one first"
        )
    if DATABASE[vendor] not in manifest["members"]:
        raise Unusable("The backup holds no database")


def _restore_sqlite(places: _Places, manifest: Mapping[str, Any], migrate: Migrate) -> list[str]:
    fresh = places.fresh_database
    (places.fresh / DATABASE["sqlite"]).rename(fresh)
    sqlite.require_sound(fresh)
    _refuse_other_counts(sqlite.counts(fresh), manifest)
    migrate({"KLIENTEL_DATABASE_URL": f"sqlite:///{quote(str(fresh))}"})
    _refuse_if_in_use(places, fresh)
    # beside the database itself, which may lie on another disk than the data folder
    aside = places.database.parent / places.aside.name / places.database.name
    database = swap.Move(str(fresh), str(places.database), str(aside), has_new=True)
    return _swap(places, swap.Plan((database, *_moves(places))))


def _restore_postgresql(
    places: _Places, manifest: Mapping[str, Any], migrate: Migrate
) -> list[str]:
    aside, token = places.aside.name.replace("-", "_"), f"klientel restore {places.fresh.name}"
    plan = swap.Plan(_moves(places), token)
    swap.write_down(places.data, plan)
    dump = places.fresh / DATABASE["postgresql"]
    try:
        postgresql_copy.bring_in(connection, dump, manifest.get("extensions", []), aside, token)
    except BaseException:
        swap.forget(places.data)
        raise
    try:
        with connection.cursor() as cursor:
            _refuse_other_counts(postgresql_copy.counts(cursor), manifest)
        connection.close()
        migrate({})
    except BaseException:
        postgresql_copy.take_back(connection, aside)
        swap.forget(places.data)
        raise
    return [f"schema {aside} of the database", *_swap(places, plan)]


def _refuse_other_counts(found: Mapping[str, int], manifest: Mapping[str, Any]) -> None:
    for table, rows in manifest["rows"].items():
        if found.get(table) != rows:
            raise Unusable(f"The backup says {rows} rows of {table}, and holds {found.get(table)}")


def _moves(places: _Places) -> tuple[swap.Move, ...]:
    """The moves of everything but the database."""
    names = [*FOLDERS, *([KEY] if (places.fresh / KEY).exists() else [])]
    return tuple(
        swap.Move(
            str(places.fresh / name),
            str(places.data / name),
            str(places.aside / name),
            has_new=(places.fresh / name).exists(),
        )
        for name in names
    )


def _swap(places: _Places, plan: swap.Plan) -> list[str]:
    """Carry a plan out; returns where the former things are, as far as there were any."""
    if connection.vendor == "sqlite":
        swap.without_leftovers([places.database])
    swap.write_down(places.data, plan)
    swap.carry_out(places.data, plan)
    shutil.rmtree(places.fresh, ignore_errors=True)
    found = {str(Path(one.aside).parent) for one in plan.moves if Path(one.aside).exists()}
    return sorted(found)
