"""The registry of what the line can be read into, and which of it a sentence is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from klientel.desk.capture.sentence import Part
from klientel.kit.refused import Refused
from klientel.records.fields.base import Reading, Text
from klientel.workspaces.actor import Actor

#: how surely a sentence is what a line reads: it says so, it looks like it, it may be, it is not
SURE, LIKELY, PERHAPS, UNLIKELY = 90, 60, 30, 10
#: the word at the foot where a line has none of its own
NOTED = _("Noted: {what}")


@dataclass(frozen=True)
class Asked:
    """What the line was given: the text, slots that shall stay text, what somebody set by hand for
    a slot, the record whose page it was opened on, and the line that was asked for by name.
    """

    text: str
    without: frozenset[str] = frozenset()
    given: Mapping[str, str] = field(default_factory=dict)
    here: Any = None
    line: str = ""


@dataclass(frozen=True)
class Heard:
    """A piece of the sentence, and the slot that it was understood as, if any."""

    text: str
    slot: str = ""


@dataclass(frozen=True)
class Understood:
    """Parts in the order in which they are shown, and what stays text.

    `heard` is the sentence in pieces, `remarks` say what a person should know of it, `problem` why
    something that was set by hand cannot be.
    """

    parts: tuple[Part, ...]
    text: str
    heard: tuple[Heard, ...] = ()
    remarks: tuple[Text, ...] = ()
    problem: Refused | None = None

    def part(self, slot: str) -> Part | None:
        """The part of a slot."""
        return next((one for one in self.parts if one.slot == slot), None)

    def value(self, slot: str) -> Any:
        """What is in a slot; None for nothing, and where somebody must still choose."""
        part = self.part(slot)
        return part.value if part else None

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
    """A part as it is shown: its words, icon, and the choices where somebody must choose.

    `offers` are other values that it can be given, `typed` a text that can be written anew, with
    `known` as what one may write.
    """

    slot: str
    label: str
    icon: str
    what: str
    choices: tuple[tuple[str, str], ...] = ()
    may_leave: bool = True
    offers: tuple[tuple[str, str], ...] = ()
    typed: str | None = None
    known: tuple[str, ...] = ()

    @property
    def may_change(self) -> bool:
        """Whether it can be set by hand."""
        return bool(self.offers) or self.typed is not None


@dataclass(frozen=True)
class Line:
    """What a sentence can become.

    `claim` says from 0 to 100 how surely a sentence is that, judged by its words alone.
    `understand` reads it for an actor, `chip` shows a part in words, `missing` names what must
    still be said ("" when nothing), `carry_out` writes it and returns the record. `key` is the id
    a form was given, so that sent twice it is written once. `order` is its place among the others.
    """

    name: str
    permission: str
    label: Text
    icon: str
    examples: tuple[Text, ...]
    claim: Callable[[Actor, Reading, Asked], int]
    understand: Callable[[Actor, Reading, Asked], Understood]
    chip: Callable[[Part, Reading], Chip]
    missing: Callable[[Understood], Text]
    carry_out: Callable[[Actor, Understood, str], Any]
    said: Text = NOTED
    order: int = 50


_lines: dict[str, Line] = {}


def add(line: Line) -> None:
    """Add what a sentence can become; a room does this when it opens."""
    _lines[line.name] = line


def lines_for(actor: Actor) -> Sequence[Line]:
    """What a sentence can become for an actor, in order."""
    mine = [one for one in _lines.values() if actor.may(one.permission)]
    return sorted(mine, key=lambda one: (one.order, one.name))


def line_for(
    actor: Actor, reading: Reading | None = None, asked: Asked | None = None
) -> Line | None:
    """What a sentence becomes: the line asked for, or the one that claims it most surely.

    Without a sentence the first. None where the actor's role lets them note nothing.
    """
    mine = lines_for(actor)
    if asked is None or reading is None or not mine:
        return mine[0] if mine else None
    named = next((one for one in mine if one.name == asked.line), None)
    return named or max(mine, key=lambda one: one.claim(actor, reading, asked))
