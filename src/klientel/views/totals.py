"""Sums and averages of a list: of each column of numbers, by group and by unit, in one query.

Amounts of different currencies are never added up. A long list is not gone through to its end each
time somebody looks at it: beyond a limit there are no totals until they are asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, F, Sum

from klientel.kit.unchanged import while_unchanged
from klientel.records.fields.base import Field
from klientel.views.groups import Grouping


@dataclass
class Total:
    """What some values of one unit come to: their sum, and how many there are."""

    sum: Decimal = Decimal(0)
    count: int = 0

    @property
    def average(self) -> Decimal | None:
        """The mean of the values that are there; None for none."""
        return self.sum / self.count if self.count else None

    def add(self, other: Total) -> None:
        """Let it stand for the other values, too."""
        self.sum += other.sum
        self.count += other.count


#: by field name, then by unit
Of = dict[str, dict[str, Total]]


@dataclass
class Totals:
    """The totals of a list. `is_capped` says that it is too long to add up unasked."""

    rows: int = 0
    whole: Of = field(default_factory=dict)
    groups: dict[int, Of] = field(default_factory=dict)
    #: how many rows each group has
    counts: dict[int, int] = field(default_factory=dict)
    is_capped: bool = False

    def of(self, places: Iterable[int]) -> Of:
        """What several groups come to."""
        found: Of = {}
        for place in places:
            for name, by_unit in self.groups.get(place, {}).items():
                for unit, total in by_unit.items():
                    found.setdefault(name, {}).setdefault(unit, Total()).add(total)
        return found


def fields_with_totals(fields: Sequence[Field]) -> list[Field]:
    """Those of some columns that can be added up."""
    return [one for one in fields if one.totals]


def totals_of(
    rows: Any, fields: Sequence[Field], grouping: Grouping | None = None, most: int | None = None
) -> Totals:
    """Add up the columns of a list's rows; with `most` only if there are no more of them."""
    units = list(dict.fromkeys(one.unit_column() for one in fields if one.unit_column()))
    columns = [_column_of(one) for one in fields]
    rows = _brought(rows, fields, grouping)
    totals = Totals()
    before = grouping.placing if grouping else []
    found = (
        _bounded(rows, units, columns, most)
        if most is not None and grouping is None
        else _whole(rows, [*before, *units], columns)
    )
    for line in found:
        group = grouping.placed_at(line) if grouping else 0
        named = dict(zip(units, line[len(before) :], strict=False))
        count, *sums = line[len(before) + len(units) :]
        totals.rows += count
        totals.counts[group] = totals.counts.get(group, 0) + count
        for number, one in enumerate(fields):
            unit = str(named.get(one.unit_column()) or "")
            value = Total(exact(sums[2 * number]), sums[2 * number + 1])
            for where in (totals.whole, totals.groups.setdefault(group, {})):
                where.setdefault(one.name, {}).setdefault(unit, Total()).add(value)
    if most is not None and totals.rows > most:
        return Totals(totals.rows, is_capped=True)
    return totals


def _column_of(one: Field) -> str:
    beside = one.beside()
    return one.column if beside is None else beside.name


def _brought(rows: Any, fields: Sequence[Field], grouping: Grouping | None) -> Any:
    """The rows with what is added up and grouped by, where that is no column of theirs."""
    known = set()
    for one in fields:
        beside = one.beside()
        if beside is not None:
            rows = beside.brought(rows)
            known.add(beside.name)
    return rows if grouping is None else grouping.placed(grouping.brought(rows, known))


def _whole(rows: Any, keys: Sequence[str], columns: Sequence[str]) -> list[tuple[Any, ...]]:
    """Of each combination of the keys: how many rows, then sum and number of values by column."""
    asked: dict[str, Any] = {"rows_": Count("pk")}
    for number, column in enumerate(columns):
        asked |= {f"sum_{number}": Sum(column), f"number_{number}": Count(column)}
    if not keys:
        found = rows.order_by().aggregate(**asked)
        return [tuple(found[name] for name in asked)]
    return list(rows.order_by().values(*keys).annotate(**asked).values_list(*keys, *asked))


def _bounded(
    rows: Any, keys: Sequence[str], columns: Sequence[str], most: int
) -> list[tuple[Any, ...]]:
    """The same of the first `most` + 1 rows that the database comes upon, asked again only after
    something changed.
    """
    named = {f"k{number}": F(name) for number, name in enumerate(keys)}
    named |= {f"v{number}": F(name) for number, name in enumerate(columns)}
    try:
        inner = rows.order_by().annotate(**named).values(*named)[: most + 1]
        sql, parameters = inner.query.sql_with_params()
    except EmptyResultSet:
        return []
    quote = connection.ops.quote_name
    by = [quote(f"k{number}") for number in range(len(keys))]
    values = [quote(f"v{number}") for number in range(len(columns))]
    asked = [*by, "COUNT(*)", *(f"SUM({one}), COUNT({one})" for one in values)]
    grouped = f" GROUP BY {', '.join(by)}" if by else ""
    # compiled by Django from a queryset: every value in it is a parameter
    statement = f"SELECT {', '.join(asked)} FROM ({sql}) AS listed{grouped}"  # noqa: S608

    def read() -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            return list(cursor.fetchall())

    return while_unchanged((statement, parameters), read)


def exact(value: Any) -> Decimal:
    """A sum of the database as a decimal; SQLite adds up what it keeps as floating numbers."""
    if value is None:
        return Decimal(0)
    return value if isinstance(value, Decimal) else Decimal(str(round(value, 6)))
