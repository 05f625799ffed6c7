"""The columns of a board: which there are, what each holds and adds up to, in two statements.

Neither the number of cards nor that of columns changes how many queries a board takes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from klientel.kit import cursors
from klientel.kit.formulas.values import Shape
from klientel.kit.paging import Count
from klientel.records.fields import ChoiceField
from klientel.records.fields.base import Field
from klientel.records.fields.stretches import Dated, Stretch
from klientel.records.types import RecordType
from klientel.views.compiled import standing
from klientel.views.groups import Grouping, grouping_of
from klientel.views.inputs import control_of
from klientel.views.keyset import Keyset
from klientel.views.layouts.colours import bucketed, colour_field, columned
from klientel.views.query import ViewQuery
from klientel.views.rows import COUNTED, Listing, ListPage, Row, columns_of, row_of
from klientel.views.search import IN_LIST
from klientel.views.together import Slice, Together, Weights
from klientel.views.totals import exact

#: cards of one column at once, and of all columns together; at least so many of each
PAGE, MOST_CARDS, LEAST = 50, 350, 10
#: fields on a card, where nobody chose them
ON_A_CARD = 4
#: what addresses call the column of those without a value, and of values that have no column
WITHOUT, OTHERS = "-", "*"
_KEPT = 300
_cards: dict[tuple[Any, ...], Together] = {}
_weights: dict[tuple[Any, ...], Weights] = {}


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

    @property
    def is_empty(self) -> bool:
        """Whether no column has a card, closed ones included."""
        return not any(one.count.value for one in self.columns)


def field_of(record_type: RecordType, query: ViewQuery) -> Field:
    """The field whose groups are the columns: the asked one, else the likeliest of the type.

    That is a choice that people may change with at least three options, else any choice.
    """
    asked = next((one for one in columned(record_type) if one.name == query.group), None)
    return asked or max(bucketed(record_type), key=_likeliness)


def _likeliness(one: Field) -> int:
    options = getattr(one, "options", ())
    is_several = callable(options) or len(options) > 2
    return (4 + 2 * is_several if one.is_word else 0) + one.is_changeable


def card_fields(record_type: RecordType, query: ViewQuery, by: Field) -> list[Field]:
    """The fields on a card beside its title."""
    chosen = [name for name in query.setting("cards").split(",") if name]
    if not chosen:
        shown = (one.name for one in query.shown_fields(record_type) if not one.is_long)
        chosen = [name for name in shown if name != by.name][:ON_A_CARD]
    colour = query.setting("colour")
    if colour and colour != by.name and colour not in chosen:
        # colour alone says nothing to whoever does not see it
        chosen.append(colour)
    return [record_type.field(name) for name in chosen if name != record_type.title]


def read_board(listing: Listing, size: int = PAGE) -> BoardPage:
    """The board of a list, or the further cards of the one column that `after` stands in."""
    board = _Board(listing)
    return board.further(size) if listing.query.after else board.whole()


def read_columns(
    listing: Listing, keys: Iterable[str], ids: Sequence[UUID], shown: Mapping[str, int]
) -> BoardPage:
    """Only the columns of those keys and those that some records stand in now, with as many cards
    as were `shown` of each.
    """
    board = _Board(listing)
    wanted = set(keys) | board.keys_of(ids)
    return board.some([one for one in board.columns if one.key in wanted], shown)


class _Board:
    """One board for one reader while it is read."""

    def __init__(self, listing: Listing) -> None:
        record_type, query, reading = listing.record_type, listing.query, listing.reading
        self.listing = listing
        self.by = field_of(record_type, query)
        grouping = grouping_of(listing, query.with_(group=self.by.name))
        assert grouping is not None  # noqa: S101 - a group was asked for
        self.grouping: Grouping = grouping
        self.fields = card_fields(record_type, query, self.by)
        self.keyset = Keyset.of(record_type, query.order(record_type), None, reading)
        read = [*self.fields, *filter(None, [colour_field(record_type, query)]), self.by]
        self.names = columns_of(record_type, read, self.keyset.columns, None)
        summed = record_type.by_name.get(query.setting("sum"))
        money = (one for one in self.fields if one.reckons_as == Shape.MONEY)
        # what is no column of the rows would have to be brought to all of them
        self.summed = next((o for o in (summed, *money) if o and not o.is_beside()), None)
        self.columns = self._columns()

    def _columns(self) -> list[Column]:
        listing, query = self.listing, self.listing.query
        may_edit = listing.actor.may(listing.record_type.permission("edit"))
        allowed = self._offered() if may_edit and self.by.is_changeable else set()
        asked = {one.field: one.operand.split(",") for one in query.filters.simple()
                 if one.operator in ("any", "is")}  # fmt: skip
        possible = self.by.among(asked, listing.reading)
        if possible is not None:
            allowed &= {_text(value) for value in possible}
        closed = set(query.setting("closed").split(","))
        by = self.by
        shut_out = by.shut_out(asked, listing.reading) if isinstance(by, ChoiceField) else ()
        beyond = set(shut_out)
        limits = limits_in(query.setting("limits"))
        found = []
        values = [*self.grouping.values, OTHERS]
        for number, (value, label) in enumerate(zip(values, self.grouping.labels, strict=True)):
            is_rest = number == len(values) - 1
            key = OTHERS if is_rest else _text(value)
            put = "" if is_rest or value is None else _put(value, key)
            is_over = isinstance(value, Stretch) and not put
            takes = put in allowed and not is_over
            takes = takes and not (is_rest and None in self.grouping.values)
            found.append(
                Column(
                    number, key, value, label, put if takes else None,
                    is_closed=key in closed or key in beyond, is_shut_out=key in beyond,
                    limit=limits.get(key, 0),
                )
            )  # fmt: skip
        return found

    def _offered(self) -> set[str]:
        """What a card can be put at, as a form says it."""
        if self.by.is_gathered:
            keys = {_text(value) for value in self.grouping.values if value is not None}
            return keys if self.by.required else {*keys, ""}
        if isinstance(self.by, Dated):
            days = {value.put for value in self.grouping.values if value.put}
            return days if self.by.required else {*days, ""}
        control = control_of(self.by, self.by.empty(), self.listing.reading)
        return {value for value, _label in control.options}

    def whole(self) -> BoardPage:
        """All columns that have cards or take some; where nothing moves, all that have a name."""
        page = self.some(self.columns, {})
        names_all = self.by.is_word and not any(one.put is not None for one in self.columns)
        page.columns = [
            one
            for one in page.columns
            if one.count.value or one.put is not None or (names_all and one.key != OTHERS)
        ]
        return page

    def some(self, columns: list[Column], shown: Mapping[str, int]) -> BoardPage:
        """The board reduced to some columns."""
        usual = max(LEAST, min(PAGE, MOST_CARDS // max(1, len(self.columns))))
        sizes = {one.number: max(usual, min(shown.get(one.key, 0), MOST_CARDS)) for one in columns}
        if self.listing.query.search:
            self._sort_out(columns, sizes)
        else:
            self._weigh(columns)
            self._fill([one for one in columns if one.count.value and not one.is_closed], sizes)
        return self._page(columns)

    def further(self, size: int) -> BoardPage:
        """The next cards of the column that the query's place is in; none for a place unknown."""
        column, after = self._place()
        if column is None:
            return self._page([])
        rows = self.listing.rows.filter(self.grouping.holding(column.number))
        found, problem = self.keyset.read(rows, self.names, after, size + 1)
        if problem:
            return self._page([])
        self._put(column, self._named(found), size)
        return replace(self._page([column]), is_part=True)

    def keys_of(self, ids: Sequence[UUID]) -> set[str]:
        """The keys of the columns that some records stand in."""
        if not ids:
            return set()
        rows = self.grouping.brought(self.listing.rows.filter(pk__in=list(ids)))
        found = rows.values_list(self.grouping.column, flat=True)
        return {self.columns[self.grouping.place(value)].key for value in found}

    def _sort_out(self, columns: list[Column], sizes: Mapping[int, int]) -> None:
        """What a search found, read as a whole: it is bounded, and would have to be named for each
        column again.
        """
        summed = [self.summed.column, self.summed.unit_column()] if self.summed else []
        names = list(dict.fromkeys([*self.names, *filter(None, summed)]))
        found, _problem = self.keyset.read(self.listing.rows, names, "", IN_LIST)
        read: dict[int, list[dict[str, Any]]] = {}
        for values in found:
            row = dict(zip(names, values, strict=True))
            read.setdefault(self.grouping.place(self._group_of(row)), []).append(row)
        for column in columns:
            mine = read.get(column.number, [])
            column.count = Count(len(mine))
            for row in mine if self.summed else ():
                unit = str(row.get(summed[1]) or "") if summed[1] else ""
                value = row[summed[0]]
                if value is not None:
                    column.sums[unit] = column.sums.get(unit, Decimal(0)) + Decimal(value)
            size = 0 if column.is_closed else sizes[column.number]
            self._put(column, mine[: size + 1] if size else [], size)

    def _group_of(self, row: Mapping[str, Any]) -> Any:
        if self.grouping.source is None:
            return row[self.by.column]
        value = self.by.value(row)
        if self.by.is_gathered:
            return next(iter(self.by.links(value)), None)
        return bool(value) if self.grouping.source.is_mark else value

    def _weigh(self, columns: list[Column]) -> None:
        """Count the columns and add them up, in one statement."""
        value = self.summed.column if self.summed else ""
        unit = self.summed.unit_column() if self.summed else ""
        key = self._key("weights", [one.number for one in columns], value, unit)
        weights = _kept(_weights, key, lambda: Weights(self._slices(columns), COUNTED, value, unit))
        by_number = {one.number: one for one in columns}
        rows: dict[int, int] = {}
        for weighed in weights.rows():
            rows[weighed.number] = rows.get(weighed.number, 0) + weighed.rows
            if weighed.values:
                by_number[weighed.number].sums[weighed.unit] = exact(weighed.sum)
        for number, count in rows.items():
            column = by_number[number]
            column.count = Count.up_to(count, COUNTED)
            if column.count.capped:
                column.sums = {}

    def _fill(self, columns: list[Column], sizes: Mapping[int, int]) -> None:
        """Read the first cards of the columns, in one statement."""
        asked = [(one.number, sizes[one.number]) for one in columns]
        key = self._key("cards", asked, tuple(self.names), self.keyset.column, self.keyset.desc)
        cards = _kept(_cards, key, lambda: Together(self._beginnings(columns, sizes)))
        found = cards.rows()
        for column in columns:
            size = sizes[column.number]
            self._put(column, self._named(found.get(column.number, [])[: size + 1]), size)

    def _put(self, column: Column, found: Sequence[dict[str, Any]], size: int) -> None:
        record_type = self.listing.record_type
        column.rows = [row_of(record_type, one, None) for one in found[:size]]
        if column.rows and len(found) > size:
            place = cursors.decode(self.keyset.cursor(found[size - 1]))
            column.next_cursor = cursors.encode((column.key, *place))

    def _named(self, found: Sequence[tuple[Any, ...]]) -> list[dict[str, Any]]:
        return [dict(zip(self.names, values, strict=True)) for values in found]

    def _slices(self, columns: list[Column]) -> list[Slice]:
        rows = self.listing.rows
        return [
            Slice(one.number, rows.filter(self.grouping.holding(one.number))) for one in columns
        ]

    def _beginnings(self, columns: list[Column], sizes: Mapping[int, int]) -> list[Slice]:
        return [
            Slice(one.number, rows)
            for one in self._slices(columns)
            for rows in self.keyset.slices(one.rows, self.names, sizes[one.number] + 1)
        ]

    def _key(self, *asked: Any) -> tuple[Any, ...]:
        """What a compiled statement is kept under."""
        query, listing = self.listing.query, self.listing
        who = standing(listing.actor, listing.reading)
        groups = (self.by.name, *self.grouping.values)
        return (listing.record_type.name, query.filters, groups, str(asked), who)

    def _place(self) -> tuple[Column | None, str]:
        try:
            key, *place = cursors.decode(self.listing.query.after)
        except (cursors.BadCursor, ValueError):
            return None, ""
        column = next((one for one in self.columns if one.key == key), None)
        return column, cursors.encode(tuple(place))

    def _page(self, columns: list[Column]) -> BoardPage:
        rows = [row for one in columns for row in one.rows]
        self.listing.name(rows, self.fields)
        return BoardPage(
            self.listing.query, rows, None, self.fields, self.listing.notices,
            columns=columns, by=self.by, summed=self.summed,
        )  # fmt: skip


def limits_in(text: str) -> dict[str, int]:
    """The limits of columns by key, as an address holds them: `new.5,active.20`."""
    found = {}
    for part in text.split(","):
        key, _dot, number = part.rpartition(".")
        if key and number.isdecimal() and 0 < int(number[:5]) < 10_000:
            found[key] = int(number[:5])
    return found


def _put(value: Any, key: str) -> str:
    """What a form sets to bring a card to a value: of days, one of them."""
    return value.put if isinstance(value, Stretch) else key


def _text(value: Any) -> str:
    if value is None:
        return WITHOUT
    if isinstance(value, Stretch):
        return value.name
    return "1" if value is True else "0" if value is False else str(value)


def _kept(where: dict[tuple[Any, ...], Any], key: tuple[Any, ...], build: Any) -> Any:
    found = where.get(key)
    if found is None:
        if len(where) >= _KEPT:
            where.clear()
        found = where[key] = build()
    return found
