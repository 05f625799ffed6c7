"""Recognising a file by its content, and taking the table out of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from klientel.integrations import storage
from klientel.integrations.reading import recognise
from klientel.integrations.sources.cards import take_out_cards
from klientel.integrations.sources.source import Source
from klientel.integrations.sources.workbook import take_out_sheet
from klientel.kit.tables import Dialect, Told
from klientel.kit.vcards import looks_like_cards

#: takes the table out of a file into another
_Take = Callable[[Path], tuple[Dialect, Source]]

_WORKBOOKS = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True)
class Opened:
    """A file with its table: where both are kept (the same for text), and how it is read."""

    stored_as: str
    original_as: str
    dialect: Dialect
    source: Source


def open_source(stored_as: str, told: Told | None, language: str) -> Opened:
    """Take the table out of a stored file; `language` names the columns of cards.

    Raises `Refused` with a sentence for what is no table; then nothing new is kept.
    """
    path = storage.path_of(stored_as)
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(_WORKBOOKS):
        return _taken_out(stored_as, lambda out: take_out_sheet(path, out, told))
    if looks_like_cards(head):
        return _taken_out(stored_as, lambda out: take_out_cards(path, out, language))
    return Opened(stored_as, "", recognise(path, told), Source())


def _taken_out(stored_as: str, take: _Take) -> Opened:
    name = storage.new_name()
    try:
        dialect, source = take(storage.folder() / name)
    except BaseException:
        storage.forget(name)
        raise
    return Opened(name, stored_as, dialect, source)
