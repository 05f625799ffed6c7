"""What a file is, found from its first bytes: a name and a claim of the sender prove nothing."""

from __future__ import annotations

#: bytes that are looked at
HEAD = 4_096
UNKNOWN = "application/octet-stream"
PLAIN = "text/plain"
#: what a browser may draw on our pages: pictures of dots, which hold no code
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})

_SIGNS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF-", "application/pdf"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (4, b"ftyphei", "image/heic"),
    (4, b"ftyp", "video/mp4"),
    (8, b"WAVE", "audio/wav"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"OggS", "audio/ogg"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (0, b"{\\rtf", "application/rtf"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
)
_ZIP = b"PK\x03\x04"
_OFFICE = "application/vnd.openxmlformats-officedocument."
_IN_ZIP = (
    (b"word/", _OFFICE + "wordprocessingml.document"),
    (b"xl/", _OFFICE + "spreadsheetml.sheet"),
    (b"ppt/", _OFFICE + "presentationml.presentation"),
)
_OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument."
_MARKUP = (b"<!doctype", b"<html", b"<svg", b"<?xml", b"<script", b"<head", b"<body", b"<!--")


def media_type(head: bytes) -> str:
    """The media type of a file that begins with `head` (`HEAD` bytes of it, if it has as many).

    Markup (HTML, SVG, XML) is `UNKNOWN`: a browser must never take it for a page of ours.
    """
    for place, sign, name in _SIGNS:
        if head.startswith(sign, place):
            return name
    if head.startswith(_ZIP):
        return _in_zip(head)
    return PLAIN if _is_text(head) else UNKNOWN


def _in_zip(head: bytes) -> str:
    if head.startswith(_OPEN_DOCUMENT, 30):
        rest = head[30 + len("mimetype") :]
        kind = rest.split(b"PK", 1)[0].split(b"\0", 1)[0]
        name = kind.decode("ascii", "replace")
        return (
            name if name.replace(".", "").replace("-", "").replace("/", "").isalnum() else UNKNOWN
        )
    for folder, name in _IN_ZIP:
        if b"[Content_Types].xml" in head and folder in head:
            return name
    return "application/zip"


def _is_text(head: bytes) -> bool:
    if not head or b"\0" in head:
        return False
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:16].lower()
    if start.startswith(_MARKUP):
        return False
    try:
        # the last letter may be cut in two
        head[: len(head) - 3 if len(head) >= HEAD else len(head)].decode("utf-8", "strict")
    except UnicodeDecodeError as error:
        return error.start >= len(head) - 6
    return True
