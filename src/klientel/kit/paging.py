"""Pages of a list and counts that stop counting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from klientel.kit.format import Format

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows of a list, and the cursor of the page after it (None at the end)."""

    rows: Sequence[T]
    next_cursor: str | None = None

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are; `capped` says that counting stopped at `value` and there are more."""

    value: int
    capped: bool = False

    def shown(self, format: Format) -> str:  # noqa: A002
        """`238`, or `1.000+` when capped."""
        return format.integer(self.value) + ("+" if self.capped else "")

    @classmethod
    def up_to(cls, found: int, cap: int) -> Count:
        """From a count that was stopped at `cap + 1` rows."""
        return cls(cap, capped=True) if found > cap else cls(found)
