"""Grouping a list by one field: the groups in their order, their names and how many each has."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Count, ExpressionWrapper, IntegerField, Q, Value, When
from django.utils.translation import gettext as _

from klientel.kit.format import Format
from klientel.records.fields.base import Reading
from klientel.records.fields.beside import Beside
from klientel.records.fields.ranges import Range, Ranged
from klientel.records.types import RecordType
from klientel.views.query import ViewQuery

MOST_GROUPS = 200


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

    @property
    def is_ranged(self) -> bool:
        """Whether each group has a range of values."""
        return any(isinstance(value, Range) for value in self.values)

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
            value = self.values[place]
            return Q(**{f"{self.column}__isnull": True} if value is None else {self.column: value})
        known = [value for value in self.values if value is not None]
        others = ~Q(**{f"{self.column}__in": known})
        return others & Q(**{f"{self.column}__isnull": False}) if None in self.values else others

    def _beside(self, source: Beside, place: int) -> Q:
        if place < len(self.values):
            return source.holding(self.values[place])
        if source.is_mark:
            return Q(pk__in=[])
        if self.is_ranged:
            return ~source.some(Q())
        return ~source.some(Q(**{f"{source.column}__in": self.values}))

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
        rows = self.brought(rows).order_by().values_list(*self.columns)
        for *values, total in rows.annotate(total=Count("pk")):
            place = self.place_of(values)
            self.counts[place] = self.counts.get(place, 0) + total


def asked_in(column: str, value: Any) -> Q:
    """The condition that a column has a group's value, one of its range, or none."""
    if isinstance(value, Range):
        return value.asked(column)
    return Q(**{f"{column}__isnull": True} if value is None else {column: value})


#: divides the groups of a table once more
SPLIT = "split"


def grouping_of(record_type: RecordType, query: ViewQuery, reading: Reading) -> Grouping | None:
    """The groups a query asks for, None when it asks for none."""
    if not query.group:
        return None
    split = query.setting(SPLIT)
    within = _groups(record_type, split, reading) if split not in ("", query.group) else None
    grouping = _groups(record_type, query.group, reading)
    # how many values a range has is not known: they are not counted one by one
    grouping.within = None if grouping.is_ranged else within
    return grouping


def _groups(record_type: RecordType, name: str, reading: Reading) -> Grouping:
    one = record_type.field(name)
    beside = one.beside()
    listed: Sequence[tuple[Any, str]] = one.buckets(reading)
    if isinstance(one, Ranged) and not one.groupable:
        listed = one.ranges(reading)
    buckets = list(listed)[:MOST_GROUPS]
    return Grouping(
        name,
        one.column if beside is None else beside.name,
        [value for value, _label in buckets],
        [*(label for _value, label in buckets), _("Without")],
        beside,
    )
