"""How records of a type are compared; a type that says nothing has no duplicates."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from klientel.kit.likeness import Entry


@dataclass(frozen=True)
class Compared:
    """`columns` (attribute names, `id` among them) are read of each record; `entry(row)` brings
    such a row, or what stands in a form, into the form that is compared. `sorted_by` is the
    indexed column that lists order names by, `name_begins(row)` its value for what was typed."""

    columns: Sequence[str]
    entry: Callable[[Any], Entry]
    sorted_by: str
    name_begins: Callable[[Any], str]

    def typed(self, values: Mapping[str, Any]) -> SimpleNamespace:
        """A record to be, from clean values by column; the others are empty."""
        return SimpleNamespace(**{**dict.fromkeys(self.columns, ""), **values})
