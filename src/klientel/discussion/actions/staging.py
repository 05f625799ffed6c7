"""Taking bytes in: counted, kept by hash, and waiting for the form that they belong to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from uuid import UUID

from klientel.discussion import storage
from klientel.discussion.models import File, FileStore
from klientel.discussion.pictures import Clean, clean_form, keep_blob
from klientel.kit.media_types import media_type
from klientel.kit.pictures import Size
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
    with made_ready(incoming) as clean:
        return keep_ready(actor, incoming, clean, name, key=key)


@contextmanager
def made_ready(incoming: storage.Incoming) -> Iterator[Clean | None]:
    """The clean form of what was taken in, if it is a picture; both are forgotten afterwards.

    It is made before the transaction that keeps them: writing a picture anew takes its time.
    """
    try:
        with clean_form(incoming.path, incoming.head) as clean:
            yield clean
    finally:
        incoming.forget()


def keep_ready(
    actor: Actor, incoming: storage.Incoming, clean: Clean | None, name: str, *, key: UUID
) -> File:
    """`stage` for what was made ready, which the caller forgets."""
    actor.must("file.edit")
    named = clean_name(name)
    if not incoming.size:
        raise Refused("“{name}” is empty.", "file", name=named)
    return written_together(lambda: _kept(actor, incoming, clean, named, key))


def _kept(
    actor: Actor, incoming: storage.Incoming, clean: Clean | None, name: str, key: UUID
) -> File:
    FileStore.hold(actor.workspace_id)
    files = File.objects.in_workspace(actor.workspace_id)
    there: File | None = files.filter(pk=key).select_related("blob").first()
    if there is not None:
        if there.given_by_id != actor.member_id or there.blob.sha256 != incoming.sha256:
            raise Conflict("This could not be saved. Please send the form again.")
        return there
    size = clean.size if clean else Size(0, 0)
    file = File(
        id=key,
        workspace_id=actor.workspace_id,
        blob=keep_blob(actor.workspace_id, incoming),
        clean=keep_blob(actor.workspace_id, clean.taken) if clean else None,
        name=name,
        media_type=media_type(incoming.head),
        size=incoming.size,
        width=size.width,
        height=size.height,
        given_by_id=actor.member_id,
        series=key,
    )
    file.save(force_insert=True)
    return file


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
