"""Whom a sentence names: the room that knows them reads it, the others ask here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from klientel.desk.capture.sentence import Part, Sentence
from klientel.records.fields.base import Reading
from klientel.workspaces.actor import Actor


class Named(Protocol):
    """Somebody who was found: their id on the spine, and their name."""

    @property
    def id(self) -> str: ...

    @property
    def name(self) -> str: ...


#: gives the parts `account` and `contact`, whose values are `Named`, and takes the words that say
#: so out of the sentence; the text is the id of an account that somebody chose
Reader = Callable[[Actor, Reading, Sentence, str], list[Part]]

_readers: list[Reader] = []


def add(reader: Reader) -> None:
    """Tell who is asked; a room does this when it opens."""
    if reader not in _readers:
        _readers.append(reader)


def read_whom(actor: Actor, reading: Reading, sentence: Sentence, chosen: str) -> list[Part]:
    """The account and the person that a sentence names; nothing where nobody knows any."""
    for reader in _readers:
        if found := reader(actor, reading, sentence, chosen):
            return found
    return []
