"""Small files of several kinds, and the way they get onto a record in tests."""

from __future__ import annotations

import struct
from typing import Any

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
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", width, height) + b"\x08\2\0\0\0"


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
