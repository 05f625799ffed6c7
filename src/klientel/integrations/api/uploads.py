"""Taking the bytes of a file from a program: as they are, or as the one file of a form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext_noop

from klientel.discussion import limits, storage
from klientel.discussion.actions.staging import made_ready
from klientel.discussion.pictures import Clean
from klientel.integrations.api.calls import wrong
from klientel.integrations.api.refusals import Unreadable
from klientel.kit.refused import Invalid, Refused

FORM = "multipart/form-data"
#: what a form weighs beside its file
_AROUND = 64 * 1024


@dataclass(frozen=True)
class Sent:
    """A file that was taken in: its bytes, the clean form if it is a picture, and its name."""

    incoming: storage.Incoming
    clean: Clean | None
    name: str

    @property
    def mark(self) -> str:
        """What makes two sendings the same."""
        return f"{self.incoming.sha256} {self.name}"


@contextmanager
def received(request: Any) -> Iterator[Sent]:
    """The file that a request carries; its bytes are forgotten afterwards unless they were kept.

    Raises `TooLarge` (413) before anything is read, where the request says how long it is,
    `DiskFull` (507), `Unreadable` (400) for a form that is none, `Invalid` for none or several.
    """
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > limits.most_bytes() + _AROUND:
        raise limits.too_large(int(length) if length.isdigit() else 0)
    try:
        pieces, given = _pieces(request)
        incoming = storage.take_in(pieces, limits.most_bytes(), limits.too_large())
    except (MultiPartParserError, SuspiciousOperation, UnreadablePostError):
        raise Unreadable(gettext_noop("The file could not be read. Send it again.")) from None
    with made_ready(incoming) as clean:
        yield Sent(incoming, clean, _name(request, given))


def _pieces(request: Any) -> tuple[Iterable[bytes], str]:
    """The bytes, piece by piece, and the name that came with them."""
    if request.content_type != FORM:
        return iter(lambda: request.read(storage.PIECE), b""), ""
    # Django's own would keep files of a megabyte in memory
    request.upload_handlers = [TemporaryFileUploadHandler(request)]
    unknown = sorted({*request.POST, *request.FILES} - {"file"})
    if unknown:
        raise Invalid({name[:60]: Refused("There is no such input.") for name in unknown[:20]})
    sent = request.FILES.getlist("file")
    if len(sent) != 1:
        raise wrong("file", gettext_noop("Exactly one file is needed here."))
    return sent[0].chunks(storage.PIECE), sent[0].name or ""


def _name(request: Any, given: str) -> str:
    name = request.GET.get("name") or given
    if not name:
        raise wrong("name", gettext_noop("Say what the file is called, such as ?name=plan.pdf."))
    return str(name)
