"""The columns of a board: which there are, what each holds and adds up to, in two statements.

Neither the number of cards nor that of columns changes how many queries a board takes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q

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
from klientel.views.layouts.board_parts import (
    OTHERS,
    BoardPage,
    Column,
    limits_in,
    put_of,
    text_of,
)
from klientel.views.layouts.colours import bucketed, colour_field, columned
from klientel.views.query import ViewQuery
from klientel.views.rows import COUNTED, Listing, columns_of, row_of
from klientel.views.search import IN_LIST
from klientel.views.together import Slice, Together, Weights
from klientel.views.totals import exact

#: cards of one column at once, and of all columns together; at least so many of each
PAGE, MOST_CARDS, LEAST = 50, 350, 10
#: fields on a card, where nobody chose them
ON_A_CARD = 4
_KEPT = 300
_cards: dict[tuple[Any, ...], Together] = {}
_weights: dict[tuple[Any, ...], Weights] = {}


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


class Board:
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
        self.columns = self.parts(self.by, self.grouping, query.setting("closed"))

    def parts(self, by: Field, grouping: Grouping, shut: str) -> list[Column]:
        """A column for each group of a field, or a lane; `shut` are the keys of closed ones."""
        listing, query = self.listing, self.listing.query
        may_edit = listing.actor.may(listing.record_type.permission("edit"))
        allowed = self._offered(by, grouping) if may_edit and by.is_changeable else set()
        asked = {one.field: one.operand.split(",") for one in query.filters.simple()
                 if one.operator in ("any", "is")}  # fmt: skip
        possible = by.among(asked, listing.reading)
        if possible is not None:
            allowed &= {text_of(value) for value in possible}
        closed = set(shut.split(","))
        shut_out = by.shut_out(asked, listing.reading) if isinstance(by, ChoiceField) else ()
        beyond = set(shut_out)
        limits = limits_in(query.setting("limits"))
        found = []
        values = [*grouping.values, OTHERS]
        for number, (value, label) in enumerate(zip(values, grouping.labels, strict=True)):
            is_rest = number == len(values) - 1
            key = OTHERS if is_rest else text_of(value)
            put = "" if is_rest or value is None else put_of(value, key)
            is_over = isinstance(value, Stretch) and not put
            takes = put in allowed and not is_over
            takes = takes and not (is_rest and None in grouping.values)
            found.append(
                Column(
                    number, key, value, label, put if takes else None,
                    is_closed=key in closed or key in beyond, is_shut_out=key in beyond,
                    limit=limits.get(key, 0),
                )
            )  # fmt: skip
        return found

    def _offered(self, by: Field, grouping: Grouping) -> set[str]:
        """What a card can be put at, as a form says it."""
        if by.is_gathered:
            keys = {text_of(value) for value in grouping.values if value is not None}
            return keys if by.required else {*keys, ""}
        if isinstance(by, Dated):
            days = {value.put for value in grouping.values if value.put}
            return days if by.required else {*days, ""}
        control = control_of(by, by.empty(), self.listing.reading)
        return {value for value, _label in control.options}

    def whole(self) -> BoardPage:
        """All columns that have cards or take some; where nothing moves, all that have a name."""
        page = self.some(self.columns, {})
        page.columns = self.shown_of(page.columns, self.by)
        return page

    def shown_of(self, columns: list[Column], by: Field) -> list[Column]:
        """Those that have cards or take some; where nothing moves, all that have a name."""
        names_all = by.is_word and not any(one.put is not None for one in columns)
        return [
            one
            for one in columns
            if one.count.value or one.put is not None or (names_all and one.key != OTHERS)
        ]

    def redrawn(
        self, keys: Iterable[str], ids: Sequence[UUID], shown: Mapping[str, int]
    ) -> BoardPage:
        """Only the columns of those keys and those that some records stand in now, with as many
        cards as were `shown` of each.
        """
        wanted = set(keys) | self.keys_of(ids)
        return self.some([one for one in self.columns if one.key in wanted], shown)

    def some(self, columns: list[Column], shown: Mapping[str, int]) -> BoardPage:
        """The board reduced to some columns."""
        usual = max(LEAST, min(PAGE, MOST_CARDS // max(1, len(self.columns))))
        sizes = {one.number: max(usual, min(shown.get(one.key, 0), MOST_CARDS)) for one in columns}
        if self.listing.query.search:
            self._sort_out(columns, sizes)
        else:
            self.weigh(columns)
            self.fill([one for one in columns if one.count.value and not one.is_closed], sizes)
        return self.page_of(columns)

    def further(self, size: int) -> BoardPage:
        """The next cards of the column that the query's place is in; none for a place unknown."""
        column, after = self._place()
        if column is None:
            return self.page_of([])
        rows = self.listing.rows.filter(self.holding(column))
        found, problem = self.keyset.read(rows, self.names, after, size + 1)
        if problem:
            return self.page_of([])
        self.put_cards(column, self._named(found), size)
        return replace(self.page_of([column]), is_part=True)

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
        names = list(dict.fromkeys([*self.names, *self.summing]))
        found, _problem = self.keyset.read(self.listing.rows, names, "", IN_LIST)
        read: dict[int, list[dict[str, Any]]] = {}
        for values in found:
            row = dict(zip(names, values, strict=True))
            place = self.grouping.place(group_of(self.by, self.grouping, row))
            read.setdefault(place, []).append(row)
        for column in columns:
            mine = read.get(column.number, [])
            column.count = Count(len(mine))
            for row in mine:
                self.add_up(column, row)
            size = 0 if column.is_closed else sizes[column.number]
            self.put_cards(column, mine[: size + 1] if size else [], size)

    @property
    def summing(self) -> list[str]:
        """The columns that amounts are added up from."""
        named = [self.summed.column, self.summed.unit_column()] if self.summed else []
        return [name for name in named if name]

    def add_up(self, column: Column, row: Mapping[str, Any]) -> None:
        """Add a row's amount to what its column adds up to."""
        if self.summed is None or row[self.summed.column] is None:
            return
        by_unit = self.summed.unit_column()
        unit = str(row.get(by_unit) or "") if by_unit else ""
        amount = Decimal(row[self.summed.column])
        column.sums[unit] = column.sums.get(unit, Decimal(0)) + amount

    def count_by(self, parts: list[Column], rows_of: Callable[[Column], Any]) -> None:
        """Count some parts of the board, in one statement; of a long one to a limit."""
        key = self._key("counts", [one.number for one in parts])
        slices = (Slice(one.number, rows_of(one)) for one in parts)
        weights = _kept(_weights, key, lambda: Weights(slices, COUNTED))
        by_number = {one.number: one for one in parts}
        for weighed in weights.rows():
            by_number[weighed.number].count = Count.up_to(weighed.rows, COUNTED)

    def weigh(self, columns: list[Column]) -> None:
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

    def fill(self, columns: list[Column], sizes: Mapping[int, int]) -> None:
        """Read the first cards of the columns, in one statement."""
        asked = [(one.number, sizes[one.number]) for one in columns]
        key = self._key("cards", asked, tuple(self.names), self.keyset.column, self.keyset.desc)
        cards = _kept(_cards, key, lambda: Together(self._beginnings(columns, sizes)))
        found = cards.rows()
        for column in columns:
            size = sizes[column.number]
            self.put_cards(column, self._named(found.get(column.number, [])[: size + 1]), size)

    def put_cards(self, column: Column, found: Sequence[dict[str, Any]], size: int) -> None:
        """Let a column have the first of some cards; one more tells that there are further ones."""
        record_type = self.listing.record_type
        column.rows = [row_of(record_type, one, None) for one in found[:size]]
        if column.rows and len(found) > size:
            place = cursors.decode(self.keyset.cursor(found[size - 1]))
            column.next_cursor = cursors.encode((column.key, *place))

    def _named(self, found: Sequence[tuple[Any, ...]]) -> list[dict[str, Any]]:
        return [dict(zip(self.names, values, strict=True)) for values in found]

    def _slices(self, columns: list[Column]) -> list[Slice]:
        rows = self.listing.rows
        return [Slice(one.number, rows.filter(self.holding(one))) for one in columns]

    def holding(self, one: Column) -> Q:
        """The condition of what stands in a column."""
        return self.grouping.holding(one.number)

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
        groups = self.groups_key()
        return (listing.record_type.name, query.filters, groups, str(asked), who)

    def groups_key(self) -> tuple[Any, ...]:
        """What tells the groups of one board from those of another."""
        return (self.by.name, *self.grouping.values)

    def _place(self) -> tuple[Column | None, str]:
        try:
            key, *place = cursors.decode(self.listing.query.after)
        except (cursors.BadCursor, ValueError):
            return None, ""
        return self.called(str(key)), cursors.encode(tuple(place))

    def called(self, key: str) -> Column | None:
        """The column of a key."""
        return next((one for one in self.columns if one.key == key), None)

    def page_of(self, columns: list[Column]) -> BoardPage:
        """The page with the cards of some columns."""
        rows = [row for one in columns for row in one.rows]
        self.listing.name(rows, self.fields)
        return BoardPage(
            self.listing.query, rows, None, self.fields, self.listing.notices,
            columns=columns, by=self.by, summed=self.summed,
        )  # fmt: skip


def group_of(by: Field, grouping: Grouping, row: Mapping[str, Any]) -> Any:
    """The value that decides in which group a row stands."""
    if grouping.source is None:
        return row[by.column]
    value = by.value(row)
    if by.is_gathered:
        return next(iter(by.links(value)), None)
    return bool(value) if grouping.source.is_mark else value


def _kept(where: dict[tuple[Any, ...], Any], key: tuple[Any, ...], build: Any) -> Any:
    found = where.get(key)
    if found is None:
        if len(where) >= _KEPT:
            where.clear()
        found = where[key] = build()
    return found
