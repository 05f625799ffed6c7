"""Examples of what an import would do: the first rows of each fate, with what they would change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

#: what becomes of a row: a new record; one with values replaced, or only gaps filled; a row that
#: joins an earlier one of the file; one that says nothing new
NEW, CHANGED, FILLED, JOINED, KNOWN = FATES = ("new", "changed", "filled", "joined", "known")
#: examples of each fate that a check shows
MOST_EXAMPLES = 25
#: of each example
_MOST_FIELDS = 12


@dataclass(frozen=True, slots=True)
class Example:
    """What becomes of the row that begins on a line.

    `noun` is a record type, or what a recipe counts besides; `record_id` is the record that the row
    means, if it is there. `changes` are values before and after by field, both clean.
    """

    fate: str
    line: int
    noun: str
    title: str
    record_id: UUID | None
    changes: Sequence[tuple[str, Any, Any]]


@dataclass
class Examples:
    """Collects the first of each fate; a recipe asks before it puts an example together."""

    most: int = MOST_EXAMPLES
    by_fate: dict[str, list[Example]] = field(default_factory=dict)

    def want(self, fate: str) -> bool:
        """Whether there are not enough of that fate yet."""
        return len(self.by_fate.get(fate, ())) < self.most

    def add(
        self,
        fate: str,
        line: int,
        noun: str,
        title: str = "",
        *,
        record_id: UUID | None = None,
        after: Mapping[str, Any] | None = None,
        before: Mapping[str, Any] | None = None,
    ) -> None:
        """Keep one more, unless there are enough."""
        if not self.want(fate):
            return
        told = [(name, (before or {}).get(name), value) for name, value in (after or {}).items()]
        one = Example(fate, line, noun, title, record_id, told[:_MOST_FIELDS])
        self.by_fate.setdefault(fate, []).append(one)
