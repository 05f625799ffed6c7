"""What a workload reckons: the hours that people have to do in each week, against those they have.

A record's hours are spread evenly over the working days from its first to its last (weekends and
holidays of the firm left out; where there are none, they fall on its last day), and shared equally
by who works on it. A record with one date is done on that day. What is unfinished after its last
day has to be done this week. A person has a fifth of their hours a week for each working day on
which they are not away: absence takes from what they have, and moves nothing of what is to be done.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

from django.db.models import Q

from klientel.kit import cursors
from klientel.kit.paging import Count
from klientel.records.fields.base import Field, Reading
from klientel.records.fields.date import edge_of
from klientel.records.loads import Load, load_of
from klientel.records.spans import Span, span_of
from klientel.records.types import RecordType
from klientel.records.working_days import free_days, working_days
from klientel.views.conditions import Condition, Group, Reader
from klientel.views.layouts.calendar_days import anchor_of
from klientel.views.query import ViewQuery
from klientel.views.rows import Listing, ListPage, Row, columns_of, counted_sql, counts_of, row_of
from klientel.views.together import Slice, Together

WEEKS = 8
#: records that one page reckons with; with more it says so
MOST = 5_000
#: records shown beside that are in nobody's week
BESIDE = 8
WORKING_DAYS = 5
_NO_HOURS = Decimal(0)


@dataclass(slots=True)
class Cell:
    """One person's week: what there is to do, how many records, how many of them say no hours, and
    how many hours the person has.
    """

    hours: Decimal = _NO_HOURS
    records: int = 0
    unsaid: int = 0
    capacity: Decimal = _NO_HOURS
    away: int = 0
    #: the hours by the values of the field that they are divided by
    parts: dict[Any, Decimal] = field(default_factory=dict)

    @property
    def is_over(self) -> bool:
        """Whether there is more to do than time."""
        return self.hours > self.capacity

    def add(self, other: Cell) -> None:
        """Add another one's figures to these."""
        self.hours += other.hours
        self.records += other.records
        self.unsaid += other.unsaid
        self.capacity += other.capacity
        for key, hours in other.parts.items():
            self.parts[key] = self.parts.get(key, _NO_HOURS) + hours


@dataclass(slots=True)
class Line:
    """One person with their weeks; without a `member`, a team with those of all its people."""

    member: UUID | None
    name: str
    cells: list[Cell]


@dataclass
class Aside:
    """Records in nobody's week: how many there are, the first of them, and what asks for them."""

    count: Count
    rows: list[Row]
    conditions: tuple[Condition, ...]


@dataclass
class WorkloadPage(ListPage):
    """A workload: its Mondays, the people of this page, and all of them together."""

    weeks: list[date] = field(default_factory=list)
    free: dict[date, str] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    whole: list[Cell] = field(default_factory=list)
    #: what stands above a line, by its place among those of this page
    heads: dict[int, Line] = field(default_factory=dict)
    is_capped: bool = False
    #: every week that is drawn on this page: of its people and teams, and of all together
    cells: list[Cell] = field(default_factory=list)
    #: what names the parts of a week, where hours are divided
    parts: Any = None
    unassigned: Aside | None = None
    undated: Aside | None = None

    @property
    def is_empty(self) -> bool:
        """People without work are people all the same."""
        return False


def weeks_from(anchor: date) -> list[date]:
    """The Mondays that a workload shows: the week before, and those that follow."""
    first = anchor - timedelta(days=anchor.weekday())
    return [first + timedelta(days=7 * n) for n in range(WEEKS)]


#: puts people in another order; gives them with what stands above some of them, by its place
Order = Callable[[Reading, Sequence[Line], int], tuple[list[Line], dict[int, Line]]]


def read_workload(listing: Listing, size: int, order: Order | None = None) -> WorkloadPage:
    """The workload of a list where its query is turned to, from the query's place on."""
    return _Workload(listing).page(size, order)


class _Workload:
    """One workload for one reader while it is reckoned."""

    def __init__(self, listing: Listing) -> None:
        record_type = listing.record_type
        load, span = load_of(record_type), span_of(record_type)
        assert load is not None  # noqa: S101 - the layout fits no other type
        assert span is not None  # noqa: S101
        self.listing, self.load, self.span = listing, load, span
        self.reading = listing.reading
        self.start, self.end = span.fields(record_type)
        self.hours = record_type.field(load.hours)
        self.weeks = weeks_from(anchor_of(listing.query, self.reading.today))
        self.last = self.weeks[-1] + timedelta(days=6)
        self.free = free_days(self.reading.workspace, self.weeks[0], self.last)
        per = listing.query.setting("per")
        self.per = record_type.field(per) if per else None
        read = [self.start, self.end, self.hours, record_type.field(load.people)]
        read += [self.per] if self.per else []
        self.names = columns_of(record_type, read, (), None)
        #: what was reckoned for two days: much work shares them, all that is overdue for one
        self._known: dict[tuple[date, date], tuple[list[tuple[int, int]], int]] = {}
        asked = Group("and", unfinished(load))
        self.rows = listing.rows.filter(self._q(asked)) if asked.parts else listing.rows

    def _q(self, group: Group) -> Q:
        return Reader(self.listing.record_type, self.listing.actor, self.reading).asked(group)

    def page(self, size: int, order: Order | None) -> WorkloadPage:
        """The people from the query's place on, each with their weeks."""
        people = self._people()
        begin = self._place()
        is_further = bool(self.listing.query.after)
        found, is_capped = self._spread()
        lines = [self._line(key, name, found) for key, name in people]
        whole = self._whole(lines)
        heads: dict[int, Line] = {}
        if order is not None:
            lines, heads = order(self.reading, lines, WEEKS)
        shown = lines[begin : begin + size]
        heads = {place - begin: one for place, one in heads.items() if 0 <= place - begin < size}
        drawn = [cell for one in (*shown, *heads.values()) for cell in one.cells]
        more = cursors.encode((begin + size,)) if len(lines) > begin + size else None
        beside = (None, None) if is_further else self._beside()
        return WorkloadPage(
            self.listing.query, [], more, [], self.listing.notices,
            weeks=self.weeks, free=self.free, lines=shown, whole=whole,
            heads=heads, is_capped=is_capped, cells=[*drawn, *whole],
            unassigned=beside[0], undated=beside[1],
        )  # fmt: skip

    def _place(self) -> int:
        try:
            (place,) = cursors.decode(self.listing.query.after)
        except (cursors.BadCursor, ValueError):
            return 0
        return place if isinstance(place, int) and 0 <= place < 100_000 else 0

    def _people(self) -> list[tuple[UUID, str]]:
        """Who is asked for by the list's filters, else everybody who is active, by name."""
        directory = self.reading.directory
        asked = _asked_people(self.listing)
        named = ((key, directory.members[key]) for key in directory.active)
        found = [pair for pair in named if asked is None or pair[0] in asked]
        return sorted(found, key=lambda pair: (pair[1].casefold(), str(pair[0])))

    def _spread(self) -> tuple[dict[UUID, list[Cell]], bool]:
        """What everybody has to do, by member and week."""
        low, high = self._edge(self.start, self.weeks[0]), self.last + timedelta(days=1)
        start, end = self.start.column, self.end.column
        before = Q(**{f"{start}__lt": self._edge(self.start, high)})
        only_end = Q(**{f"{start}__isnull": True, f"{end}__lt": self._edge(self.end, high)})
        lasting = Q(**{f"{end}__gte": self._edge(self.end, self.weeks[0])}) & (before | only_end)
        lasting |= Q(**{f"{end}__isnull": True, f"{start}__gte": low}) & before
        if self._is_now:
            # what is overdue has to be done now
            today = self._edge(self.end, self.reading.today)
            lasting |= Q(**{f"{end}__lt": today})
            begun = Q(**{f"{start}__lt": self._edge(self.start, self.reading.today)})
            lasting |= Q(**{f"{end}__isnull": True}) & begun
        found = list(self.rows.filter(lasting).order_by().values_list(*self.names)[: MOST + 1])
        cells: dict[UUID, list[Cell]] = defaultdict(lambda: [Cell() for _week in self.weeks])
        for values in found[:MOST]:
            self._put(cells, dict(zip(self.names, values, strict=True)))
        return cells, len(found) > MOST

    @property
    def _is_now(self) -> bool:
        return self.weeks[0] <= self.reading.today <= self.last

    def _edge(self, one: Field, day: date) -> Any:
        return edge_of(one, day, self.reading.format.zone)

    def _put(self, cells: dict[UUID, list[Cell]], columns: dict[str, Any]) -> None:
        record_type = self.listing.record_type
        people = self.load.members(record_type, columns)
        first, last = self.span.days(record_type, columns, self.reading)
        if not people or first is None:
            return
        last = last or first
        if last < self.reading.today:
            first = last = self.reading.today
        hours = self.hours.value(columns)
        shares = self._shares(first, last, Decimal(hours or 0) / len(people))
        for week, share in shares:
            for member in people:
                cell = cells[member][week]
                cell.hours += share
                cell.records += 1
                cell.unsaid += hours is None
                if self.per is not None and share:
                    part = self.per.value(columns)
                    cell.parts[part] = cell.parts.get(part, _NO_HOURS) + share

    def _shares(self, first: date, last: date, hours: Decimal) -> Iterator[tuple[int, Decimal]]:
        """The weeks that a record lasts in, and the hours of each."""
        known = self._known.get((first, last))
        if known is None:
            known = self._known[first, last] = self._weeks_of(first, last)
        weeks, every = known
        return ((week, hours * days / every) for week, days in weeks)

    def _weeks_of(self, first: date, last: date) -> tuple[list[tuple[int, int]], int]:
        """The weeks between two days with the working days of each, and all of these together."""
        workspace = self.reading.workspace
        every = working_days(workspace, first, last)
        if not every:
            first, every = last, 1
        found = []
        for week, monday in enumerate(self.weeks):
            begin, end = max(first, monday), min(last, monday + timedelta(days=6))
            if begin > end:
                continue
            days = 1 if begin == last and every == 1 else working_days(workspace, begin, end)
            if days:
                found.append((week, days))
        return found, every

    def _line(self, member: UUID, name: str, found: dict[UUID, list[Cell]]) -> Line:
        cells = found[member] if member in found else [Cell() for _week in self.weeks]
        directory = self.reading.directory
        weekly = directory.hours.get(member, self.reading.workspace.weekly_hours)
        for monday, cell in zip(self.weeks, cells, strict=True):
            days = [monday + timedelta(days=n) for n in range(7)]
            working = [day for day in days if day not in self.free]
            away = [day for day in working if directory.absence(member, day)]
            cell.away = len(away)
            cell.capacity = weekly * (len(working) - len(away)) / WORKING_DAYS
        return Line(member, name, cells)

    def _whole(self, lines: Iterable[Line]) -> list[Cell]:
        whole = [Cell() for _week in self.weeks]
        for line in lines:
            for total, cell in zip(whole, line.cells, strict=True):
                total.add(cell)
        return whole

    def _beside(self) -> tuple[Aside, Aside]:
        """What nobody works on, and what has no dates: two statements for both."""
        nobody = (Condition(self.load.people, "empty"),)
        dateless = tuple(
            Condition(name, "empty") for name in dict.fromkeys((self.start.name, self.end.name))
        )
        asked = [nobody, dateless]
        rows = [self.rows.filter(self._q(Group("and", one))) for one in asked]
        names = columns_of(self.listing.record_type, [], (), None)
        ordered = [one.order_by(self.end.column, "pk").values_list(*names)[:BESIDE] for one in rows]
        found = Together(Slice(number, one) for number, one in enumerate(ordered)).rows()
        shown = [
            [
                row_of(self.listing.record_type, dict(zip(names, values, strict=True)), None)
                for values in found.get(number, [])
            ]
            for number in range(len(rows))
        ]
        self.listing.name([row for each in shown for row in each], [])
        counts = counts_of([counted_sql(one) for one in rows])
        first, second = (
            Aside(count, each, conditions)
            for count, each, conditions in zip(counts, shown, asked, strict=True)
        )
        return first, second


def unfinished(load: Load) -> tuple[Condition, ...]:
    """The conditions that leave what is still to be done."""
    return tuple(Condition(name, "any", value) for name, value in parse_qsl(load.unfinished))


def _asked_people(listing: Listing) -> Collection[UUID] | None:
    """The members that the list's filters leave, None for all."""
    reader = Reader(listing.record_type, listing.actor, listing.reading)
    load = load_of(listing.record_type)
    for condition in listing.query.filters.simple():
        one = listing.record_type.field(condition.field)
        operator = one.operator(condition.operator)
        is_theirs = one.column == "owner_id" or bool(load and load.people == one.name)
        if one.is_person and is_theirs and operator.name == "any":
            value = reader.parse(one, operator, condition.operand)
            return set(value) if isinstance(value, list) else {value}
    return None


def asking_for(
    record_type: RecordType, query: ViewQuery, member: UUID, monday: date, today: date
) -> ViewQuery:
    """The list of what somebody has to do in a week, as the table shows it."""
    load, span = load_of(record_type), span_of(record_type)
    assert load is not None  # noqa: S101 - the layout fits no other type
    assert span is not None  # noqa: S101
    mine = Condition(load.people, "any", str(member))
    others = [one for one in query.filters.parts if getattr(one, "field", "") != load.people]
    week = _within(span, monday, today)
    return query.with_(
        filters=Group("and", (mine, *unfinished_beside(load, others), *others, week)),
        layout="table", settings=(),
    )  # fmt: skip


def unfinished_beside(load: Load, others: Sequence[Condition | Group]) -> list[Condition]:
    """What leaves the unfinished, but for fields that are filtered already."""
    asked = {getattr(one, "field", "") for one in others}
    return [one for one in unfinished(load) if one.field not in asked]


def _within(span: Span, monday: date, today: date) -> Group:
    """What lasts in a week; in this one, also what should be done already."""
    low, high = monday.isoformat(), (monday + timedelta(days=7)).isoformat()
    start, end = span.start, span.end or span.start
    only_end = Group("and", (Condition(start, "empty"), Condition(end, "before", high)))
    begun = Group("or", (Condition(start, "before", high), only_end))
    parts: list[Condition | Group] = [Group("and", (Condition(end, "since", low), begun))]
    only_start = (Condition(start, "since", low), Condition(start, "before", high))
    parts.append(Group("and", (Condition(end, "empty"), *only_start)))
    if monday <= today < monday + timedelta(days=7):
        parts.append(Condition(end, "before", today.isoformat()))
    return Group("or", tuple(parts))
