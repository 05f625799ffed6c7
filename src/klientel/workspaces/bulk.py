"""Writing many rows fast: prepared statements on SQLite, arrays of values on PostgreSQL.

Django's `bulk_create` compiles SQL for every 999 variables, and `bulk_update` a CASE for every
cell, which takes longer than the writing. The rows here come from our own writers, complete with
keys, so nothing has to be read back.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Context, Decimal
from functools import cache
from itertools import chain
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models.base import ModelState

from klientel.workspaces.bulk_arrays import insert_arrays, update_arrays

#: below this many rows a statement with a mark for each value is as good as arrays
FEW = 12
#: in one statement; SQLite takes at most 32,766
VARIABLES = 30_000

#: the name of a column, and how its values are written; None where they are written as they are
Column = tuple[str, Callable[[Any], Any] | None]


def unsaved(model: Any, **values: Any) -> Any:
    """What `model(**values)` gives, for values by columns (`account_id`), in a third of
    the time: no signals, no descriptors. For rows that go to `insert_rows` by the thousand.
    """
    row = model.__new__(model)
    fixed, made = _defaults(model)
    row.__dict__ = cells = {"_state": ModelState(), **fixed, **values}
    for name, make in made:
        if name not in values:
            cells[name] = make()
    return row


@cache
def _defaults(model: Any) -> tuple[dict[str, Any], list[tuple[str, Callable[[], Any]]]]:
    """The defaults of a model's columns: those that are values, those that are made anew."""
    fixed: dict[str, Any] = {}
    made: list[tuple[str, Callable[[], Any]]] = []
    for field in model._meta.concrete_fields:
        if field.has_default() and callable(field.default):
            made.append((field.attname, field.default))
        else:
            fixed[field.attname] = field.get_default()
    return fixed, made


def insert_rows(
    model: Any, rows: Sequence[Any], *, skip_known: bool = False, at_once: bool = False
) -> int:
    """Insert unsaved instances whose keys are set, inside the running transaction.

    With `skip_known` a row that a unique key has already is left out, where it is an error else.
    `at_once` is for tables that feed a text index: SQLite's works once for each statement, not once
    for each row. Returns how many were written.
    """
    if not rows:
        return 0
    tail = " ON CONFLICT DO NOTHING" if skip_known else ""
    if _takes_arrays(rows):
        written = insert_arrays(model, _columns(model), rows, tail)
    else:
        is_one_by_one = connection.vendor == "sqlite" and len(rows) > 1 and not at_once
        write = _insert_each if is_one_by_one else _insert
        written = write(model, rows, tail)
    alias = connection.alias
    for row in rows:
        state = row._state
        state.adding, state.db = False, alias
    return written


def update_rows(
    model: Any, rows: Sequence[Any], names: Iterable[str], *, by: tuple[str, ...] = ()
) -> None:
    """Write these columns (by attribute name) of loaded rows of one workspace, in one go.

    Like every UPDATE it is filtered by the workspace. Rows are found by their key, or `by` other
    columns that only one row has so. What no longer exists is left out.
    """
    if not rows:
        return
    sorted_names = tuple(sorted(set(names)))
    if _takes_arrays(rows):
        keys = by or (model._meta.pk.name,)
        update_arrays(model, rows, *(_fields(model, some) for some in (sorted_names, keys)))
        return
    sql, columns = _update_plan(model, sorted_names, by)
    with connection.cursor() as cursor:
        cursor.executemany(sql, _written(rows, columns))


@cache
def _update_plan(
    model: Any, names: tuple[str, ...], by: tuple[str, ...]
) -> tuple[str, list[Column]]:
    """The statement, and its columns with how they are written."""
    quote = connection.ops.quote_name
    keys = _fields(model, ("workspace", *(by or (model._meta.pk.name,))))
    fields = _fields(model, names)
    sets = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    keyed = " AND ".join(f"{quote(field.column)} = %s" for field in keys)
    sql = f"UPDATE {quote(model._meta.db_table)} SET {sets} WHERE {keyed}"  # noqa: S608
    return sql, [(field.attname, _stored(field)) for field in (*fields, *keys)]


def _takes_arrays(rows: Sequence[Any]) -> bool:
    return connection.vendor == "postgresql" and len(rows) >= FEW


def _fields(model: Any, names: Iterable[str]) -> list[Any]:
    return [model._meta.get_field(name) for name in names]


def _columns(model: Any) -> list[Any]:
    return [f for f in model._meta.concrete_fields if not isinstance(f, models.AutoField)]


def _insert_each(model: Any, rows: Sequence[Any], tail: str) -> int:
    """With one prepared statement for all, which SQLite need not read for thousands of marks."""
    head, marks, columns = _plan(model)
    with connection.cursor() as cursor:
        cursor.executemany(f"{head} VALUES {marks}{tail}", _written(rows, columns))
        return int(cursor.rowcount)


def _insert(model: Any, rows: Sequence[Any], tail: str) -> int:
    """With many rows to a statement."""
    head, marks, columns = _plan(model)
    tuples = _written(rows, columns)
    most = VARIABLES // len(tuples[0])
    written = 0
    with connection.cursor() as cursor:
        for start in range(0, len(tuples), most):
            some = tuples[start : start + most]
            statement = f"{head} VALUES {', '.join([marks] * len(some))}{tail}"
            cursor.execute(statement, list(chain.from_iterable(some)))
            written += cursor.rowcount
    return written


def _written(rows: Sequence[Any], columns: Iterable[Column]) -> list[tuple[Any, ...]]:
    """The cells of rows as they are stored."""
    cells = [row.__dict__ for row in rows]
    return list(zip(*(_column(cells, *column) for column in columns), strict=True))


def _column(
    cells: Sequence[dict[str, Any]], name: str, written: Callable[[Any], Any] | None
) -> list[Any]:
    """The values of a column as they are stored; what several rows share is written once."""
    if written is None:
        return [row[name] for row in cells]
    last = stored = None
    column = []
    for row in cells:
        value = row[name]
        if value is not last:
            last = value
            stored = None if value is None else written(value)
        column.append(stored)
    return column


@cache
def _plan(model: Any) -> tuple[str, str, list[Column]]:
    """The statement, the marks of a row, and the columns with how they are written."""
    fields = _columns(model)
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    head = f"INSERT INTO {quote(model._meta.db_table)} ({columns})"
    return head, f"({marks})", [(field.attname, _stored(field)) for field in fields]


def _stored(field: Any) -> Callable[[Any], Any] | None:
    """How a value of this field is given to the database; None where it is given as it is."""
    if connection.vendor != "postgresql":
        return _writer(field)
    return _json if isinstance(field, models.JSONField) else None


def _json(value: Any) -> Any:
    from psycopg.types.json import Jsonb

    return Jsonb(value)


def _writer(field: Any) -> Callable[[Any], Any] | None:
    """How Django writes a value of this field on SQLite; None where it is written as it is."""
    kind = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(kind, models.UUIDField):
        return _hex
    if isinstance(kind, models.JSONField):
        return _json_text
    if isinstance(kind, models.DateTimeField):
        return _naive
    as_it_is = (models.CharField, models.TextField, models.IntegerField, models.BooleanField)
    if isinstance(kind, as_it_is):
        return None
    if isinstance(kind, models.DateField):
        return date.isoformat
    if isinstance(kind, models.DecimalField):
        return _decimal(kind)
    return lambda value: field.get_db_prep_save(value, connection)


def _json_text(value: Any) -> str:
    # most rows hold nothing here: the encoder begins anew for each value
    if value == {}:
        return "{}"
    return "[]" if value == [] else json.dumps(value)


def _decimal(field: Any) -> Callable[[Any], str]:
    """A number with the decimal places of its column, as Django writes it on SQLite."""
    unit = Decimal(1).scaleb(-field.decimal_places)
    context = Context(prec=field.max_digits)

    def written(value: Decimal | int | str) -> str:
        exact = value if isinstance(value, Decimal) else Decimal(value)
        return f"{exact.quantize(unit, context=context):f}"

    return written


def _naive(value: datetime) -> str:
    if value.tzinfo is not UTC:
        value = value.astimezone(UTC)
    return str(value.replace(tzinfo=None))


def _hex(value: UUID | str) -> str:
    return value.hex if isinstance(value, UUID) else UUID(value).hex
