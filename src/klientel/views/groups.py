"""Grouping a list by one field: the groups in their order, their names and how many each has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Count, ExpressionWrapper, IntegerField, Q, Value, When
from django.utils.translation import gettext as _

from klientel.records.fields.base import Reading
from klientel.records.types import RecordType
from klientel.views.query import ViewQuery

MOST_GROUPS = 200


@dataclass
class Grouping:
    """The groups of a list. The last group holds what belongs to no other.

    `within` divides each of them once more. A row's place is one number for both: that of its
    group times `width`, and that within it.
    """

    name: str
    column: str
    values: list[Any]
    labels: list[str]
    within: Grouping | None = None
    #: how many rows there are, by place
    counts: dict[int, int] = field(default_factory=dict)

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

    def place(self, value: Any) -> int:
        """Which group a value belongs to."""
        try:
            return self.values.index(value)
        except ValueError:
            return len(self.values)

    def holding(self, place: int) -> Q:
        """The condition of the rows that belong to a group."""
        if place < len(self.values):
            value = self.values[place]
            return Q(**{f"{self.column}__isnull": True} if value is None else {self.column: value})
        known = [value for value in self.values if value is not None]
        others = ~Q(**{f"{self.column}__in": known})
        return others & Q(**{f"{self.column}__isnull": False}) if None in self.values else others

    def rank(self) -> Any:
        """The row's place, for the database to order by."""
        if self.within is None:
            return self._rank()
        return ExpressionWrapper(
            self._rank() * Value(self.width) + self.within.rank(), output_field=IntegerField()
        )

    def _rank(self) -> Case:
        whens = [
            When(
                **({f"{self.column}__isnull": True} if value is None else {self.column: value}),
                then=n,
            )
            for n, value in enumerate(self.values)
        ]
        return Case(*whens, default=len(self.values), output_field=IntegerField())

    def count(self, rows: Any) -> None:
        """Count the rows of every group, in one query."""
        self.counts = {}
        totals = rows.order_by().values_list(*self.columns).annotate(total=Count("pk"))
        for *values, total in totals:
            place = self.place_of(values)
            self.counts[place] = self.counts.get(place, 0) + total

    def count_of(self, group: int) -> int:
        """How many rows a group has, whatever it is divided into."""
        first = group * self.width
        return sum(self.counts.get(place, 0) for place in range(first, first + self.width))


#: divides the groups of a table once more
SPLIT = "split"


def grouping_of(record_type: RecordType, query: ViewQuery, reading: Reading) -> Grouping | None:
    """The groups a query asks for, None when it asks for none."""
    if not query.group:
        return None
    split = query.setting(SPLIT)
    within = _groups(record_type, split, reading) if split not in ("", query.group) else None
    grouping = _groups(record_type, query.group, reading)
    grouping.within = within
    return grouping


def _groups(record_type: RecordType, name: str, reading: Reading) -> Grouping:
    one = record_type.field(name)
    buckets = list(one.buckets(reading))[:MOST_GROUPS]
    return Grouping(
        name,
        one.column,
        [value for value, _label in buckets],
        [*(label for _value, label in buckets), _("Without")],
    )
