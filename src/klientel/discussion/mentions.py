"""Whom and what a text names: kept as marks, shown as names.

A mark is `@[member:<id>]`, `@[team:<id>]` or `@[record:<id>]`. It survives renames, and what a
reader may not know of is drawn for them without its name. People never see marks: where they type,
a name stands behind the `@`, and what was picked travels beside the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

MARK = re.compile(
    r"@\[(member|team|record):([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\]"
)
#: names in one comment
MOST = 50
_LONGEST_NAME = 300


@dataclass(frozen=True, slots=True)
class Named:
    """A member, a team or a record, by its id."""

    kind: str
    key: UUID

    @property
    def mark(self) -> str:
        """As it stands in a stored text."""
        return f"@[{self.kind}:{self.key}]"

    @classmethod
    def of(cls, found: re.Match[str]) -> Named:
        """What a mark means."""
        return cls(found[1], UUID(found[2]))


def named_in(text: str) -> list[Named]:
    """What a stored text names, each once, in order."""
    return list(dict.fromkeys(Named.of(found) for found in MARK.finditer(text)))


def with_names(text: str, name_of: Callable[[Named], str]) -> str:
    """A stored text as it is read: `@` and the name in the place of each mark."""
    return MARK.sub(lambda found: f"@{name_of(Named.of(found))}", text)


def with_marks(text: str, picked: Iterable[tuple[Named, str]]) -> str:
    """A typed text as it is stored: what was picked, by the name that it had then, as marks.

    Two of one name are told apart by their order. What was deleted from the text since is gone.
    """
    by_name: dict[str, list[Named]] = {}
    for one, name in picked:
        if name.strip() and len(name) <= _LONGEST_NAME and one not in by_name.get(name, ()):
            by_name.setdefault(name, []).append(one)
    if not by_name:
        return text
    # the longest first: "Jan" is also the beginning of "Jan Meyer"
    names = sorted(by_name, key=len, reverse=True)
    spoken = re.compile(rf"(?<!\w)@({'|'.join(map(re.escape, names))})(?!\w)")

    def marked(found: re.Match[str]) -> str:
        waiting = by_name[found[1]]
        return (waiting.pop(0) if len(waiting) > 1 else waiting[0]).mark

    return spoken.sub(marked, text)


def picked_from(sent: Iterable[str]) -> list[tuple[Named, str]]:
    """What a form says was picked: `member:<id> Name` each; anything else is left out."""
    found = []
    for one in list(sent)[:MOST]:
        mark, _blank, name = one.partition(" ")
        match = MARK.fullmatch(f"@[{mark}]")
        if match and name:
            found.append((Named.of(match), name))
    return found


def picked_as(one: Named, name: str) -> str:
    """What a form sends for something that was picked."""
    return f"{one.kind}:{one.key} {name}"
