"""The registry of what the line can be read into, and the reading itself."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from klientel.desk.capture.sentence import Part
from klientel.records.fields.base import Reading, Text
from klientel.workspaces.actor import Actor


@dataclass(frozen=True)
class Asked:
    """What the line was given: the text, slots that shall stay text, the id of what somebody chose
    among several, and the record whose page it was opened on.
    """

    text: str
    without: frozenset[str] = frozenset()
    chosen: str = ""
    here: Any = None


@dataclass(frozen=True)
class Understood:
    """Parts in the order in which they are shown, and what stays text."""

    parts: tuple[Part, ...]
    text: str

    def part(self, slot: str) -> Part | None:
        """The part of a slot."""
        return next((one for one in self.parts if one.slot == slot), None)

    @property
    def seal(self) -> str:
        """Tells this understanding from any other: what was seen is what is written."""
        said = repr(
            ([(one.slot, _told(one.value), len(one.choices)) for one in self.parts], self.text)
        )
        return hashlib.sha256(said.encode()).hexdigest()[:16]


def _told(value: Any) -> str:
    """A value by what is seen of it: the clock goes on while somebody looks."""
    return str(getattr(value, "seen", value))


@dataclass(frozen=True)
class Chip:
    """A part as it is shown: its words, icon, and the choices where somebody must choose."""

    slot: str
    label: str
    icon: str
    what: str
    choices: tuple[tuple[str, str], ...] = ()
    may_leave: bool = True


@dataclass(frozen=True)
class Line:
    """What a sentence can become.

    `understand` reads it for an actor, `chip` shows a part in words, `missing` names what must
    still be said ("" when nothing), `carry_out` writes it and returns the record. `key` is the id
    a form was given, so that sent twice it is written once.
    """

    name: str
    permission: str
    placeholder: Text
    examples: tuple[Text, ...]
    understand: Callable[[Actor, Reading, Asked], Understood]
    chip: Callable[[Part, Reading], Chip]
    missing: Callable[[Understood], Text]
    carry_out: Callable[[Actor, Understood, str], Any]


_lines: dict[str, Line] = {}


def add(line: Line) -> None:
    """Add what a sentence can become; a room does this when it opens."""
    _lines[line.name] = line


def line_for(actor: Actor) -> Line | None:
    """What a sentence becomes for an actor; None where their role lets them note nothing."""
    return next((one for _, one in sorted(_lines.items()) if actor.may(one.permission)), None)
