"""Paging by place: the rows after a (sort value, id), never by an offset.

Rows without a value come last in both directions. They are read in a second step, because asking
for both at once ("NULLS LAST") makes either database sort everything.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Case, F, IntegerField, Q, Value, When
from django.utils.translation import gettext as _

from klientel.kit import cursors
from klientel.kit.counting import bounded, numbers
from klientel.records.fields.base import Reading
from klientel.records.fields.beside import FILLED, Beside
from klientel.records.types import RecordType
from klientel.views.groups import Grouping
from klientel.views.query import Sort

RANK = "list_rank"
SORT_RANK = "list_sort_rank"
#: rows that are sorted in no time, whatever they are sorted by
LONG = 2_500
#: rows that are led to at once: a page's, and the one that tells of a further page
LED = 51
#: which Python type a cursor must hold for a column; anything else is not ours
_TYPES: list[tuple[type[models.Field[Any, Any]], type]] = [
    (models.DateTimeField, datetime),
    (models.DateField, date),
    (models.DecimalField, Decimal),
    (models.BooleanField, bool),
    (models.IntegerField, int),
    (models.UUIDField, UUID),
    (models.ForeignKey, UUID),
]


@dataclass(frozen=True)
class Keyset:
    """The order of a list as columns: perhaps the group, the sort column, then the id.

    With `ranks` the place of the column's value among them counts, not the value: so people are
    ordered by their names, which stand in another table. A value outside of them is none. What is
    no column of the rows is brought to them from its `source`; of a long list the rows there lead.
    """

    column: str
    desc: bool
    is_nullable: bool
    python: type
    grouping: Grouping | None = None
    ranks: tuple[Any, ...] = ()
    source: Beside | None = None
    #: how many rows the list has, counted beyond `LONG` at the most, for whoever knows it anyway
    length: Callable[[], int] | None = None
    #: the same rows, asked for as it is fast where few of them are looked at
    looked_up: Callable[[], Any] | None = None

    @classmethod
    def of(
        cls,
        record_type: RecordType,
        sort: Sort,
        grouping: Grouping | None = None,
        reading: Reading | None = None,
    ) -> Keyset:
        """The keyset of a type's list in some order; without a reading, by the columns alone."""
        one = record_type.by_name.get(sort.field)
        column = one.order_column() if one else sort.field
        ranks = tuple(one.ranks(reading)) if one and reading else ()
        source = one.beside() if one else None
        if ranks:
            return cls(column, sort.desc, True, int, grouping, ranks, source)
        if source is not None:
            return cls(source.name, sort.desc, True, source.python, grouping, (), source)
        stored = _stored(record_type.model, column)
        python = next((mine for field, mine in _TYPES if isinstance(stored, field)), str)
        return cls(column, sort.desc, bool(stored.null), python, grouping)

    @property
    def columns(self) -> list[str]:
        """The columns a row must have for `cursor`."""
        return [self.column]

    @property
    def _ordered(self) -> str:
        return SORT_RANK if self.ranks else self.column

    def _ranked(self, rows: Any) -> Any:
        """The rows with their value, or with its rank, for the database to order by."""
        if self.source is not None:
            rows = self.source.brought(rows)
        if not self.ranks:
            return rows
        whens = [When(**{self.column: value}, then=n) for n, value in enumerate(self.ranks)]
        rank = Case(*whens, default=Value(None), output_field=IntegerField(null=True))
        return rows.annotate(**{SORT_RANK: rank})

    def _key(self, value: Any) -> Any:
        """What a column's value counts in the order."""
        if not self.ranks:
            return value
        return self.ranks.index(value) if value in self.ranks else None

    def cursor(self, row: dict[str, Any]) -> str:
        """The place right after a row."""
        place: tuple[Any, ...] = (self._key(row[self.column]), row["id"])
        if self.grouping:
            place = (self.grouping.place_of([row[name] for name in self.grouping.columns]), *place)
        return cursors.encode(place)

    def read(
        self, rows: Any, names: Sequence[str], after: str, size: int
    ) -> tuple[list[tuple[Any, ...]], str]:
        """Up to `size` rows after a cursor, and a notice when the cursor is none of ours."""
        place, problem = self.place(after)
        rows = self._ranked(rows)
        if self.grouping:
            return self._grouped(self.grouping, rows, names, place, size), problem
        return self.read_from(rows, names, place, size), problem

    def read_from(
        self, rows: Any, names: Sequence[str], place: Any, size: int
    ) -> list[tuple[Any, ...]]:
        """The rows from a place on: first those that have a value, then those without."""
        found: list[tuple[Any, ...]] = []
        if place is None or place[0] is not None:
            found = self._with_value(rows, names, place, size)
        if self.is_nullable and len(found) < size:
            missing = place if place is not None and place[0] is None else None
            found += self._without_value(rows, names, missing, size - len(found))
        return found

    def first(self, rows: Any, names: Sequence[str], size: int) -> Any:
        """The queryset of the first rows that have a value; not for groups."""
        return self._valued(self._ranked(rows), names, None, size)

    def slices(self, rows: Any, names: Sequence[str], size: int) -> list[Any]:
        """The querysets whose rows, one after the other, are the beginning of the list."""
        ranked = self._ranked(rows)
        found = [self._valued(ranked, names, None, size)]
        if self.is_nullable:
            found.append(self._valueless(ranked, names, None, size))
        return found

    def rest(self, rows: Any, names: Sequence[str], size: int) -> list[tuple[Any, ...]]:
        """The first rows without a value, which come when all others have been read."""
        return self._without_value(self._ranked(rows), names, None, size)

    def _with_value(
        self, rows: Any, names: Sequence[str], place: Any, size: int
    ) -> list[tuple[Any, ...]]:
        if self.source is None or not self.is_led(rows):
            return list(self._valued(rows, names, place, size))
        rows = rows if self.looked_up is None else self.looked_up()
        if self.ranks:
            return self._led_by_rank(self._ranked(rows), names, place, size)
        return list(self.led(rows, names, place, size))

    def is_led(self, rows: Any) -> bool:
        """Whether the rows beside lead: always to many rows, to fewer where these lie so close
        among the values that a page is found sooner than all of them are looked up and sorted.
        """
        if is_long(rows, self.length):
            return True
        found = self.length() if self.length is not None and self.leads else 0
        steps = min(FILLED, found * found // LED)
        if self.source is None or steps <= found:
            return False
        return numbers([bounded(self.source.filled, steps)])[0] <= steps

    @property
    def leads(self) -> bool:
        """Whether the order can be read from the rows beside, value by value."""
        return self.source is not None and not self.ranks

    def led(self, rows: Any, names: Sequence[str], place: Any, size: int) -> Any:
        """The queryset of the rows in the order of what stands beside them: its index gives the
        first at once, where going through a long list and sorting it would take seconds.
        """
        keys = self._beyond(rows, place).values("record_id")[:size]
        keys.query.is_few = True
        sign = "-" if self.desc else ""
        found = self._ranked(rows.filter(pk__in=keys))
        return found.order_by(f"{sign}{self.column}", f"{sign}pk").values_list(*names)

    def _led_by_rank(
        self, rows: Any, names: Sequence[str], place: Any, size: int
    ) -> list[tuple[Any, ...]]:
        """The same of ranked values: one after the other, till there are enough."""
        assert self.source is not None  # noqa: S101 - asked only where it leads
        beyond, sign = ("lt", "-") if self.desc else ("gt", "")
        ids: list[UUID] = []
        places = range(len(self.ranks))
        for rank in reversed(places) if self.desc else places:
            some = self.source.of(rows).filter(**{self.source.column: self.ranks[rank]})
            if place is not None and rank == place[0]:
                some = some.filter(**{f"record_id__{beyond}": place[1]})
            elif place is not None and (rank > place[0]) is self.desc:
                continue
            keys = some.order_by(f"{sign}record_id").values_list("record_id", flat=True)
            ids += keys[: size - len(ids)]
            if len(ids) >= size:
                break
        found = rows.filter(pk__in=ids).values_list("pk", *names)
        by_id = {row[0]: tuple(row[1:]) for row in found}
        return [by_id[key] for key in ids if key in by_id]

    def _by_groups(
        self, grouping: Grouping, rows: Any, names: Sequence[str], place: Any, size: int
    ) -> list[tuple[Any, ...]]:
        """The rows of a long list group by group, till there are enough: nothing is sorted."""
        alone = replace(self, grouping=None, length=None, looked_up=None)
        rank, at = (place[0], place[1:]) if place is not None else (0, None)
        found: list[tuple[Any, ...]] = []
        for number in range(rank, len(grouping.labels)):
            if grouping.counts.get(number) == 0:
                at = None
                continue
            mine = rows.filter(grouping.holding(number))
            found += alone.read_from(mine, names, at, size - len(found))
            at = None
            if len(found) >= size:
                break
        return found

    def _beyond(self, rows: Any, place: Any) -> Any:
        """The rows beside that belong to some rows, in their order, from a place on."""
        assert self.source is not None  # noqa: S101 - asked only where it leads
        column, sign = self.source.column, "-" if self.desc else ""
        values = self.source.of(rows).filter(**{f"{column}__isnull": False})
        if place is not None:
            value, key = place
            beyond = "lt" if self.desc else "gt"
            values = values.filter(
                Q(**{f"{column}__{beyond}e": value}),
                Q(**{f"{column}__{beyond}": value}) | Q(**{f"record_id__{beyond}": key}),
            )
        return values.order_by(f"{sign}{column}", f"{sign}record_id")

    def _valued(self, rows: Any, names: Sequence[str], place: Any, size: int | None) -> Any:
        column, sign = self._ordered, "-" if self.desc else ""
        if self.is_nullable:
            rows = rows.filter(**{f"{column}__isnull": False})
        if place is not None:
            value, key = place
            beyond = "lt" if self.desc else "gt"
            # the first condition is implied: it lets an index begin in the middle
            rows = rows.filter(
                Q(**{f"{column}__{beyond}e": value}),
                Q(**{f"{column}__{beyond}": value}) | Q(**{f"pk__{beyond}": key}),
            )
        return rows.order_by(f"{sign}{column}", f"{sign}pk").values_list(*names)[:size]

    def _without_value(
        self, rows: Any, names: Sequence[str], place: Any, size: int
    ) -> list[tuple[Any, ...]]:
        return list(self._valueless(rows, names, place, size))

    def _valueless(self, rows: Any, names: Sequence[str], place: Any, size: int) -> Any:
        rows = rows.filter(**{f"{self._ordered}__isnull": True})
        if place is not None:
            rows = rows.filter(**{"pk__lt" if self.desc else "pk__gt": place[1]})
        return rows.order_by("-pk" if self.desc else "pk").values_list(*names)[:size]

    def _grouped(
        self, grouping: Grouping, rows: Any, names: Sequence[str], place: Any, size: int
    ) -> list[tuple[Any, ...]]:
        rows = grouping.brought(rows, {self.source.name} if self.source else ())
        if grouping.is_walked and is_long(rows, self.length):
            return self._by_groups(grouping, rows, names, place, size)
        rows = rows.annotate(**{RANK: grouping.rank()})
        if place is not None:
            rank, value, key = place
            rows = rows.filter(
                Q(**{f"{RANK}__gt": rank}) | Q(**{RANK: rank}) & self._after(value, key)
            )
        column = F(self._ordered)
        order = column.desc(nulls_last=True) if self.desc else column.asc(nulls_last=True)
        return list(
            rows.order_by(RANK, order, "-pk" if self.desc else "pk").values_list(*names)[:size]
        )

    def _after(self, value: Any, key: UUID) -> Q:
        beyond = "lt" if self.desc else "gt"
        column = self._ordered
        if value is None:
            return Q(**{f"{column}__isnull": True, f"pk__{beyond}": key})
        return (
            Q(**{f"{column}__{beyond}": value})
            | Q(**{column: value, f"pk__{beyond}": key})
            | Q(**{f"{column}__isnull": True})
        )

    def beside(self, rows: Any, record: Any, column: str = "id") -> tuple[Any, Any]:
        """A column of those right before and after a record in this order, None at the ends."""
        place = self._place_of(record)
        after, _problem = self.read(rows, [column], cursors.encode(place), 1)
        before = self._backwards().back(self._ranked(rows), place, column)
        return before, after[0][0] if after else None

    def back(self, rows: Any, place: tuple[Any, Any], column: str) -> Any:
        """What is right before a place, asked in the opposite order: no value comes first there."""
        if place[0] is None:
            found = self._without_value(rows, [column], place, 1)
            found = found or self._with_value(rows, [column], None, 1)
        else:
            found = self._with_value(rows, [column], place, 1)
        return found[0][0] if found else None

    def before(self, rows: Any, record: Any) -> list[Any]:
        """The rows before a record in this order, as querysets to count."""
        value, key = self._place_of(record)
        ranked = self._ranked(rows)
        if value is not None:
            return [self._backwards().from_place(ranked, (value, key))]
        valueless = ranked.filter(**{f"{self._ordered}__isnull": True})
        same = valueless.filter(**{"pk__gt" if self.desc else "pk__lt": key})
        return [ranked.filter(**{f"{self._ordered}__isnull": False}), same]

    def from_place(self, rows: Any, place: tuple[Any, UUID]) -> Any:
        """All rows with a value beyond a place, as a queryset to count."""
        if self.leads:
            return self._beyond(rows, place)
        return self._valued(rows, ["id"], place, None)

    def _place_of(self, record: Any) -> tuple[Any, UUID]:
        if self.source is None:
            return self._key(getattr(record, self.column)), record.pk
        mine = self.source.rows.filter(record_id=record.pk)
        value = mine.values_list(self.source.column, flat=True).first()
        return self._key(value), record.pk

    def _backwards(self) -> Keyset:
        return replace(self, desc=not self.desc)

    def place(self, after: str) -> tuple[tuple[Any, ...] | None, str]:
        """The place of a cursor, None for the beginning; a notice where it is none of ours."""
        if not after:
            return None, ""
        try:
            place = cursors.decode(after)
            self._check(place)
        except cursors.BadCursor:
            return None, _("This place in the list is no longer known. It starts at the top.")
        return place, ""

    def _check(self, place: tuple[Any, ...]) -> None:
        """Refuse a cursor of another order: its value would not fit the column."""
        if len(place) != (3 if self.grouping else 2) or not isinstance(place[-1], UUID):
            raise cursors.BadCursor
        if self.grouping and (not isinstance(place[0], int) or isinstance(place[0], bool)):
            raise cursors.BadCursor
        value = place[-2]
        if value is None:
            if not self.is_nullable:
                raise cursors.BadCursor
        elif type(value) is not self.python or (
            isinstance(value, datetime) and value.tzinfo is None
        ):
            raise cursors.BadCursor


def is_long(rows: Any, length: Callable[[], int] | None = None) -> bool:
    """Whether a list has so many rows that sorting them takes long."""
    return (length() if length else numbers([bounded(rows, LONG)])[0]) > LONG


def _stored(model: Any, column: str) -> Any:
    """The model's field behind an attribute name (`owner_id`)."""
    return next(one for one in model._meta.concrete_fields if column in (one.attname, one.name))
