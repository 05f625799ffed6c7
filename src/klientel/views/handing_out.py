"""Handing out the bytes of a file: whole, a part of it, or that nothing changed."""

from __future__ import annotations

from typing import IO, Any
from urllib.parse import quote

from django.http import FileResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase

from klientel.discussion import storage
from klientel.discussion.models import File
from klientel.kit.byte_ranges import range_of
from klientel.kit.refused import NotFound

_SANDBOX = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox"


class _Part:
    """The bytes of an open file from where it stands, and no more than some."""

    def __init__(self, opened: IO[bytes], most: int) -> None:
        self._opened, self._left = opened, most

    def read(self, size: int) -> bytes:
        """The next bytes; none at the end of the part."""
        piece = self._opened.read(min(size, self._left))
        self._left -= len(piece)
        return piece

    def close(self) -> None:
        """Close the file."""
        self._opened.close()


def handed_out(asked: Any, file: File, *, inline: bool, outside: bool = False) -> HttpResponseBase:
    """The bytes of a file for whoever may have it, as a download unless `inline` has it shown.

    What is shown, and what goes `outside`, is the clean form of a picture: without what the camera
    wrote to it. `asked` is anything with the `headers` of a request: a part of the bytes is
    enough where `Range` says so. Raises `NoSuchRange`.
    """
    clean = file.clean if inline or outside else None
    blob = clean or file.blob
    mark = f'"{blob.sha256}"'
    if asked.headers.get("If-None-Match") == mark:
        return HttpResponseNotModified(headers={"ETag": mark})
    part = None
    if asked.headers.get("If-Range", mark) == mark:
        part = range_of(asked.headers.get("Range", ""), blob.size)
    path = storage.path_of(file.workspace_id, blob.sha256)
    try:
        opened = path.open("rb")
    except FileNotFoundError:
        raise NotFound("The content of this file is missing on the server.") from None
    media_type = file.media_type if inline else "application/octet-stream"
    response = _whole_or_part(opened, media_type, blob.size, part)
    how = "inline" if inline else "attachment"
    response.headers["Content-Disposition"] = f"{how}; {_named(file.name)}"
    response.headers["Content-Security-Policy"] = _SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["ETag"] = mark
    return response


def _whole_or_part(
    opened: IO[bytes], media_type: str, size: int, part: range | None
) -> FileResponse:
    if part is None:
        response = FileResponse(opened, content_type=media_type)
        response.headers["Content-Length"] = str(size)
        return response
    opened.seek(part.start)
    some = _Part(opened, len(part))
    response = FileResponse(some, content_type=media_type, status=206)
    response.headers["Content-Length"] = str(len(part))
    response.headers["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{size}"
    return response


def _named(name: str) -> str:
    """The name of a file for a header: in plain letters for old programs, and as it is."""
    plain = name.encode("ascii", "replace").decode()
    for sign in '"\\?%;':
        plain = plain.replace(sign, "_")
    return f"filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
