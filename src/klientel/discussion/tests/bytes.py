"""Small files of several kinds, and the way they get onto a record in tests."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image

from klientel.discussion import limits, storage
from klientel.discussion.actions.file import attach
from klientel.discussion.actions.staging import stage
from klientel.discussion.models import File
from klientel.kit.ids import uuid7
from klientel.records import actions
from klientel.workspaces.actor import Actor
from tests.cast import Firm

PDF = b"%PDF-1.7\n1 0 obj\n"
PAGE = b"<!doctype html><script>alert(1)</script>"


def png(width: int = 3, height: int = 2) -> bytes:
    """A whole picture, black; a huge one is a few bytes that claim to be huge."""
    rows = b"\0" * ((width * 3 + 1) * height) if width * height < 1_000_000 else b"\0"
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in parts)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def photo() -> bytes:
    """A photo of 60 by 40 dots held upright, with the place it was taken at and more."""
    said = Image.Exif()
    said[0x0112] = 6
    said[0x010F] = "Kamera"
    place = said.get_ifd(0x8825)
    place[1], place[2] = "N", (52.0, 31.0, 12.0)
    out = io.BytesIO()
    grain = Image.linear_gradient("L").resize((60, 40)).convert("RGB")
    grain.save(out, "JPEG", exif=said.tobytes(), comment=b"geheim", xmp=b"<x>geheim</x>")
    return out.getvalue()


def incoming(content: bytes) -> storage.Incoming:
    return storage.take_in([content], limits.most_bytes(), limits.too_large())


def staged(actor: Actor, content: bytes = PDF, name: str = "offer.pdf") -> File:
    return stage(actor, incoming(content), name, key=uuid7())


def attached(actor: Actor, record: Any, content: bytes = PDF, name: str = "offer.pdf") -> File:
    file = staged(actor, content, name)
    attach(actor, record=str(record.pk), files=str(file.pk))
    file.refresh_from_db()
    return file


def account(firm: Firm, **more: Any) -> Any:
    return actions.create(
        firm.olga, "account", {"name": "Nord Media", "relationship": "customer", **more}
    )
