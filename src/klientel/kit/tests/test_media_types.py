"""What a file is, by its bytes."""

from __future__ import annotations

import pytest

from klientel.kit.media_types import HEAD, media_type

ZIP = b"PK\x03\x04" + b"\0" * 26


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (b"%PDF-1.4", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (ZIP + b"[Content_Types].xml...word/document.xml", "wordprocessingml.document"),
        (ZIP + b"mimetypeapplication/vnd.oasis.opendocument.textPK", "opendocument.text"),
        (ZIP + b"anything", "application/zip"),
        ("Grüße".encode(), "text/plain"),
        (b"x" * (HEAD - 1) + "ü".encode()[:1], "text/plain"),
        (b"", "octet-stream"),
        (b"a\0b", "octet-stream"),
        (b"\xfc\xe4 umlauts of another age", "octet-stream"),
        (b"  <!DOCTYPE html>", "octet-stream"),
        (b"<svg onload=alert(1)>", "octet-stream"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>", "octet-stream"),
    ],
)
def test_the_bytes_tell_the_type(head: bytes, found: str) -> None:
    assert media_type(head).endswith(found)
