"""Values that are no column of their record, but rows of another table."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Exists, F, Func, OuterRef, Q, Subquery

from klientel.kit.counting import bounded, numbers
from klientel.records.fields.ranges import Range

#: so few records that SQLite had better begin with them, whatever else a list asks for
RARE = 2_000
#: a field that so few records fill is read whole sooner than each record is looked up
FILLED = 12_000


_is_each: ContextVar[bool] = ContextVar("each record is looked up by itself", default=False)

#: what finds one value in an index, where the record stands right behind it
_POINTS = frozenset({"", "exact", "in"})


@contextmanager
def each_by_itself() -> Iterator[None]:
    """Conditions put together meanwhile look each record up by itself, however few have a value.

    That is for rows that are read in an order until a page is full: few of them are looked at.
    """
    token = _is_each.set(True)
    try:
        yield
    finally:
        _is_each.reset(token)


class _Unindexed(Func):
    """A column of which SQLite does not see that an index holds it, nor that it is filled."""

    template = "COALESCE(%(expressions)s, NULL)"


@dataclass(frozen=True)
class Beside:
    """Where the database finds values that are no column of their records.

    `rows` are those of one field in a table with a `record_id`, one row for each value, and
    `column` is the value's there; records without a value have no row. `python` is the type of what
    the column gives, and `name` what records are annotated with to be grouped or added up by it. Of
    a `mark` only whether there is a row counts.
    """

    rows: Any
    column: str
    python: type
    name: str
    is_mark: bool = False

    def brought(self, records: Any) -> Any:
        """The records with the value of each under `name`."""
        mine = self.rows.filter(record_id=OuterRef("pk"))
        value = Exists(mine) if self.is_mark else Subquery(mine.values(self.column)[:1])
        return records.annotate(**{self.name: value})

    @property
    def filled(self) -> Any:
        """The rows as they are gone through: only with this said are they found by their values.

        Looked up by their record they are asked for without it, or that index would be taken.
        """
        return self.rows.filter(**{f"{self.column}__isnull": False})

    def of(self, records: Any) -> Any:
        """Those of the rows whose record is among some records."""
        return self.filled.filter(Exists(records.filter(pk=OuterRef("record_id"))))

    def some(self, wanted: Q) -> Q:
        """The records with a row like that, each looked up by itself.

        For a range of values SQLite would go through all of them, once for each record, since their
        index ends where the range begins: it is kept from that.
        """
        rows = self.rows
        if connection.vendor == "sqlite":
            rows = rows.alias(unindexed=_Unindexed(F(self.column)))
            wanted = self._looked_up(wanted)
        return Q(Exists(rows.filter(wanted).filter(record_id=OuterRef("pk"))))

    def _looked_up(self, wanted: Q) -> Q:
        """The same condition, in which only single values are found by an index."""
        found = Q(_connector=wanted.connector, _negated=wanted.negated)
        for one in wanted.children:
            if isinstance(one, Q):
                found.children.append(self._looked_up(one))
            elif isinstance(one, tuple):
                name, _mark, lookup = str(one[0]).partition("__")
                if name == self.column and lookup not in _POINTS:
                    one = (f"unindexed__{lookup}", one[1])
                found.children.append(one)
            else:
                found.children.append(one)
        return found

    def having(self, wanted: Q) -> Q:
        """The records with a row like that, found in the way that is fast.

        SQLite keeps no statistics: it would go through a million records to find the three that
        have a rare value, or sort a million that have a common one. It is told which it is.
        """
        if connection.vendor == "sqlite" and not _is_each.get():
            filled = self.filled.order_by()
            rows = filled.filter(wanted)
            found, whole = numbers([bounded(rows, RARE), bounded(filled, FILLED)])
            if found <= RARE or whole <= FILLED:
                keys = rows.values("record_id")
                keys.query.is_few = True
                return Q(pk__in=keys)
        return self.some(wanted)

    def holding(self, value: Any) -> Q:
        """The records with a value; of a mark those that have it, or have it not."""
        if self.is_mark:
            return self.having(Q()) if value else ~self.some(Q())
        if isinstance(value, Range):
            return self.having(value.asked(self.column))
        return self.having(Q(**{self.column: value}))
