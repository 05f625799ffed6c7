"""What a board is made of: its columns, or the cells where these meet lanes, and what they hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from klientel.kit.paging import Count
from klientel.records.fields.base import Field
from klientel.records.fields.stretches import Stretch
from klientel.views.rows import ListPage, Row

#: what addresses call the column of those without a value, and of values that have no column
WITHOUT, OTHERS = "-", "*"


@dataclass
class Column:
    """One column. `key` names it in addresses, `put` is what a form sets to move a card there.

    `put` is None where nobody can put a card. `sums` are by unit, missing for more than counted.
    """

    number: int
    key: str
    value: Any
    label: str
    put: str | None
    is_closed: bool = False
    #: the filter leaves no card in it; one that is put there leaves the list
    is_shut_out: bool = False
    limit: int = 0
    count: Count = field(default_factory=lambda: Count(0))
    sums: dict[str, Decimal] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    next_cursor: str | None = None
    #: where lanes cross the columns, the one that this is a part of
    lane: Column | None = None

    @property
    def place(self) -> str:
        """The id of its element on the page."""
        return f"cell-{self.number}" if self.lane is not None else f"column-{self.number}"

    @property
    def is_over(self) -> bool:
        """Whether it holds more than its limit."""
        return bool(self.limit) and self.count.value > self.limit


@dataclass
class BoardPage(ListPage):
    """A board: its columns, by which field, what is added up. `rows` are all of its cards."""

    columns: list[Column] = field(default_factory=list)
    by: Field | None = None
    summed: Field | None = None
    #: which cards alone a further page or a redraw is about
    is_part: bool = False
    #: rows of a second field across the columns: `cells` are what stands where both meet
    lanes: list[Column] = field(default_factory=list)
    lane_by: Field | None = None
    cells: list[Column] = field(default_factory=list)
    #: lanes that have cards and are not shown
    left_out: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether no column has a card, closed ones included."""
        return not any(one.count.value for one in self.columns)


def limits_in(text: str) -> dict[str, int]:
    """The limits of columns by key, as an address holds them: `new.5,active.20`."""
    found = {}
    for part in text.split(","):
        key, _dot, number = part.rpartition(".")
        if key and number.isdecimal() and 0 < int(number[:5]) < 10_000:
            found[key] = int(number[:5])
    return found


def put_of(value: Any, key: str) -> str:
    """What a form sets to bring a card to a value: of days, one of them."""
    return value.put if isinstance(value, Stretch) else key


def text_of(value: Any) -> str:
    """What addresses call a group."""
    if value is None:
        return WITHOUT
    if isinstance(value, Stretch):
        return value.name
    return "1" if value is True else "0" if value is False else str(value)
