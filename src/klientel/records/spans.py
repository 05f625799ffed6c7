"""From when to when records last, and what binds them together: said by types, asked by layouts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from klientel.kit import clock
from klientel.records.fields.base import Field, Reading
from klientel.records.types import RecordType
from klientel.workspaces.actor import Actor

#: of two records: the one that comes later, and the one that it waits for
Tie = tuple[UUID, UUID]


@dataclass(frozen=True, kw_only=True)
class Span:
    """The names of the two fields, days or moments, between which a record lasts, both included.

    Without an `end` field a record is one day. A record that has only one of both dates is that
    day; without its end it goes on where the type says so (`goes_on`). `part_of` names the field of
    what a record is part of. `ties(actor, ids)` gives the pairs that some records are in: the first
    of a pair can only be finished once the second is. `is_over(columns)` tells what is finished,
    reading the columns `reads`; of a type without it nothing is late.
    """

    start: str
    end: str = ""
    goes_on: bool = False
    part_of: str = ""
    ties: Callable[[Actor, Collection[UUID]], Iterable[Tie]] | None = None
    is_over: Callable[[Mapping[str, Any]], bool] | None = None
    reads: tuple[str, ...] = ()

    def fields(self, record_type: RecordType) -> tuple[Field, Field]:
        """The fields of the first and of the last day; the same one twice for one day."""
        return record_type.field(self.start), record_type.field(self.end or self.start)

    def days(
        self, record_type: RecordType, row: Any, reading: Reading
    ) -> tuple[date | None, date | None]:
        """The first and the last day of a record, or of its columns, on the reader's clock.

        One that is missing is the other one; an end that is open is None. Both None: without dates.
        """
        first, last = (_day(one, row, reading) for one in self.fields(record_type))
        if first is None:
            return last, last
        if last is None:
            return first, None if self.goes_on else first
        # what ends before it begins is shown where it should end
        return min(first, last), last


_spans: dict[str, Span] = {}


def register(type_name: str, span: Span) -> None:
    """Say how records of a type last; the same type again replaces it."""
    _spans[type_name] = span


def span_of(record_type: RecordType) -> Span | None:
    """How records of a type last, None where nobody has said."""
    return _spans.get(record_type.name)


def _day(one: Field, row: Any, reading: Reading) -> date | None:
    value = one.value(row)
    if value is None:
        return None
    place: date | datetime = one.on_calendar(value, reading)
    if isinstance(place, datetime):
        return clock.local(place, reading.format.zone).date()
    return place
