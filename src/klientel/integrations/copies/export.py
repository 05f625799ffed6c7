"""A copy of one workspace: every row as JSON Lines, its files, and a manifest, in one archive."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connection

import klientel
from klientel.events.seal import verify
from klientel.integrations.copies.archive import Unusable, Writer, read_whole, written_whole
from klientel.integrations.copies.backup import plainly
from klientel.integrations.copies.held import Held, held
from klientel.integrations.copies.tables import (
    PEOPLE_COLUMNS,
    Table,
    left_out,
    line_of,
    tables,
    workspace_columns,
)
from klientel.kit import clock
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Member, User, Workspace

WHAT = "klientel workspace"
WORKSPACE, PEOPLE = "workspace.json", "people.jsonl"
#: bytes of lines in one member of the archive, which is what a reader has in memory at once
_PART = 4 << 20
_CHUNK = 2_000

Say = Callable[[int, int], None]
"""Hears how many rows are done, and of how many."""


def export(actor: Actor, path: Path, say: Say = lambda _done, _total: None) -> dict[str, Any]:
    """Write everything of the actor's workspace to a file; returns the manifest.

    The copy shows one moment: what others write meanwhile is not in it. Whoever calls has told the
    log. Raises `Unusable` or `Failed`; then there is no file.
    """
    actor.must("workspace.export")
    if not path.parent.is_dir():
        raise Unusable(f"There is no folder {path.parent}")
    with plainly("no copy was made"), written_whole(path) as file:
        with held() as look:
            _write(file, actor.workspace_id, look, say)
        file.seek(0)
        return read_whole(file)


def _write(stream: IO[bytes], workspace_id: Any, look: Held, say: Say) -> None:
    workspace = Workspace.objects.get(pk=workspace_id)
    every = tables()
    total = sum(one.model.objects.in_workspace(workspace.pk).count() for one in every)
    writer = Writer(stream)
    writer.add(WORKSPACE, _workspace(workspace))
    writer.add(PEOPLE, _people(workspace))
    told: dict[str, dict[str, Any]] = {}
    names: set[str] = set()
    done = 0
    for table in every:
        began = done
        for number, (lines, count) in enumerate(_parts(workspace, table, names), 1):
            writer.add(f"tables/{table.name}/{number:05}.jsonl", lines)
            done += count
            with look.left():
                say(done, total)
        told[table.name] = {"rows": done - began, "columns": list(table.attributes)}
    gone = [name for name in sorted(names) if not _added(writer, name)]
    writer.close(
        {
            "what": WHAT,
            "program": klientel.__version__,
            "made_at": clock.now().isoformat(),
            "slug": workspace.slug,
            "name": workspace.name,
            "tables": told,
            "left_out": left_out(),
            "migrations": _migrations(),
            "seal": _seal(workspace),
            "deleted_meanwhile": gone,
        }
    )


def _workspace(workspace: Workspace) -> bytes:
    columns = tuple(one.attname for one in workspace_columns())
    return line_of(
        ("id", "slug", *columns),
        (workspace.pk, workspace.slug, *(getattr(workspace, one) for one in columns)),
    )


def _people(workspace: Workspace) -> bytes:
    """Who signs in to it: names and addresses, and nothing that opens a door."""
    ids = Member.objects.in_workspace(workspace.pk).values("user_id")
    rows = User.objects.filter(pk__in=ids).order_by("email").values_list(*PEOPLE_COLUMNS)
    return b"".join(line_of(PEOPLE_COLUMNS, row) for row in rows)


def _parts(workspace: Workspace, table: Table, names: set[str]) -> Iterator[tuple[bytes, int]]:
    """The rows of a table as lines, some megabytes at a time, with their number.

    `names` collects the files that they name.
    """
    columns = table.attributes
    kept = [(columns.index(column), column) for column in table.files]
    rows = table.model.objects.in_workspace(workspace.pk).order_by().values_list(*columns)
    lines: list[bytes] = []
    size = 0
    for row in rows.iterator(chunk_size=_CHUNK):
        for place, column in kept:
            if row[place]:
                names.add(table.path_of(column, row[place], workspace.pk))
        lines.append(line_of(columns, row))
        size += len(lines[-1])
        if size >= _PART:
            yield b"".join(lines), len(lines)
            lines, size = [], 0
    if lines:
        yield b"".join(lines), len(lines)


def _added(writer: Writer, name: str) -> bool:
    """Add a file of the store; False when it is not there any more."""
    try:
        writer.add_file(f"files/{name}", Path(settings.MEDIA_ROOT) / name)
    except FileNotFoundError:
        return False
    return True


def _migrations() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
        return [f"{app}.{name}" for app, name in cursor.fetchall()]


def _seal(workspace: Workspace) -> dict[str, Any]:
    """What the chain of the log says of itself in this copy."""
    verdict = verify(workspace.pk)
    return {"sealed": verdict.sealed, "head": verdict.head, "is_whole": verdict.is_whole}


def told_of(path: Path) -> dict[str, Any]:
    """The manifest of a copy that was found whole; raises `Unusable`."""
    try:
        with path.open("rb") as file:
            manifest = read_whole(file)
    except OSError as error:
        raise Unusable(f"Cannot read {path}: {error.strerror}") from None
    if manifest.get("what") != WHAT:
        raise Unusable(f"{path} is no copy of a workspace; it is a {manifest.get('what')}")
    if not {WORKSPACE, PEOPLE} <= manifest["members"].keys():
        raise Unusable(f"{path} holds no workspace")
    return manifest


def first_of(manifest: dict[str, Any]) -> int:
    """How many rows the copy has."""
    return sum(one["rows"] for one in manifest["tables"].values())


def head_of(content: bytes) -> dict[str, Any]:
    """The workspace of a copy."""
    row = json.loads(content)
    if not isinstance(row, dict):
        raise ValueError("the workspace is no object")
    return row
