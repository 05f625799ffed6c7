"""Grouping a list by one field: the groups in their order, their names and how many each has."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, When
from django.utils.translation import gettext as _

from klientel.kit.format import Format
from klientel.records.fields.base import Reading
from klientel.records.fields.beside import Beside
from klientel.records.types import RecordType
from klientel.views.query import ViewQuery

MOST_GROUPS = 200


@dataclass
class Grouping:
    """The groups of a list. The last group holds what belongs to no other."""

    name: str
    column: str
    values: list[Any]
    labels: list[str]
    #: brings the column to rows that do not have it themselves
    source: Beside | None = None
    counts: list[int] = field(default_factory=list)
    #: what a group of a long list is counted up to; 0 for to its end
    most: int = 0

    def counted(self, number: int, format_: Format) -> str:
        """How many rows a group has, such as "2,500+"; empty for what was not counted."""
        count = self.counts[number] if self.counts else 0
        if not count:
            return ""
        is_more = bool(self.most) and count > self.most
        shown = format_.integer(min(count, self.most) if is_more else count)
        return f"{shown}+" if is_more else shown

    def place(self, value: Any) -> int:
        """Which group a value belongs to."""
        try:
            return self.values.index(value)
        except ValueError:
            return len(self.values)

    def brought(self, rows: Any) -> Any:
        """The rows with the column that they are grouped by."""
        return rows if self.source is None else self.source.brought(rows)

    def only(self, rows: Any, number: int) -> Any:
        """The rows of one group, where the groups are told by rows beside."""
        assert self.source is not None  # noqa: S101 - asked only where there is one
        if number < len(self.values):
            return rows.filter(self.source.holding(self.values[number]))
        if self.source.is_mark:
            return rows.none()
        return rows.filter(~self.source.some(Q(**{f"{self.source.column}__in": self.values})))

    def rank(self) -> Case:
        """The group's place, for the database to order by."""
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
        self.counts = [0] * len(self.labels)
        totals = self.brought(rows).order_by().values_list(self.column).annotate(total=Count("pk"))
        for value, total in totals:
            self.counts[self.place(value)] += total


def grouping_of(record_type: RecordType, query: ViewQuery, reading: Reading) -> Grouping | None:
    """The groups a query asks for, None when it asks for none."""
    if not query.group:
        return None
    one = record_type.field(query.group)
    beside = one.beside()
    buckets = list(one.buckets(reading))[:MOST_GROUPS]
    return Grouping(
        query.group,
        one.column if beside is None else beside.name,
        [value for value, _label in buckets],
        [*(label for _value, label in buckets), _("Without")],
        beside,
    )
