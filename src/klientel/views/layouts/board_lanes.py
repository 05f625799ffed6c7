"""A board whose columns are crossed by lanes, the groups of a second field; in three statements.

What a lane and a column have in common is a cell. Empty lanes stand there only where they take a
card, and of very many lanes the first that have cards.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db.models import Q

from klientel.records.fields.base import Field
from klientel.views.groups import SPLIT, Grouping
from klientel.views.layouts.board_columns import (
    LEAST,
    MOST_CARDS,
    PAGE,
    Board,
    field_of,
    group_of,
)
from klientel.views.layouts.board_parts import BoardPage, Column
from klientel.views.rows import Listing
from klientel.views.search import IN_LIST

#: lanes on a page, and cells: SQLite takes 500 parts of a statement, and a cell is one or two
MOST_LANES, MOST_CELLS = 12, 240
#: cards of one cell at once
IN_A_CELL = 25
#: parts the keys of a cell's column and lane
_CROSS = ":"


def board_of(listing: Listing) -> Board:
    """The board that a list asks for: crossed by lanes where a second field is named."""
    split, usual = listing.query.setting(SPLIT), field_of(listing.record_type, listing.query)
    return LaneBoard(listing) if split and split != usual.name else Board(listing)


def read_board(listing: Listing, size: int = PAGE) -> BoardPage:
    """The board of a list, or the further cards of the one column that `after` stands in."""
    board = board_of(listing)
    return board.further(size) if listing.query.after else board.whole()


class LaneBoard(Board):
    """One board with lanes while it is read."""

    def __init__(self, listing: Listing) -> None:
        super().__init__(listing)
        within = self.grouping.within
        if within is None:
            raise ValueError("a board has lanes by a second field")
        self.within: Grouping = within
        self.lane_by: Field = listing.record_type.field(within.name)
        self.lanes = self.parts(self.lane_by, within, listing.query.setting("shut"))
        self.names = list(dict.fromkeys([*self.names, *self.lane_by.columns()]))

    def holding(self, one: Column) -> Q:
        """The condition of what stands in a column, or where it meets a lane."""
        if one.lane is None:
            return super().holding(one)
        column = self.grouping.holding(one.number // len(self.lanes))
        return column & self.within.holding(one.lane.number)

    def called(self, key: str) -> Column | None:
        """The cell of a key."""
        column, _cross, lane = key.rpartition(_CROSS)
        found = super().called(column)
        across = next((one for one in self.lanes if one.key == lane), None)
        return None if found is None or across is None else self._cell(found, across)

    def _cell(self, column: Column, lane: Column) -> Column:
        number = column.number * len(self.lanes) + lane.number
        return replace(
            column, number=number, key=f"{column.key}{_CROSS}{lane.key}", lane=lane,
            rows=[], next_cursor=None, sums={},
        )  # fmt: skip

    def keys_of(self, ids: Sequence[UUID]) -> set[str]:
        """The keys of the cells that some records stand in."""
        if not ids:
            return set()
        rows = self.grouping.brought(self.listing.rows.filter(pk__in=list(ids)))
        found = set()
        for column, lane in rows.values_list(self.grouping.column, self.within.column):
            place = self.columns[self.grouping.place(column)]
            found.add(f"{place.key}{_CROSS}{self.lanes[self.within.place(lane)].key}")
        return found

    def whole(self) -> BoardPage:
        """The columns and lanes that have cards or take some, and what stands where they meet."""
        read = self._counted()
        columns = self.shown_of(self.columns, self.by)
        lanes, left_out = self._lanes_of(len(columns))
        cells = [
            self._cell(column, lane) for lane in lanes if not lane.is_closed for column in columns
        ]
        self._filled(cells, read, {})
        return self._crossed(columns, lanes, cells, left_out)

    def redrawn(
        self, keys: Iterable[str], ids: Sequence[UUID], shown: Mapping[str, int]
    ) -> BoardPage:
        """Only some cells, and the heads of all columns and lanes: what they count has changed."""
        read = self._counted()
        wanted = sorted(set(keys) | self.keys_of(ids))[:MOST_CELLS]
        cells = [cell for key in wanted if (cell := self.called(key)) is not None]
        cells = [one for one in cells if one.lane is not None and not one.lane.is_closed]
        self._filled(cells, read, shown)
        columns = self.shown_of(self.columns, self.by)
        return self._crossed(columns, self._lanes_of(len(columns))[0], cells, 0)

    def _counted(self) -> dict[int, list[dict[str, Any]]] | None:
        """Count columns and lanes; what a search found is read for that, by cell."""
        if not self.listing.query.search:
            self.weigh(self.columns)
            self._weigh_lanes()
            return None
        read: dict[int, list[dict[str, Any]]] = {}
        summing = self.summing
        names = list(dict.fromkeys([*self.names, *summing]))
        found, _problem = self.keyset.read(self.listing.rows, names, "", IN_LIST)
        for values in found:
            row = dict(zip(names, values, strict=True))
            column = self.columns[self.grouping.place(group_of(self.by, self.grouping, row))]
            lane = self.lanes[self.within.place(group_of(self.lane_by, self.within, row))]
            for one in (column, lane):
                one.count = replace(one.count, value=one.count.value + 1)
            self.add_up(column, row)
            read.setdefault(column.number * len(self.lanes) + lane.number, []).append(row)
        return read

    def _weigh_lanes(self) -> None:
        """Count the lanes, in one statement."""
        rows = self.listing.rows
        self.count_by(self.lanes, lambda one: rows.filter(self.within.holding(one.number)))

    def _lanes_of(self, columns: int) -> tuple[list[Column], int]:
        """The lanes that are shown, in their order, and how many with cards are not."""
        most = max(1, min(MOST_LANES, MOST_CELLS // max(1, columns)))
        filled = [one for one in self.lanes if one.count.value]
        empty = [one for one in self.lanes if not one.count.value and one.put is not None]
        shown = {one.number for one in [*filled, *empty][:most]}
        lanes = [one for one in self.lanes if one.number in shown]
        return lanes, max(0, len(filled) - most)

    def _filled(
        self,
        cells: list[Column],
        read: Mapping[int, list[dict[str, Any]]] | None,
        shown: Mapping[str, int],
    ) -> None:
        usual = max(LEAST, min(IN_A_CELL, MOST_CARDS // max(1, len(cells))))
        sizes = {one.number: max(usual, min(shown.get(one.key, 0), MOST_CARDS)) for one in cells}
        # where a column or a lane is known to hold nothing nobody has to look
        open_ones = [
            one for one in cells
            if not one.is_closed and one.count.value and one.lane and one.lane.count.value
        ]  # fmt: skip
        if read is None:
            self.fill(open_ones, sizes)
            return
        for one in open_ones:
            size = sizes[one.number]
            self.put_cards(one, read.get(one.number, [])[: size + 1], size)

    def page_of(self, columns: list[Column]) -> BoardPage:
        """The page with the cards of some cells."""
        return replace(super().page_of(columns), lane_by=self.lane_by)

    def _crossed(
        self, columns: list[Column], lanes: list[Column], cells: list[Column], left_out: int
    ) -> BoardPage:
        page = self.page_of(cells)
        return replace(page, columns=columns, lanes=lanes, cells=cells, left_out=left_out)

    def groups_key(self) -> tuple[Any, ...]:
        """What tells the groups of one board from those of another."""
        return (*super().groups_key(), self.lane_by.name, *self.within.values)
