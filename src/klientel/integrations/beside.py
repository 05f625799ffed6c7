"""What rows of a plain import say besides the fields of their records, parted and handed on."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any
from uuid import UUID

from klientel.integrations.row_sorter import Entry, Work
from klientel.records.recipes import Aside, CleanRow, Options, Outcome, besides
from klientel.records.types import RecordType
from klientel.workspaces.actor import Actor


def _nothing() -> None:
    return None


class Beside:
    """`rows` are those of the chunk without it."""

    def __init__(self, record_type: RecordType, rows: Sequence[CleanRow]) -> None:
        self.rows = rows
        self._taker = besides.get(record_type.name)
        self._said: list[tuple[CleanRow, dict[str, Any]]] = []
        names = {target.name for target in self._taker.targets()} if self._taker else set()
        if any(not names.isdisjoint(row.values) for row in rows):
            self.rows = [self._parted(row, names) for row in rows]

    def _parted(self, row: CleanRow, names: set[str]) -> CleanRow:
        told = {name: value for name, value in row.values.items() if name in names}
        if not told:
            return row
        self._said.append((row, told))
        rest = {name: value for name, value in row.values.items() if name not in names}
        return CleanRow(row.line, rest, row.key)

    def consider(
        self, actor: Actor, work: Work, options: Options, outcome: Outcome
    ) -> Callable[[], None]:
        """Let the room decide what is noted; gives what notes it once the rows are written."""
        asides = [
            _aside(row, told, work.meant[row.key])
            for row, told in self._said
            if row.key in work.meant
        ]
        if self._taker is None or not asides:
            return _nothing
        note = self._taker.consider(actor, asides, options, outcome)
        return lambda: note(_there(work))


def _aside(row: CleanRow, told: Mapping[str, Any], meant: Any) -> Aside:
    if isinstance(meant, Entry):
        return Aside(row.line, told, id(meant), None)
    return Aside(row.line, told, meant.pk, meant)


def _there(work: Work) -> dict[Hashable, UUID]:
    """The records that rows mean and that were written, or were there, by what stands for them."""
    there: dict[Hashable, UUID] = {}
    for meant in work.meant.values():
        if isinstance(meant, Entry):
            if meant.made is not None:
                there[id(meant)] = meant.made
        elif meant.pk not in work.refused:
            there[meant.pk] = meant.pk
    return there
