"""Counting rows up to a limit, several lots in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Value

from klientel.kit.unchanged import while_unchanged


class Counted(NamedTuple):
    """A compiled statement that counts rows up to a limit, with its parameters."""

    sql: str
    parameters: tuple[Any, ...]


def bounded(rows: Any, most: int) -> Counted:
    """The statement that counts the rows of a queryset, up to `most` + 1."""
    some = rows.order_by().annotate(one=Value(1)).values("one")[: most + 1]
    try:
        sql, parameters = some.query.sql_with_params()
    except EmptyResultSet:
        return Counted("0", ())
    # compiled by Django from a queryset: every value in it is a parameter
    return Counted(f"(SELECT COUNT(*) FROM ({sql}) AS counted)", tuple(parameters))  # noqa: S608


def numbers(asked: Sequence[Counted]) -> Sequence[int]:
    """What some counting statements give, asked in one, and again only after something changed."""
    statement = "SELECT " + ", ".join(one.sql for one in asked)
    parameters = tuple(value for one in asked for value in one.parameters)

    def read() -> Sequence[int]:
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            found: Sequence[int] = cursor.fetchone()
        return found

    return while_unchanged((statement, parameters), read)
