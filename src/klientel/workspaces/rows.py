"""One row by its id, as every action finds what it was told to act on."""

from __future__ import annotations

from typing import Any, TypeVar

from klientel.kit.ids import id_needed
from klientel.kit.refused import NotFound

Row = TypeVar("Row")


def row_of(model: type[Row], rows: Any, key: object) -> Row:
    """The row of that id among `rows`, a scoped queryset of the model; `NotFound` for any other.

    The id may come from outside: what is none at all is not found either.
    """
    found = rows.filter(pk=id_needed(key)).first()
    if not isinstance(found, model):
        raise NotFound()
    return found


def known_as(model: type[Row], row: Any) -> Row:
    """A row as what it is. Managers and the writers of records answer for every model alike, so
    that no reader of their code can tell; raises TypeError where it is something else.
    """
    if not isinstance(row, model):
        raise TypeError(f"{row!r} is no {model.__name__}")
    return row
