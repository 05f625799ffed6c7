"""Beginnings of several lists in one statement, so that a board costs no query for each column."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F

from klientel.kit.unchanged import while_unchanged


class Slice(NamedTuple):
    """A queryset and the number that its rows are told apart by."""

    number: int
    rows: Any


class Together:
    """Querysets of the same columns, compiled once and then asked in one statement.

    Slices of the same number are answered one after the other, each in its own order.
    """

    def __init__(self, slices: Iterable[Slice]) -> None:
        arms: list[str] = []
        self._parameters: list[Any] = []
        self._compiler: Any = None
        for place, (number, rows) in enumerate(slices):
            compiler = rows.query.get_compiler(connection=connection)
            try:
                sql, parameters = compiler.as_sql()
            except EmptyResultSet:
                continue
            self._compiler = self._compiler or compiler
            # compiled by Django from a queryset: every value in it is a parameter
            arms.append(f"SELECT a{place}.*, {number:d} FROM ({sql}) AS a{place}")  # noqa: S608
            self._parameters += parameters
        self._statement = " UNION ALL ".join(arms)

    def rows(self) -> dict[int, list[tuple[Any, ...]]]:
        """The rows by number, as tuples in the order of the querysets' columns."""
        if not self._statement:
            return {}
        found = _asked(self._statement, self._parameters)
        converters = self._compiler.get_converters([one[0] for one in self._compiler.select])
        if converters:
            found = [tuple(row) for row in self._compiler.apply_converters(found, converters)]
        told: dict[int, list[tuple[Any, ...]]] = {}
        for *row, number in found:
            told.setdefault(number, []).append(tuple(row))
        return told


class Weighed(NamedTuple):
    """Of one unit: how many rows there are, what their values add up to, how many have one."""

    number: int
    unit: str
    rows: int
    sum: Any
    values: int


class Weights:
    """How many rows some querysets have up to a limit, and what one column of them adds up to.

    Of a queryset with more than `most` rows only the first `most` + 1 that the database comes upon
    are looked at. Amounts of different units (`unit`, a column) are told apart.
    """

    def __init__(self, slices: Iterable[Slice], most: int, value: str = "", unit: str = "") -> None:
        quote = connection.ops.quote_name
        arms: list[str] = []
        self._parameters: list[Any] = []
        by = quote("unit_") if unit else "''"
        total = f"SUM({quote('value_')})" if value else "NULL"
        valued = f"COUNT({quote('value_')})" if value else "0"
        for number, rows in slices:
            named = {"key_": F("pk"), **({"value_": F(value)} if value else {})}
            named |= {"unit_": F(unit)} if unit else {}
            bounded = rows.order_by().annotate(**named).values(*named)[: most + 1]
            try:
                sql, parameters = bounded.query.sql_with_params()
            except EmptyResultSet:
                continue
            grouped = f" GROUP BY {by}" if unit else ""
            # compiled by Django from a queryset: every value in it is a parameter
            arms.append(
                f"SELECT {number:d}, {by}, COUNT(*), {total}, {valued} "  # noqa: S608
                f"FROM ({sql}) AS w{number:d}{grouped}"
            )
            self._parameters += parameters
        self._statement = " UNION ALL ".join(arms)

    def rows(self) -> list[Weighed]:
        """The answer by number and unit, asked again only after something changed; what nobody is
        in may be missing.
        """
        if not self._statement:
            return []
        key = (self._statement, tuple(self._parameters))
        found = while_unchanged(key, lambda: _asked(self._statement, self._parameters))
        return [Weighed(number, str(unit or ""), *rest) for number, unit, *rest in found]


def _asked(statement: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
