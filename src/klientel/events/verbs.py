"""The verbs a room can emit: each declared once, with its sentence and what it tells.

Everything else (feed, settings page, rules, webhooks, erasure) reads the declaration, so that a
new verb is one line in one file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise


class Audience(StrEnum):
    """Whom an event concerns in a feed: people always see human contact, changes are folded."""

    HUMAN = "human"
    MILESTONE = "milestone"
    CHANGE = "change"
    SILENT = "silent"


@dataclass(frozen=True)
class Verb:
    """A thing that can happen.

    `sentence` is a msgid with `{actor}`, `{record}`, `{account}` and the declared facts as
    placeholders.
    `erase` names the facts that hold personal data and go when a person is erased.
    `undo` names the action that takes it back, None when nothing does. `is_step` says that the
    batch it is of is one step: an undo of any of it takes all of it back.
    `once` is the beginning of a sentence about what follows from it ("once {record} is finished");
    `{record}` is one of its kind there. `on` names the record type that it is told of where its
    name does not ("*": of any), `having` an attribute that types have of which it can be told.
    """

    name: str
    sentence: str
    facts: tuple[str, ...] = ()
    audience: Audience = Audience.CHANGE
    erase: tuple[str, ...] = ()
    undo: str | None = None
    is_step: bool = False
    icon: str = "history"
    once: str = ""
    on: str = ""
    having: str = ""

    @property
    def noun(self) -> str:
        """What it is told of: a record type, where there is one of that name."""
        return self.on or self.name.partition(".")[0]


class UndeclaredVerb(LookupError):
    """An event was about to be written with a verb that no room declared."""


class _Verbs:
    """All declared verbs by name."""

    def __init__(self) -> None:
        self._by_name: dict[str, Verb] = {}

    def declare(self, *verbs: Verb) -> None:
        """Add verbs; the same name twice with another meaning is an error."""
        for verb in verbs:
            known = self._by_name.setdefault(verb.name, verb)
            if known != verb:
                raise ValueError(f"verb {verb.name} is declared twice")

    def get(self, name: str) -> Verb:
        """The verb, or `UndeclaredVerb`."""
        try:
            return self._by_name[name]
        except KeyError:
            raise UndeclaredVerb(f"verb {name} is not declared in any verbs.py") from None

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def __iter__(self) -> Iterator[Verb]:
        return iter(sorted(self._by_name.values(), key=lambda verb: verb.name))


verbs = _Verbs()

#: what a noun is called that is no record type, and whose verbs tell of records of any; rooms name
#: theirs when they open, and webhooks offer it
nouns: dict[str, str | Promise] = {}
