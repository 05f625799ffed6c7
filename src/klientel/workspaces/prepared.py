"""A query that is compiled once and then asked again and again with other values.

Putting a query together costs Django more than the database needs to answer it. This pays where the
same small query stands in every request.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection

from klientel.workspaces.actor import Actor


class Prepared:
    """A query by its builder: a function of the values that change, giving a queryset.

    `markers` has a value of the right type for each argument of the builder; they must differ from
    each other and from everything else that the query holds.
    """

    def __init__(self, build: Callable[..., Any], **markers: Any) -> None:
        #: what to compile, let go afterwards with all that it holds: hundreds of these are kept
        self._asked: tuple[Callable[..., Any], dict[str, Any]] | _Compiled = (build, markers)

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """The rows for these values as tuples, in the order of the queryset's columns."""
        compiled = self._compile()
        if not compiled.statement:
            return []
        given = compiled.parameters.copy()
        adapted = {name: _adapted(value) for name, value in values.items()}
        for place, name in compiled.places:
            given[place] = adapted[name]
        with connection.cursor() as cursor:
            cursor.execute(compiled.statement, given)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        if not compiled.converters:
            return found
        return [_converted(row, compiled.converters) for row in found]

    def objects(self, model: Any, **values: Any) -> list[Any]:
        """The rows as objects; the queryset must be one of whole rows of the model, with what it
        is annotated with behind them.
        """
        names = [field.attname for field in model._meta.concrete_fields]
        width, found = len(names), []
        added = self._compile().added
        for row in self.rows(**values):
            one = model.from_db(DEFAULT_DB_ALIAS, names, row[:width])
            for name, value in zip(added, row[width:], strict=True):
                setattr(one, name, value)
            found.append(one)
        return found

    def _compile(self) -> _Compiled:
        if not isinstance(self._asked, _Compiled):
            self._asked = _compiled(*self._asked)
        return self._asked


class PreparedForEach:
    """A query that differs with the rights of who asks, compiled once for each such set of rights.

    The builder is given an actor of these rights, then the values that change.
    """

    _MOST = 500

    def __init__(self, build: Callable[..., Any], **markers: Any) -> None:
        self._build = build
        self._markers = markers
        self._kept: dict[tuple[Any, ...], Prepared] = {}

    def of(self, actor: Actor) -> Prepared:
        """The query for whoever has this actor's rights."""
        found = self._kept.get(actor.rights)
        if found is None:
            if len(self._kept) >= self._MOST:
                self._kept.clear()
            found = self._kept[actor.rights] = Prepared(
                partial(self._build, actor), **self._markers
            )
        return found


class _Compiled(NamedTuple):
    """A statement, empty where Django knows that nothing can be found."""

    statement: str
    #: with markers in the places of what changes
    parameters: list[Any]
    #: which parameter is which value
    places: list[tuple[int, str]]
    #: by column: what turns the driver's value into Python's, in order, and the column's expression
    converters: list[tuple[int, list[Callable[..., Any]], Any]]
    #: names of what the rows are annotated with
    added: list[str]


def _compiled(build: Callable[..., Any], markers: Mapping[str, Any]) -> _Compiled:
    compiler = build(**markers).query.get_compiler(connection=connection)
    try:
        statement, parameters = compiler.as_sql()
    except EmptyResultSet:
        return _Compiled("", [], [], [], [])
    names = {_adapted(value): name for name, value in markers.items()}
    places = [
        (place, names[one])
        for place, one in enumerate(parameters)
        if isinstance(one, str | UUID | datetime) and one in names
    ]
    if missing := {*markers} - {name for _place, name in places}:
        raise LookupError(f"the query does not hold {', '.join(sorted(missing))}")
    found = compiler.get_converters([one[0] for one in compiler.select])
    converters = [(column, steps, asked) for column, (steps, asked) in found.items()]
    return _Compiled(
        statement, list(parameters), places, converters, list(compiler.query.annotation_select)
    )


def _converted(
    row: tuple[Any, ...], converters: list[tuple[int, list[Callable[..., Any]], Any]]
) -> tuple[Any, ...]:
    values = list(row)
    for column, steps, asked in converters:
        value = values[column]
        for step in steps:
            value = step(value, asked, connection)
        values[column] = value
    return tuple(values)


def _adapted(value: Any) -> Any:
    """A value as the database's driver takes it."""
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value
