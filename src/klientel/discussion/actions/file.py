"""Attaching, renaming, replacing and deleting files of records."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from klientel.discussion import limits
from klientel.discussion.actions.field_files import check_room, field_of, keep_fields
from klientel.discussion.actions.holding import held_record
from klientel.discussion.actions.staging import clean_name
from klientel.discussion.models import File
from klientel.discussion.queries import file_for
from klientel.events.log import record as tell
from klientel.kit import clock
from klientel.kit.ids import id_needed
from klientel.kit.refused import NotFound, Refused
from klientel.records.actions.catalogue import action
from klientel.records.fields import TextField
from klientel.records.own_fields.kinds.files import OwnFiles
from klientel.records.types import record_types
from klientel.workspaces.actor import Actor

_RECORD = TextField(name="record", label=_("Record"), required=True, max_length=36)
_FILE = TextField(name="file", label=_("File"), required=True, max_length=36)
_FIELD = TextField(name="field", label=_("Field"), max_length=60)
_FILES = TextField(name="files", label=_("Files"), required=True, max_length=2_000)


@action(
    "file.attach",
    label=_("Attach files"),
    permission="file.edit",
    on="",
    icon="paperclip",
    inputs=(_RECORD, _FILES, _FIELD),
)
def attach(actor: Actor, *, record: str, files: str, field: str) -> Sequence[File]:
    """Let staged files (ids parted by commas) hang on a record, or be held by a `field` of it;
    returns those that do now.

    Sent twice, the second time does nothing. Raises `NotFound` for a record, field or file that is
    not the actor's to see or change, `Refused` for too many.
    """
    found = held_record(actor, id_needed(record), "edit")
    holding = field_of(actor, found, field) if field else None
    return attach_to(actor, found, keys_of(files), field=holding)


def attach_to(
    actor: Actor,
    record: Any,
    keys: Sequence[UUID],
    *,
    batch: UUID | None = None,
    verb: str = "file.attached",
    field: OwnFiles | None = None,
) -> Sequence[File]:
    """`attach` for a record that the caller found and may write, inside its transaction.

    With the `verb` `file.brought` the record has just been made together with them.
    """
    if not keys:
        return []
    rows = File.objects.in_workspace(actor.workspace_id)
    mine = list(rows.filter(pk__in=keys, given_by_id=actor.member_id, trashed_at=None))
    if len(mine) != len(set(keys)) or any(one.record_id not in (None, record.pk) for one in mine):
        raise Refused("One of these files is no longer there. Please attach it again.", "files")
    fresh = [one for one in mine if one.record_id is None]
    if not fresh:
        return mine
    if rows.filter(record_id=record.pk).count() + len(fresh) > limits.MOST_ON_RECORD:
        most = limits.MOST_ON_RECORD
        raise Refused("A record can have at most {max} files.", "files", max=most)
    if field is not None:
        check_room(actor, record, field, len(fresh))
    for one in fresh:
        one.record_id = record.pk
        one.field = field.definition if field is not None else None
        one.save()
    _tell(actor, verb, record, fresh, batch)
    return mine


@action(
    "file.rename",
    label=_("Rename"),
    permission="file.edit",
    on="",
    icon="pencil",
    inputs=(_FILE, TextField(name="name", label=_("Name"), required=True, max_length=200)),
)
def rename(actor: Actor, *, file: str, name: str) -> File:
    """Give a file another name; its ending stays when none is given."""
    one, record = changeable(actor, id_needed(file))
    wanted = clean_name(name)
    _stem, dot, ending = one.name.rpartition(".")
    if dot and "." not in wanted:
        wanted = f"{wanted}.{ending}"
    return put_name(actor, one, record, wanted)


def put_name(actor: Actor, one: File, record: Any, wanted: str, batch: UUID | None = None) -> File:
    """Write a file's name and tell of it; nothing for the name that it has."""
    if one.name == wanted:
        return one
    facts = {"file": str(one.pk), "former": one.name, "names": wanted}
    one.name = wanted
    one.save()
    _record_event(actor, "file.renamed", record, [one], facts, batch)
    return one


@action(
    "file.replace",
    label=_("Add a new version"),
    permission="file.edit",
    on="",
    icon="repeat",
    inputs=(_FILE, TextField(name="by", label=_("New version"), required=True, max_length=36)),
)
def replace(actor: Actor, *, file: str, by: str) -> File:
    """Let a staged file be the next version of a file; the former ones are kept.

    Sent twice, the second time does nothing.
    """
    former, record = changeable(actor, id_needed(file))
    fresh = file_for(actor, id_needed(by))
    if fresh.record_id == record.pk and fresh.series == former.series:
        return fresh
    if fresh.record_id is not None:
        raise NotFound()
    versions = File.objects.in_workspace(actor.workspace_id).filter(series=former.series)
    last = versions.aggregate(last=Max("version"))["last"]
    fresh.record_id, fresh.series, fresh.version = record.pk, former.series, last + 1
    fresh.field = former.field
    fresh.is_current = False
    fresh.save()
    return make_current(actor, fresh, record)


@action(
    "file.revert",
    label=_("Make this the current version"),
    permission="file.edit",
    on="",
    icon="history",
    inputs=(_FILE,),
)
def revert(actor: Actor, *, file: str) -> File:
    """Let an earlier (or a withdrawn later) version be the valid one."""
    one, record = changeable(actor, id_needed(file))
    return make_current(actor, one, record)


def make_current(actor: Actor, one: File, record: Any, batch: UUID | None = None) -> File:
    """Let one version of a series be the valid one and tell of it; nothing where it is already."""
    if one.is_current:
        return one
    series = File.objects.in_workspace(actor.workspace_id).filter(series=one.series)
    former = series.filter(is_current=True).first()
    series.filter(is_current=True).update(is_current=False)
    one.is_current = True
    one.save()
    facts = {
        "former": str(former.pk) if former else "",
        "current": str(one.pk),
        "version": one.version,
        "names": one.name,
    }
    _record_event(actor, "file.replaced", record, [one], facts, batch)
    return one


@action(
    "file.remove",
    label=_("Delete file"),
    permission="file.edit",
    on="",
    icon="trash-2",
    inputs=(_FILE,),
)
def remove(actor: Actor, *, file: str) -> File:
    """Put a file into the trash with all its versions; it can come back for thirty days.

    One that is only staged is thrown away.
    """
    staged = file_for(actor, id_needed(file))
    if staged.record_id is None:
        staged.delete()
        return staged
    one, record = changeable(actor, staged.pk)
    return move(actor, record, [one.pk], into=True)[0]


def move(
    actor: Actor,
    record: Any,
    keys: Sequence[UUID],
    *,
    into: bool,
    batch: UUID | None = None,
    at: datetime | None = None,
) -> list[File]:
    """Files of a record into the trash or out of it, with all their versions; returns those moved.

    Those that are there already are left out. `at` is when what they go with was deleted.
    """
    rows = File.objects.in_workspace(actor.workspace_id)
    mine = list(rows.filter(pk__in=keys, record_id=record.pk, trashed_at__isnull=into))
    if not mine:
        return []
    all_versions = rows.filter(series__in=[one.series for one in mine], record_id=record.pk)
    all_versions.update(trashed_at=(at or clock.now()) if into else None)
    _tell(actor, "file.removed" if into else "file.restored", record, mine, batch)
    return mine


def changeable(actor: Actor, key: UUID, *, trashed: bool | None = False) -> tuple[File, Any]:
    """A file on a record and that record, held until the transaction ends.

    Raises `NotFound` for what the actor does not see, `Forbidden` for what they may not write.
    """
    seen = file_for(actor, key, trashed=trashed)
    if seen.record_id is None:
        raise NotFound()
    record = held_record(actor, seen.record_id, "edit")
    # read again: somebody else may have been faster
    return file_for(actor, key, trashed=trashed), record


def keys_of(text: str) -> list[UUID]:
    """The ids in a list parted by commas; raises `NotFound` for anything else in it."""
    return [id_needed(part) for part in dict.fromkeys(text.replace(" ", "").split(",")) if part]


def _tell(actor: Actor, verb: str, record: Any, files: Sequence[File], batch: UUID | None) -> None:
    facts = {
        "files": [str(one.pk) for one in files],
        "names": ", ".join(one.name for one in files)[:300],
    }
    _record_event(actor, verb, record, files, facts, batch)


def _record_event(
    actor: Actor,
    verb: str,
    record: Any,
    files: Sequence[File],
    facts: dict[str, Any],
    batch: UUID | None,
) -> None:
    keep_fields(actor, record, {one.field for one in files if one.field is not None})
    type_ = record_types.of(record)
    event = tell(
        actor,
        verb,
        record_type=type_.name,
        record_id=record.pk,
        account_id=type_.account_of(record),
        facts=facts,
        batch=batch,
    )
    for one in files:
        one.told_by = event.pk
