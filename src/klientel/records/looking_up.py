"""Looking rows up by thousands of values at once, through the index that holds them."""

from __future__ import annotations

import json
from collections.abc import Collection
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, F, Func, Value


class _Empty(Value):
    """The empty text, written out: both databases compare it with the condition of an index."""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return "''", []


class _Listed(Value):
    """Texts as one value that SQLite takes apart itself.

    With a mark for each of thousands, writing and reading the statement takes longer than asking.
    """

    def __init__(self, texts: Collection[str]) -> None:
        super().__init__(json.dumps(list(texts)))

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return "(SELECT value FROM json_each(%s))", [self.value]


class _Held(Func):
    """Whether a row is one of those that hold some texts in a column, which an index finds.

    SQLite without statistics takes a workspace for ten rows, and would rather read all of it than
    look a list up (decision 7). The cross join says in which order it is done.
    """

    template = "%(expressions)s"
    output_field = BooleanField()

    def __init__(self, model: Any, column: str, workspace: UUID, texts: Collection[str]) -> None:
        super().__init__(F("pk"))
        self.model, self.column = model, column
        self.given = [json.dumps(list(texts)), workspace.hex]

    def as_sql(self, *args: Any, **more: Any) -> tuple[str, list[Any]]:
        key, params = super().as_sql(*args, **more)
        table, column = self.model._meta.db_table, self.column
        found = (
            f'SELECT held.id FROM json_each(%s) AS listed CROSS JOIN "{table}" AS held '  # noqa: S608
            f'WHERE held.workspace_id = %s AND held."{column}" = listed.value'
        )
        return f"{key} IN ({found})", [*params, *self.given]


_EMPTY = _Empty("")


def among(rows: Any, column: str, values: Collection[Any]) -> Any:
    """The rows of a scoped queryset whose column is one of the values, of which none is empty.

    Many columns are indexed where they are filled only. No database concludes from a thousand
    values that none is "": without being told it would read the whole table for each chunk.
    """
    if not isinstance(next(iter(values), None), str):
        return rows.filter(**{f"{column}__in": values})
    if connection.vendor != "sqlite":
        found = rows.filter(**{f"{column}__in": values})
    elif _is_indexed(rows.model, column):
        found = rows.filter(_Held(rows.model, column, rows.query.scope, values))
        found.query.by_key = True
    else:
        found = rows.filter(**{f"{column}__in": _Listed(values)})
    return found.exclude(**{column: _EMPTY})


@cache
def _is_indexed(model: Any, column: str) -> bool:
    """Whether an index of all rows holds a column right behind the workspace."""
    return any(
        _names(index)[:2] == ["workspace", column] and index.condition is None
        for index in model._meta.indexes
    )


def _names(index: Any) -> list[str]:
    return index.fields or [getattr(one, "name", "") for one in index.expressions]
