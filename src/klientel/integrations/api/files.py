"""Files through the API: the bytes in and out, and what is known of one."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from klientel.discussion.actions.field_files import field_of
from klientel.discussion.actions.file import attach, changeable, replace
from klientel.discussion.actions.holding import held_record
from klientel.discussion.actions.staging import keep_ready
from klientel.discussion.models import File
from klientel.discussion.queries import file_for
from klientel.discussion.record_parts import FILES
from klientel.integrations.api import words
from klientel.integrations.api.calls import Answer, Call, wrong
from klientel.integrations.api.endpoints import Parameter, endpoint
from klientel.kit.ids import id_needed, uuid7
from klientel.records.actions.together import written_together
from klientel.views.handing_out import handed_out

NAME = Parameter("name", words.FILE_NAME)


def _may_keep(call: Call) -> None:
    record, field = call.query.get("record", ""), call.query.get("field", "")
    if field and not record:
        raise wrong("field", gettext_noop("Say on which record the field is."))
    if record:
        held = held_record(call.actor, id_needed(record), "edit")
        if field:
            field_of(call.actor, held, field)
    call.actor.must("file.edit")


def _may_replace(call: Call, file: str) -> None:
    changeable(call.actor, id_needed(file))


@endpoint(
    "POST",
    "files",
    name="upload",
    group="files",
    label=_("Send a file"),
    text=words.UPLOAD,
    gives="File",
    status=201,
    refuses=(507,),
    takes_file=True,
    before=_may_keep,
    parameters=(
        NAME,
        Parameter("record", words.FILE_RECORD),
        Parameter("field", words.FILE_FIELD),
    ),
)
def upload(call: Call) -> Answer:
    """Keep a file, and let it hang on the record that the query names."""
    record, field = call.query.get("record", ""), call.query.get("field", "")

    def work() -> File:
        # first: what is refused behind the bytes leaves them on the disk until the night
        _may_keep(call)
        file = _kept(call)
        if record:
            attach(call.actor, record=record, files=str(file.pk), field=field)
        return file

    return _made(call, written_together(work))


@endpoint(
    "POST",
    "files/<str:file>/versions",
    name="upload_version",
    group="files",
    label=_("Send a new version of a file"),
    text=words.VERSION_OF_FILE,
    gives="File",
    status=201,
    refuses=(507,),
    takes_file=True,
    before=_may_replace,
    parameters=(NAME,),
)
def upload_version(call: Call, file: str) -> Answer:
    """Keep a file as the next version of another."""

    def work() -> File:
        former, _record = changeable(call.actor, id_needed(file))
        return replace(call.actor, file=str(former.pk), by=str(_kept(call).pk))

    return _made(call, written_together(work))


@endpoint(
    "GET", "files/<str:file>", name="file", group="files", label=_("What is known of a file"),
    text=words.FILE, gives="File",
)  # fmt: skip
def get_file(call: Call, file: str) -> Answer:
    """A file by its id, whichever version."""
    return Answer(_json(call, file_for(call.actor, id_needed(file))))


@endpoint(
    "GET",
    "files/<str:file>/content",
    name="download",
    group="files",
    label=_("Get the bytes of a file"),
    text=words.DOWNLOAD,
    refuses=(206, 304, 416),
    gives_bytes=True,
)
def download(call: Call, file: str) -> Answer:
    """The bytes of a file, or a part of them; never to be shown by a browser itself."""
    return Answer(handed_out(call, file_for(call.actor, id_needed(file)), inline=False))


def _kept(call: Call) -> File:
    sent = call.body
    return keep_ready(call.actor, sent.incoming, sent.clean, sent.name, key=uuid7())


def _made(call: Call, file: File) -> Answer:
    where = {"Location": f"/api/v1/files/{file.pk}"}
    return Answer(_json(call, file_for(call.actor, file.pk)), 201, where)


def _json(call: Call, file: File) -> dict[str, Any]:
    told = {one.name: one.outward(one.value(file), call.reading) for one in FILES.fields}
    return {
        "id": str(file.pk),
        "record": str(file.record_id) if file.record_id else None,
        "is_current": file.is_current,
        **told,
    }
