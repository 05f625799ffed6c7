"""A query that is compiled once and then asked again and again with other values.

Putting a query together costs Django more than the database needs to answer it. This pays where the
same small query stands in every request.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection


class Prepared:
    """A query by its builder: a function of the values that change, giving a queryset.

    `markers` has a value of the right type for each argument of the builder; they must differ from
    each other and from everything else that the query holds.
    """

    def __init__(self, build: Callable[..., Any], **markers: Any) -> None:
        self._build = build
        self._markers = markers
        #: by vendor: statement, its parameters (names for what changes), compiler, converters
        self._compiled: dict[str, tuple[str, list[Any], Any, Mapping[Any, Any]]] = {}

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """The rows for these values as tuples, in the order of the queryset's columns."""
        compiled = self._compiled.get(connection.vendor)
        if compiled is None:
            compiled = self._compiled[connection.vendor] = self._compile()
        statement, parameters, compiler, converters = compiled
        if not statement:
            return []
        given = [_adapted(values[one.name]) if type(one) is _Place else one for one in parameters]
        with connection.cursor() as cursor:
            cursor.execute(statement, given)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        if converters and found:
            found = [tuple(row) for row in compiler.apply_converters(found, converters)]
        return found

    def objects(self, model: Any, **values: Any) -> list[Any]:
        """The rows as objects; the queryset must be one of whole rows of the model, with what it
        is annotated with behind them.
        """
        names = [field.attname for field in model._meta.concrete_fields]
        width, found = len(names), []
        for row in self.rows(**values):
            one = model.from_db(DEFAULT_DB_ALIAS, names, row[:width])
            for name, value in zip(self._added(), row[width:], strict=True):
                setattr(one, name, value)
            found.append(one)
        return found

    def _added(self) -> list[str]:
        return list(self._compiled[connection.vendor][2].query.annotation_select)

    def _compile(self) -> tuple[str, list[Any], Any, Mapping[Any, Any]]:
        compiler = self._build(**self._markers).query.get_compiler(connection=connection)
        try:
            statement, parameters = compiler.as_sql()
        except EmptyResultSet:
            # Django knows that nothing can be found
            return "", [], compiler, {}
        places = {_adapted(value): _Place(name) for name, value in self._markers.items()}
        marked = [
            places.get(one, one) if isinstance(one, str | UUID | datetime) else one
            for one in parameters
        ]
        missing = {*places.values()} - {one for one in marked if type(one) is _Place}
        if missing:
            raise LookupError(f"the query does not hold {', '.join(one.name for one in missing)}")
        converters = compiler.get_converters([one[0] for one in compiler.select])
        return statement, marked, compiler, converters


class _Place:
    """Where a value that changes stands among the parameters."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


def _adapted(value: Any) -> Any:
    """A value as the database's driver takes it."""
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value
