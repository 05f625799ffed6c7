"""Taking bytes in: counted, kept by hash, and waiting for the form that they belong to."""

from __future__ import annotations

from pathlib import PurePosixPath
from uuid import UUID

from klientel.discussion import limits, storage
from klientel.discussion.models import Blob, File, FileStore
from klientel.kit import media_types
from klientel.kit.refused import Conflict, Refused
from klientel.kit.text import clean_line, clip
from klientel.records.actions.together import written_together
from klientel.workspaces.actor import Actor

_LONGEST = 200
#: what no file system takes, and signs that turn a name around on the screen
_UNWANTED = str.maketrans(dict.fromkeys('<>:"|?*\u202a\u202b\u202d\u202e\u2066\u2067\u2068', "_"))


def stage(actor: Actor, incoming: storage.Incoming, name: str, *, key: UUID) -> File:
    """Keep what was taken in as a file without a record yet, under the id `key`.

    The same key again gives the file that is there: a retry after a lost answer adds nothing.
    Raises `Forbidden`, `Refused` for an empty file and for a full workspace, `Conflict` for a
    key of something else; then nothing is kept.
    """
    actor.must("file.edit")
    named = clean_name(name)
    try:
        if not incoming.size:
            raise Refused("“{name}” is empty.", "file", name=named)
        return written_together(lambda: _kept(actor, incoming, named, key))
    finally:
        incoming.forget()


def _kept(actor: Actor, incoming: storage.Incoming, name: str, key: UUID) -> File:
    FileStore.hold(actor.workspace_id)
    files = File.objects.in_workspace(actor.workspace_id)
    there: File | None = files.filter(pk=key).select_related("blob").first()
    if there is not None:
        if there.given_by_id != actor.member_id or there.blob.sha256 != incoming.sha256:
            raise Conflict("This could not be saved. Please send the form again.")
        return there
    blob = _blob(actor, incoming)
    size = media_types.picture_size(incoming.head) or media_types.Size(0, 0)
    file = File(
        id=key,
        workspace_id=actor.workspace_id,
        blob=blob,
        name=name,
        media_type=media_types.media_type(incoming.head),
        size=incoming.size,
        width=size.width,
        height=size.height,
        given_by_id=actor.member_id,
        series=key,
    )
    file.save(force_insert=True)
    return file


def _blob(actor: Actor, incoming: storage.Incoming) -> Blob:
    """The workspace's row for these bytes; the row of the store is held by the caller."""
    blobs = Blob.objects.in_workspace(actor.workspace_id)
    known: Blob | None = blobs.filter(sha256=incoming.sha256).first()
    if known is None:
        if not FileStore.take(actor.workspace_id, incoming.size, limits.quota()):
            raise limits.no_room()
        known = Blob(workspace_id=actor.workspace_id, sha256=incoming.sha256, size=incoming.size)
        known.save()
    # last: a file without a row is cleared at night, a row without a file would be a loss
    storage.keep(actor.workspace_id, incoming)
    return known


def clean_name(given: str) -> str:
    """The name that a file is shown and handed out by: one line, no path, its ending kept."""
    last = given.replace("\\", "/").rstrip("/").rpartition("/")[2]
    line = clean_line(last.translate(_UNWANTED)[:2_000], 2_000).strip(" .")
    if not line:
        return "file"
    if len(line) <= _LONGEST:
        return line
    ending = PurePosixPath(line).suffix[:20]
    return clip(line.removesuffix(ending), _LONGEST - len(ending)) + ending
