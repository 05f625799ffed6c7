"""What a file is, by its bytes."""

from __future__ import annotations

import struct

import pytest

from klientel.kit.media_types import HEAD, Size, media_type, picture_size

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


def test_the_size_of_a_picture_is_read_from_its_head() -> None:
    png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 30_000, 20)
    jpeg = b"\xff\xd8\xff\xe0\0\4ab" + b"\xff\xc0\0\x11\x08" + struct.pack(">HH", 7, 9) + b"\0" * 9
    gif = b"GIF89a" + struct.pack("<HH", 4, 5)
    webp = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x09\0\0\x04\0\0"
    assert picture_size(png) == Size(30_000, 20)
    assert picture_size(jpeg) == Size(9, 7)
    assert picture_size(gif) == Size(4, 5)
    assert picture_size(webp) == Size(10, 5)


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"\x89PNG",
        b"GIF8",
        b"\xff\xd8\xff",
        b"RIFF\0\0\0\0WEBPVP8 ",
        b"%PDF-",
        b"\xff\xd8\xff\xff" * 9,
    ],
)
def test_a_broken_head_tells_nothing_and_breaks_nothing(head: bytes) -> None:
    assert picture_size(head) is None
