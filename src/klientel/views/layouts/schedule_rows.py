"""The rows of a schedule: what lasts within its days, page by page, with what is part of each.

Parts stand below what they belong to, whatever group or place in the order they have themselves;
one query reads each level of them that there is. One more tells what the rows of a page wait for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q

from klientel.kit import cursors
from klientel.kit.paging import Count
from klientel.records.fields.base import Field
from klientel.records.fields.date import edge_of
from klientel.records.reading import learn
from klientel.records.spans import Span, Tie, span_of
from klientel.views.groups import Grouping, grouping_of
from klientel.views.keyset import Keyset, is_long
from klientel.views.layouts.calendar_days import anchor_of
from klientel.views.layouts.colours import colour_field
from klientel.views.layouts.schedule_scale import SCALES, Scale, scale_of
from klientel.views.rows import Listing, ListPage, Row, columns_of, counted_sql, counts_of, row_of

#: parts below the rows of one page; more are left out, and that is said
MOST_PARTS = 500
#: levels of parts that are looked for
MOST_LEVELS = 20
#: what the address says of parts: below what they belong to (nothing said), closed, or as any row
CLOSED, FLAT = "closed", "flat"


class Place(NamedTuple):
    """How deep a row lies below others, and whether others lie below it."""

    level: int
    has_parts: bool


class Awaited(NamedTuple):
    """A record that another one waits for."""

    id: UUID
    title: str


@dataclass(slots=True)
class Bar:
    """One row: when it lasts on the reader's clock, how deep it lies, what it has below it.

    `last` is None for what goes on; both are None for what has no dates.
    """

    row: Row
    first: date | None
    last: date | None
    level: int = 0
    has_parts: bool = False
    waits: tuple[Awaited, ...] = ()


@dataclass
class SchedulePage(ListPage):
    """A schedule: its days, its bars in order, and whether parts were left out."""

    scale: Scale = field(default_factory=lambda: scale_of(SCALES[1], date(2000, 1, 3)))
    bars: list[Bar] = field(default_factory=list)
    is_capped: bool = False
    #: records of the list that cannot be shown, since they have no dates
    dateless: Count = field(default_factory=lambda: Count(0))

    @property
    def is_empty(self) -> bool:
        """Some weeks without anything are weeks all the same."""
        return False


def read_schedule(listing: Listing, size: int) -> SchedulePage:
    """The schedule of a list where its query is turned to, from the query's place on."""
    return _Schedule(listing).page(size)


def read_some(listing: Listing, places: Mapping[UUID, Place]) -> SchedulePage:
    """Only these records of a list, wherever they lie in time, each in its place."""
    return _Schedule(listing).some(places)


class _Schedule:
    """One schedule for one reader while it is read."""

    def __init__(self, listing: Listing) -> None:
        record_type, query, reading = listing.record_type, listing.query, listing.reading
        span = span_of(record_type)
        assert span is not None  # noqa: S101 - the layout fits no other type
        self.listing = listing
        self.span: Span = span
        self.start, self.end = span.fields(record_type)
        self.scale = scale_of(query.setting("scale") or SCALES[1], anchor_of(query, reading.today))
        self.part_of = self._part_of()
        colour = colour_field(record_type, query)
        shown = {one.name: one for one in (self.start, self.end, colour) if one is not None}
        self.fields: list[Field] = list(shown.values())
        self.grouping: Grouping | None = grouping_of(listing, query)
        self.keyset = Keyset.of(record_type, query.order(record_type), self.grouping, reading)
        read = self.fields
        besides = [*span.reads, *filter(None, [self.part_of])]
        #: the columns of any row, and those of one that stands in the list's own order
        self.names = columns_of(record_type, read, besides, None)
        ordered = [*self.keyset.columns, *besides]
        self.ordered = columns_of(record_type, read, ordered, self.grouping)

    def _part_of(self) -> str:
        """The column of what a row is part of; empty where parts stand as any row."""
        one = self.listing.record_type.by_name.get(self.span.part_of)
        is_asked = self.listing.query.setting("parts") != FLAT
        return one.column if one and is_asked else ""

    def _within(self, rows: Any) -> Any:
        """Those of some rows that last on some day of the scale."""
        lasting, endless = self._conditions()
        return rows.filter(lasting | endless)

    def _conditions(self) -> tuple[Q, Q]:
        """What holds of the rows within the scale that end, and of those that do not."""
        start, end = self.start.column, self.end.column
        begins = Q(**{f"{start}__lt": self._before(self.start)})
        since = Q(**{f"{start}__gte": self._since(self.start)})
        if start == end:
            return begins & since, Q(pk__in=[])
        only_end = Q(**{f"{start}__isnull": True, f"{end}__lt": self._before(self.end)})
        lasting = Q(**{f"{end}__gte": self._since(self.end)}) & (begins | only_end)
        endless = Q(**{f"{end}__isnull": True}) & begins
        return lasting, endless & (Q() if self.span.goes_on else since)

    def _since(self, one: Field) -> date | datetime:
        return self._edge(one, self.scale.first)

    def _before(self, one: Field) -> date | datetime:
        return self._edge(one, self.scale.last + timedelta(days=1))

    def _edge(self, one: Field, day: date) -> date | datetime:
        return edge_of(one, day, self.listing.reading.format.zone)

    def page(self, size: int) -> SchedulePage:
        """The next rows that are part of no other row, with all that is part of them."""
        within = self._within(self.listing.rows)
        rows = within
        if self.part_of:
            whole = within.filter(pk=OuterRef(self.part_of)).values("pk")
            rows = within.filter(~Exists(whole))
        found, problem = self._read(rows, size + 1)
        if problem:
            self.listing.notices.append(problem)
        has_more = len(found) > size
        del found[size:]
        self._count(rows)
        read = [dict(zip(self.ordered, values, strict=True)) for values in found]
        tops = [row_of(self.listing.record_type, one, self.grouping) for one in read]
        below, is_capped = self._parts(tops)
        cursor = self.keyset.cursor(read[-1]) if has_more else None
        whole = self._page(self._in_order(tops, below), cursor)
        return replace(whole, is_capped=is_capped, dateless=self._dateless())

    def some(self, places: Mapping[UUID, Place]) -> SchedulePage:
        """The bars of some records alone."""
        parts = [key for key, place in places.items() if place.level]
        tops = [key for key, place in places.items() if not place.level]
        found = [
            *self.listing.rows.filter(pk__in=tops).values_list(*self.names),
            *self._visible.filter(pk__in=parts).values_list(*self.names),
        ]
        rows = list(map(self._row, found))
        bars = [self._bar(row, places[row.id].level, places[row.id].has_parts) for row in rows]
        return self._page(bars, None)

    def _read(self, rows: Any, size: int) -> tuple[list[tuple[Any, ...]], str]:
        """The next rows of the list. In the order of their ends, those that have one are asked for
        by themselves, so that the index begins where the scale does.
        """
        after = self.listing.query.after
        is_by_end = self.keyset.column == self.end.column and self.start is not self.end
        if not is_by_end or self.grouping is not None or not self.keyset.is_nullable:
            return self.keyset.read(rows, self.ordered, after, size)
        lasting, endless = self._conditions()
        if self._is_endless(after):
            return self.keyset.read(rows.filter(endless), self.ordered, after, size)
        ending = replace(self.keyset, is_nullable=False)
        found, problem = ending.read(rows.filter(lasting), self.ordered, after, size)
        if len(found) < size:
            missing = size - len(found)
            found += self.keyset.rest(rows.filter(endless), self.ordered, missing)
        return found, problem

    def _is_endless(self, after: str) -> bool:
        """Whether a place in the list is among the rows that do not end."""
        try:
            return bool(after) and cursors.decode(after)[0] is None
        except (cursors.BadCursor, IndexError):
            return False

    def _dateless(self) -> Count:
        """How many records have no dates; a further page need not know."""
        if self.listing.query.after:
            return Count(0)
        empty = {f"{one.column}__isnull": True for one in (self.start, self.end)}
        (count,) = counts_of([counted_sql(self.listing.rows.filter(**empty))])
        return count

    def _count(self, rows: Any) -> None:
        """The rows of each group, where counting them is quick."""
        if self.grouping is None:
            return
        if not self.grouping.is_walked or not is_long(rows):
            self.grouping.count(rows)
        else:
            self.grouping.counts = {}

    def _row(self, values: Sequence[Any]) -> Row:
        return row_of(self.listing.record_type, dict(zip(self.names, values, strict=True)), None)

    @property
    def _visible(self) -> Any:
        """All records of the type that the reader sees: parts stand below a row that the list has,
        whether or not the list would have them by themselves.
        """
        return self.listing.record_type.model.objects.visible_to(self.listing.actor)

    def _parts(self, tops: Sequence[Row]) -> tuple[dict[UUID, list[Row]], bool]:
        """What is part of some rows, level by level, by what it is part of."""
        found: dict[UUID, list[Row]] = defaultdict(list)
        level, room = [row.id for row in tops], MOST_PARTS
        if not self.part_of:
            return found, False
        within = self._within(self._visible)
        order = [F(self.start.column).asc(nulls_last=True), self.end.column, "pk"]
        for _level in range(MOST_LEVELS):
            if not level or not room:
                break
            rows = within.filter(**{f"{self.part_of}__in": level}).order_by(*order)
            read = [self._row(one) for one in rows.values_list(*self.names)[:room]]
            for row in read:
                found[row.columns[self.part_of]].append(row)
            level, room = [row.id for row in read], room - len(read)
        return found, not room

    def _in_order(self, tops: Sequence[Row], below: Mapping[UUID, Sequence[Row]]) -> list[Bar]:
        bars: list[Bar] = []
        parted = {row.id for rows in below.values() for row in rows}

        def add(row: Row, level: int) -> None:
            parts = below.get(row.id, ())
            bars.append(self._bar(row, level, bool(parts)))
            for part in parts:
                add(part, level + 1)

        for row in tops:
            # what the list has by itself as well stands once, below what it is part of
            if row.id not in parted:
                add(row, 0)
        return bars

    def _bar(self, row: Row, level: int, has_parts: bool) -> Bar:
        first, last = self.span.days(self.listing.record_type, row.columns, self.listing.reading)
        return Bar(row, first, last, level, has_parts)

    def _page(self, bars: list[Bar], cursor: str | None) -> SchedulePage:
        rows = [one.row for one in bars]
        self.listing.name(rows, self.fields)
        self._tie(bars)
        return SchedulePage(
            self.listing.query, rows, cursor, self.fields, self.listing.notices, self.grouping,
            scale=self.scale, bars=bars,
        )  # fmt: skip

    def _tie(self, bars: Sequence[Bar]) -> None:
        """Say of each bar what it waits for, also what is not shown here but can be seen."""
        if self.span.ties is None or not bars:
            return
        by_id, linked = {one.row.id: one for one in bars}, self.listing.reading.linked
        ties: Sequence[Tie] = sorted(self.span.ties(self.listing.actor, list(by_id)))
        mine = [(later, earlier) for later, earlier in ties if later in by_id]
        elsewhere = {earlier for _later, earlier in mine if earlier not in by_id}
        learn(self.listing.actor, self.listing.reading, elsewhere)
        waits: dict[UUID, list[Awaited]] = defaultdict(list)
        for later, earlier in mine:
            if earlier in by_id:
                waits[later].append(Awaited(earlier, by_id[earlier].row.title))
            elif earlier in linked:
                waits[later].append(Awaited(earlier, linked[earlier].title))
        for later, found in waits.items():
            by_id[later].waits = tuple(found)
