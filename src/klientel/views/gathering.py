"""Which records most rows of a list name in a field: its groups, where any number is possible."""

from __future__ import annotations

from typing import Any, Protocol
from uuid import UUID

from django.db.models import Count

from klientel.kit.text import fold
from klientel.records.fields.base import Field, Reading
from klientel.records.reading import learn
from klientel.records.types import RecordType
from klientel.workspaces.actor import Actor

#: groups at most; what else is named stands together behind them
MOST = 30


class Gathering(Protocol):
    """A list whose rows can be looked through for their groups."""

    @property
    def record_type(self) -> RecordType: ...

    @property
    def actor(self) -> Actor: ...

    @property
    def reading(self) -> Reading: ...

    @property
    def rows(self) -> Any:
        """The rows for the reader, in no order."""
        ...


def gathered(listing: Gathering, one: Field) -> list[tuple[UUID, str, int]]:
    """Of the records that most rows name: id, title and how many do, by title; in two queries.

    In the order of titles a group keeps its place from page to page while numbers change. What the
    reader cannot see is no group: its rows are among the others.
    """
    beside = one.beside()
    column = one.column if beside is None else beside.column
    rows = listing.rows if beside is None else beside.of(listing.rows)
    filled = rows.filter(**{f"{column}__isnull": False}).order_by().values_list(column)
    most = list(filled.annotate(named=Count("pk")).order_by("-named", column)[:MOST])
    learn(listing.actor, listing.reading, [key for key, _named in most])
    known = listing.reading.linked
    found = [(key, known[key].title, named) for key, named in most if key in known]
    return sorted(found, key=lambda group: (fold(group[1]), str(group[0])))
