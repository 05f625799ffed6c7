"""Brings a workspace back from its copy, equal to what it was, into this or another installation.

All rows are written in one transaction: the workspace is there whole, or not at all.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Exists, OuterRef

from klientel.discussion import finding
from klientel.events import log
from klientel.events.models import EventSeal
from klientel.events.seal import seal, verify
from klientel.integrations.copies import tables as known
from klientel.integrations.copies.archive import Unusable, read_whole
from klientel.integrations.copies.backup import plainly
from klientel.integrations.copies.export import PEOPLE, WORKSPACE, Say, first_of, head_of, told_of
from klientel.integrations.copies.ids import Ids
from klientel.integrations.copies.restore import newer_steps
from klientel.kit import email_address
from klientel.kit.ids import uuid7
from klientel.records import writer
from klientel.records.types import record_types
from klientel.team.actions.workspace import free_slug, make_owner
from klientel.workspaces.actor import Actor
from klientel.workspaces.bulk import insert_rows, unsaved
from klientel.workspaces.models import User, Workspace
from klientel.workspaces.scope import WorkspaceForeignKey
from klientel.workspaces.standstill import bring_to_a_stand

_CHUNK = 2_000
_UNTOUCHED = "nothing was brought in"


@dataclass(frozen=True)
class Brought:
    """What was brought in; `link` lets a new owner choose a password, `are_ids_kept` whether all
    ids are those of the copy.
    """

    workspace: Workspace
    rows: int
    are_ids_kept: bool
    link: str = ""


@dataclass
class _Coming:
    """One workspace on its way in."""

    manifest: dict[str, Any]
    slug: str
    say: Say
    workspace: Workspace | None = None
    ids: Ids | None = None
    head: dict[str, Any] = field(default_factory=dict)
    rows: Counter[str] = field(default_factory=Counter)
    #: files that were laid into the store, to be taken out again when it fails
    files: list[Path] = field(default_factory=list)


def bring_in(
    path: Path, slug: str, *, owner: str = "", say: Say = lambda _done, _total: None
) -> Brought:
    """Make a workspace of a copy, at the address `slug`; `owner` is the e-mail of one more owner.

    Ids stay as they are, or change all in the same way where the workspace exists here already;
    then the log is sealed anew, and says so. Whoever has a login here, by e-mail, is a member at
    once; others get a login without a password. Raises `Unusable`, `Failed` or `Refused`; then
    nothing is here.
    """
    slug = free_slug(slug)
    manifest = told_of(path)
    _refuse_unfit(manifest)
    coming = _Coming(manifest, slug, say)
    try:
        with plainly(_UNTOUCHED), transaction.atomic():
            _read(path, coming)
            link = _settle(coming, owner)
    except IntegrityError as error:
        _take_out(coming)
        said = str(error).splitlines()[0]
        raise Unusable(f"The copy does not fit together ({said}); {_UNTOUCHED}") from None
    except BaseException:
        _take_out(coming)
        raise
    assert coming.workspace is not None  # noqa: S101 - _settle refuses a copy without one
    assert coming.ids is not None  # noqa: S101
    return Brought(coming.workspace, coming.rows.total(), coming.ids.are_kept, link)


def _refuse_unfit(manifest: dict[str, Any]) -> None:
    newer = newer_steps(manifest)
    if newer:
        raise Unusable(
            f"The copy was made by a newer Klientel ({manifest.get('program')}) that knows "
            f"{newer[0]}; update this one first"
        )
    here = {one.name: set(one.attributes) for one in known.tables()}
    for name, told in manifest["tables"].items():
        if name in known.derived():
            continue
        unknown = [*set(told["columns"]) - here.get(name, set())]
        if told["rows"] and (name not in here or unknown):
            what = f"{name}.{unknown[0]}" if unknown and name in here else name
            raise Unusable(f"The copy has {what}, which this Klientel does not know")


def _read(path: Path, coming: _Coming) -> None:
    """Go through the archive, whose parts come in the order in which they were written."""
    by_name = {one.name: one for one in known.tables()}
    derived = known.derived()

    def take(name: str, _size: int, pieces: Iterator[bytes]) -> None:
        parts = PurePosixPath(name).parts
        try:
            if name == WORKSPACE:
                coming.head = head_of(b"".join(pieces))
            elif name == PEOPLE:
                _make_workspace(coming, b"".join(pieces))
            elif parts[0] == "tables" and parts[1] not in derived:
                _bring_rows(coming, by_name[parts[1]], b"".join(pieces))
            elif parts[0] == "files":
                _lay(coming, PurePosixPath(*parts[1:]), pieces)
        except (ValueError, KeyError, IndexError) as error:
            raise Unusable(f"{name} of the copy cannot be read: {error}") from None

    with path.open("rb") as file:
        read_whole(file, take)


def _make_workspace(coming: _Coming, people: bytes) -> None:
    old = UUID(coming.head["id"])
    new = uuid7() if Workspace.objects.filter(pk=old).exists() else old
    columns = {
        one.attname: known.reader(one)(coming.head[one.attname])
        for one in known.workspace_columns()
        if one.attname in coming.head
    }
    coming.workspace = Workspace.objects.create(id=new, slug=coming.slug, **columns)
    logins = {UUID(row["id"]): _login(row) for row in known.rows_of(people)}
    coming.ids = Ids(old, new, logins)


def _login(row: dict[str, Any]) -> UUID:
    """The id of somebody's login here, which is made when there is none."""
    email = email_address.normalise(str(row["email"]))
    user = User.objects.filter(email=email).first()
    if user is None:
        pk = UUID(row["id"])
        user = User(id=uuid7() if User.objects.filter(pk=pk).exists() else pk, email=email)
        for one in User._meta.concrete_fields:
            if one.attname in ("name", "language", "time_zone"):
                setattr(user, one.attname, known.reader(one)(row[one.attname]))
        user.set_unusable_password()
        user.save(force_insert=True)
    return user.pk


def _bring_rows(coming: _Coming, table: known.Table, content: bytes) -> None:
    ids, workspace = coming.ids, coming.workspace
    if ids is None or workspace is None:
        raise ValueError("its workspace comes behind it")
    if table.model is EventSeal and not ids.are_kept:
        # a seal hashes the ids of its event: those of another id are made anew
        return
    columns = [(one.attname, known.reader(one), _moved(one, table, ids)) for one in table.columns]
    rows = []
    for row in known.rows_of(content):
        values = {name: move(read(row[name])) for name, read, move in columns if name in row}
        rows.append(unsaved(table.model, workspace_id=workspace.pk, **values))
    for start in range(0, len(rows), _CHUNK):
        insert_rows(table.model, rows[start : start + _CHUNK])
    coming.rows[table.name] += len(rows)
    coming.say(coming.rows.total(), first_of(coming.manifest))


def _moved(column: Any, table: known.Table, ids: Ids) -> Any:
    """What becomes of a column's values in the new place."""
    target = column.target_field if isinstance(column, models.ForeignKey) else column
    if column.attname in table.files and table.is_apart(column.attname):
        return lambda name: name
    if column.attname in table.files:
        return lambda name: ids.name(name) if name else name
    if isinstance(target, models.UUIDField):
        return ids.of
    if isinstance(target, (models.JSONField, models.TextField, models.CharField)):
        return ids.within
    return lambda value: value


def _lay(coming: _Coming, name: PurePosixPath, pieces: Iterator[bytes]) -> None:
    """Lay a file into the store; one that is there already under its random name is left."""
    if coming.ids is None:
        raise ValueError("its workspace comes behind it")
    path = Path(settings.MEDIA_ROOT) / coming.ids.path(name.as_posix())
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileExistsError):
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        coming.files.append(path)
        with os.fdopen(handle, "wb") as file:
            for piece in pieces:
                file.write(piece)


def _take_out(coming: _Coming) -> None:
    for path in coming.files:
        path.unlink(missing_ok=True)


def _settle(coming: _Coming, owner: str) -> str:
    """Make what is derived, look whether all is right, and say in the log where it came from."""
    workspace, ids, manifest = coming.workspace, coming.ids, coming.manifest
    if workspace is None or ids is None:
        raise Unusable("The copy holds no workspace")
    _refuse_missing_rows(coming)
    _refuse_foreign_rows(workspace)
    _index(workspace)
    if ids.are_kept:
        verdict = verify(workspace.pk)
        if manifest["seal"]["is_whole"] and verdict.head != manifest["seal"]["head"]:
            raise Unusable(f"The log of the copy was changed (seal {verdict.broken_at})")
    else:
        seal(workspace.pk, everything=True)
    actor = Actor.system(workspace.pk, "a workspace is brought in")
    facts = {
        "slug": str(manifest["slug"])[:40],
        "made_at": str(manifest["made_at"])[:40],
        "rows": coming.rows.total(),
        "are_ids_kept": ids.are_kept,
        "seal": str(manifest["seal"]["head"])[:64],
    }
    log.record(actor, "workspace.brought_in", facts=facts)
    bring_to_a_stand(actor)
    return make_owner(workspace, owner) if owner else ""


def _index(workspace: Workspace) -> None:
    """Make all records and comments be found again: no search row comes along, nor what
    duplicates are found by, which the next search for them makes.
    """
    for type_ in record_types:
        rows = type_.model.objects.in_workspace(workspace.pk).order_by("pk")
        chunk = list(rows[:_CHUNK])
        while chunk:
            writer.index(type_.in_workspace(workspace), chunk)
            chunk = list(rows.filter(pk__gt=chunk[-1].pk)[:_CHUNK])
    finding.index(workspace.pk)


def _refuse_missing_rows(coming: _Coming) -> None:
    for name, told in coming.manifest["tables"].items():
        if told["rows"] != coming.rows[name] and (coming.rows[name] or not _is_made_anew(name)):
            raise Unusable(f"The copy says {told['rows']} rows of {name}, and holds another number")


def _is_made_anew(name: str) -> bool:
    return name == EventSeal._meta.label_lower or name in known.derived()


def _refuse_foreign_rows(workspace: Workspace) -> None:
    """Every link must lead to a row of the same workspace."""
    for table in known.tables():
        for link in table.columns:
            if not isinstance(link, WorkspaceForeignKey):
                continue
            target: Any = link.remote_field.model
            there = target.objects.in_workspace(workspace.pk).filter(pk=OuterRef(link.attname))
            rows = table.model.objects.in_workspace(workspace.pk)
            lost = rows.filter(**{f"{link.attname}__isnull": False}).exclude(Exists(there))
            if lost.exists():
                raise Unusable(f"A row of {table.name} points to a {link.name} that is not there")
