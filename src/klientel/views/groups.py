"""Grouping a list by one field: the groups in their order, their names and how many each has."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Count, ExpressionWrapper, IntegerField, Q, Value, When
from django.utils.translation import gettext as _

from klientel.kit.format import Format
from klientel.records.fields.base import Field
from klientel.records.fields.beside import Beside
from klientel.records.fields.ranges import Range, Ranged
from klientel.records.fields.stretches import Dated
from klientel.views.gathering import Gathering, gathered
from klientel.views.indexes import is_held
from klientel.views.query import ViewQuery

MOST_GROUPS = 200
#: what rows that stand in one of few groups out of many are annotated with
PLACE = "list_place"


@dataclass
class Grouping:
    """The groups of a list, and how each is divided (`within`); the last holds what fits no other.

    A place is a group's number, or with divisions the number of a part, group by group.
    """

    name: str
    column: str
    values: list[Any]
    labels: list[str]
    #: brings the column to rows that do not have it themselves
    source: Beside | None = None
    within: Grouping | None = None
    #: how many rows there are, by place
    counts: dict[int, int] = field(default_factory=dict)
    #: what a group of a long list is counted up to; 0 for to its end
    most: int = 0
    #: whether the groups are those that most rows are in, out of any number
    is_gathered: bool = False
    #: whether an index leads to the rows of each range
    is_held: bool = False

    @property
    def is_ranged(self) -> bool:
        """Whether each group has a range of values."""
        return any(isinstance(value, Range) for value in self.values)

    @property
    def is_walked(self) -> bool:
        """Whether a long list is read group by group, where ordering it by them takes long."""
        is_apart = self.source is not None or self.is_gathered or self.is_held
        return self.within is None and is_apart

    @property
    def columns(self) -> list[str]:
        """The columns that decide a row's place."""
        return [self.column, *(self.within.columns if self.within else ())]

    @property
    def width(self) -> int:
        """How many places each group has."""
        return len(self.within.labels) if self.within else 1

    def place_of(self, values: Sequence[Any]) -> int:
        """The place of a row by its values in `columns`."""
        place = self.place(values[0])
        return place * self.width + self.within.place(values[1]) if self.within else place

    def counted(self, places: Iterable[int], format_: Format) -> str:
        """How many rows some places have, such as "2,500+"; empty for what was not counted."""
        count = sum(self.counts.get(place, 0) for place in places)
        if not count:
            return ""
        is_more = bool(self.most) and count > self.most
        shown = format_.integer(min(count, self.most) if is_more else count)
        return f"{shown}+" if is_more else shown

    def place(self, value: Any) -> int:
        """Which group a value belongs to."""
        if self.is_ranged:
            found = (n for n, one in enumerate(self.values) if value in one)
            return next(found, len(self.values))
        try:
            return self.values.index(value)
        except ValueError:
            return len(self.values)

    def brought(self, rows: Any, known: Collection[str] = ()) -> Any:
        """The rows with what they are grouped by, but for the columns `known` to be there."""
        if self.source is not None and self.source.name not in known:
            rows = self.source.brought(rows)
        return rows if self.within is None else self.within.brought(rows, {*known, self.column})

    def holding(self, place: int) -> Q:
        """The condition of the rows that belong to a group."""
        if self.source is not None:
            return self._beside(self.source, place)
        if place < len(self.values):
            return asked_in(self.column, self.values[place])
        if self.is_ranged:
            return Q(**{f"{self.column}__isnull": True})
        known = [value for value in self.values if value is not None]
        others = ~Q(**{f"{self.column}__in": known})
        return others & Q(**{f"{self.column}__isnull": False}) if None in self.values else others

    def _beside(self, source: Beside, place: int) -> Q:
        value = self.values[place] if place < len(self.values) else None
        if value is not None:
            return source.holding(value)
        if source.is_mark:
            return Q(pk__in=[])
        if self.is_ranged or place < len(self.values):
            return ~source.some(Q())
        known = Q(**{f"{source.column}__in": [one for one in self.values if one is not None]})
        return source.some(~known) if None in self.values else ~source.some(known)

    def rank(self) -> Any:
        """The row's place, for the database to order by."""
        if self.within is None:
            return self._rank()
        return ExpressionWrapper(
            self._rank() * Value(self.width) + self.within.rank(), output_field=IntegerField()
        )

    def _rank(self) -> Case:
        whens = [
            When(asked_in(self.column, value), then=Value(n)) for n, value in enumerate(self.values)
        ]
        return Case(*whens, default=len(self.values), output_field=IntegerField())

    def count(self, rows: Any) -> None:
        """Count the rows of every place, in one query."""
        self.counts = {}
        rows = self.placed(self.brought(rows)).order_by().values_list(*self.placing)
        for *values, total in rows.annotate(total=Count("pk")):
            place = self.placed_at(values)
            self.counts[place] = self.counts.get(place, 0) + total

    # Of many values, what is counted or added up comes by its place: as many lines as groups.

    @property
    def is_by_place(self) -> bool:
        """Whether rows are counted by their place, where there are many values."""
        within = self.within is not None and self.within.is_by_place
        return self.is_gathered or self.is_ranged or within

    @property
    def placing(self) -> list[str]:
        """The columns by which rows are counted; `placed` rows have them."""
        return [PLACE] if self.is_by_place else self.columns

    def placed(self, rows: Any) -> Any:
        """The rows, to which the columns were brought, with what `placing` names."""
        return rows.annotate(**{PLACE: self.rank()}) if self.is_by_place else rows

    def placed_at(self, values: Sequence[Any]) -> int:
        """The place by the values of `placing`."""
        return int(values[0]) if self.is_by_place else self.place_of(values)


def asked_in(column: str, value: Any) -> Q:
    """The condition that a column has a group's value, one of its range, or none."""
    if isinstance(value, Range):
        return value.asked(column)
    return Q(**{f"{column}__isnull": True} if value is None else {column: value})


#: divides the groups of a table once more
SPLIT = "split"
#: how long the groups of days are
STEP = "step"


def grouping_of(listing: Gathering, query: ViewQuery) -> Grouping | None:
    """The groups a query asks for of a list, None when it asks for none."""
    if not query.group:
        return None
    split = query.setting(SPLIT)
    step = query.setting(STEP)
    grouping = _groups(listing, query.group, step)
    if split not in ("", query.group):
        grouping.within = _groups(listing, split, step)
    return grouping


def _groups(listing: Gathering, name: str, step: str) -> Grouping:
    reading, one = listing.reading, listing.record_type.field(name)
    if one.is_gathered:
        return _gathered(listing, one)
    beside = one.beside()
    listed: Sequence[tuple[Any, str]] = one.buckets(reading)
    if isinstance(one, Dated) and not one.groupable:
        listed = one.stretches(reading, step)
    elif isinstance(one, Ranged) and not one.groupable:
        listed = one.ranges(reading)
    buckets = list(listed)[:MOST_GROUPS]
    return Grouping(
        name,
        one.column if beside is None else beside.name,
        [value for value, _label in buckets],
        [*(label for _value, label in buckets), _("Without")],
        beside,
        is_held=isinstance(one, Dated) and is_held(listing.record_type.model, one.column),
    )


def _gathered(listing: Gathering, one: Field) -> Grouping:
    """The records that most rows name, by their titles; then rows that name none, then the rest."""
    found, beside = gathered(listing, one), one.beside()
    return Grouping(
        one.name,
        one.column if beside is None else beside.name,
        [*(key for key, _title, _count in found), None],
        [*(title for _key, title, _count in found), _("Without"), _("Others")],
        beside,
        counts={place: count for place, (_key, _title, count) in enumerate(found)},
        is_gathered=True,
    )
