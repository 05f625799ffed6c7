"""What a type says of its records becoming one; a type that says nothing is never merged."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from klientel.records.fields.base import Text

if TYPE_CHECKING:
    from klientel.workspaces.actor import Actor


def _equal(_record: Any) -> Any:
    return 0


def _nothing(*_args: Any) -> None:
    return None


@dataclass(frozen=True, kw_only=True)
class Merging:
    """`rank(record)` orders records by how much speaks for keeping them, the greatest stays.

    `prefer` picks, by field, among the values that are filled; without it the kept record's own
    counts, else the newest other one. `more` names fields that people may not set but choose here.
    `permits(actor, records, values)` raises for values the actor must not choose for what becomes
    of the records, the kept one first; before it, `fit(actor, records, values)` changes those that
    cannot be once they are one. `settle(actor, records)` brings what is computed up to date once
    rows moved, there or back, in the same transaction; the records are loaded and locked.
    """

    rank: Callable[[Any], Any] = _equal
    prefer: Mapping[str, Callable[[Sequence[Any]], Any]] = field(default_factory=dict)
    more: Collection[str] = ()
    fit: Callable[[Actor, Sequence[Any], dict[str, Any]], None] = _nothing
    permits: Callable[[Actor, Sequence[Any], Mapping[str, Any]], None] = _nothing
    settle: Callable[[Actor, Sequence[Any]], None] = _nothing
    #: what is computed anew, as one sentence for the person who merges
    note: Text = ""
