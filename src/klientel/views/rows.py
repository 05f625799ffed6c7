"""Running a `ViewQuery`: one page of rows by keyset, counts that stop counting, groups.

The number of queries does not depend on the number of rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from klientel.kit.counting import Counted, bounded, numbers
from klientel.kit.paging import Count
from klientel.kit.text import clip
from klientel.records.fields.base import Field, Operator, Reading
from klientel.records.fields.beside import Beside, each_by_itself
from klientel.records.reading import address, learn, links_of
from klientel.records.types import RecordType
from klientel.views import compiled, search
from klientel.views.conditions import Condition, Reader
from klientel.views.groups import Grouping, asked_in, grouping_of
from klientel.views.keyset import Keyset, is_long
from klientel.views.query import ViewQuery
from klientel.views.ready import ReadyGroups, lies_ready
from klientel.views.totals import Totals, fields_with_totals, totals_of
from klientel.views.trashed import in_trash
from klientel.workspaces.actor import Actor

PAGE = 50
MAX_TITLE = 120
#: a shop of a few thousand sees its true number; beyond, a list says "2,500+" and stays fast
COUNTED = 2_500


@dataclass(slots=True)
class Row:
    """One record in a list: only the columns the shown fields need."""

    id: UUID
    ref: str | None
    title: str
    href: str
    columns: dict[str, Any]
    group: int = 0


@dataclass
class ListPage:
    """One page of a list. `next_cursor` is None on the last one."""

    query: ViewQuery
    rows: list[Row]
    next_cursor: str | None
    fields: list[Field]
    notices: list[str] = field(default_factory=list)
    grouping: Grouping | None = None
    totals: Totals | None = None

    @property
    def is_empty(self) -> bool:
        """Whether the list has nobody at all to show."""
        return not self.rows


class Listing:
    """One list for one reader: its rows, its page, its counts; of the trash where that is asked."""

    def __init__(
        self,
        record_type: RecordType,
        query: ViewQuery,
        actor: Actor,
        reading: Reading,
        *,
        trashed: bool = False,
    ) -> None:
        self.trashed = trashed
        self.record_type = record_type
        self.query = query
        self.actor = actor
        self.reading = reading
        self.notices = list(query.notices)
        self._rows: Any = None
        self._count: Count | None = None
        self._is_chosen = False

    @property
    def rows(self) -> Any:
        """The rows the query stands for, visible to the actor, unordered."""
        if self._rows is None:
            rows = narrowed(
                self.record_type, self.query, self.actor, self.reading, trashed=self.trashed
            )
            if self.query.search:
                found = search.ids_in_list(
                    self.actor, self.record_type.name, self.query.search, rows
                )
                if len(found) > search.IN_LIST:
                    found.pop()
                    note = _("Only the newest {count} hits are shown. A longer text finds fewer.")
                    self.notices.append(note.format(count=self.reading.format.integer(len(found))))
                rows = rows.filter(pk__in=found)
            self._rows = rows
        return self._rows

    @property
    def _is_by_filters(self) -> bool:
        """Whether filters alone leave the rows: neither a search, nor the trash, nor a choice."""
        return not (self.query.search or self.trashed or self._is_chosen)

    def _looked_up(self) -> Any:
        """The rows for whoever reads some in an order until there are enough."""
        with each_by_itself():
            return narrowed(self.record_type, self.query, self.actor, self.reading)

    def narrow(self, ids: Sequence[UUID]) -> None:
        """Leave only those of the rows."""
        self._rows, self._count = self.rows.filter(pk__in=list(ids)), None
        self._is_chosen = True

    def page(self, size: int = PAGE) -> ListPage:
        """The page at the query's place."""
        record_type, query = self.record_type, self.query
        fields = query.shown_fields(record_type)
        grouping = grouping_of(self, query)
        order = query.order(record_type)
        keyset = replace(
            Keyset.of(record_type, order, grouping, self.reading),
            length=self.length,
            looked_up=self._looked_up if self._is_by_filters else None,
        )
        names = columns_of(record_type, fields, keyset.columns, grouping)
        if grouping is not None and grouping.is_ranged and self._is_walked(grouping):
            self._count_ranges(grouping)
        found, problem = self._read(keyset, names, size + 1)
        if problem:
            self.notices.append(problem)
        has_more = len(found) > size
        del found[size:]
        rows = [
            row_of(record_type, dict(zip(names, values, strict=True)), grouping) for values in found
        ]
        self.name(rows, fields)
        totals = self._totals(fields, grouping)
        cursor = keyset.cursor(dict(zip(names, found[-1], strict=True))) if has_more else None
        return ListPage(query, rows, cursor, fields, self.notices, grouping, totals)

    def _totals(self, fields: Sequence[Field], grouping: Grouping | None) -> Totals | None:
        """The groups' counts, and what the columns add up to; a further page needs the groups'."""
        asked = fields_with_totals(fields)
        if grouping is None:
            if not asked or self.query.after:
                return None
            totals = totals_of(self.rows, asked, most=COUNTED)
            self._count = Count.up_to(totals.rows, COUNTED)
            return totals
        if self._is_walked(grouping):
            # how many rows each record has was found with the groups, and ranges before they were
            # read
            if grouping.source is not None and not grouping.is_gathered and not grouping.most:
                self._count_beside(grouping, grouping.source)
            return None
        if not asked:
            if not grouping.most:
                grouping.count(self.rows)
            return None
        totals = totals_of(self.rows, asked, grouping)
        grouping.counts, grouping.most = totals.counts, 0
        return totals

    def _is_walked(self, grouping: Grouping) -> bool:
        return grouping.is_walked and is_long(self.rows, self.length)

    def _count_ranges(self, grouping: Grouping) -> None:
        """Count each range of a long list up to a limit, so that empty ones are not asked for."""
        if grouping.source is not None:
            self._count_beside(grouping, grouping.source)
            return
        parts = [self.rows.filter(grouping.holding(n)) for n in range(len(grouping.labels))]
        found = counts_of([counted_sql(one) for one in parts])
        grouping.most = COUNTED
        grouping.counts = dict(enumerate(one.value + one.capped for one in found))

    def _count_beside(self, grouping: Grouping, source: Beside) -> None:
        """Count the groups of a long list up to a limit; what has no value is not counted, since
        finding it may take all rows.
        """
        mine = source.of(self.rows)
        parts = [mine if source.is_mark else mine.filter(asked_in(source.column, value))
                 for value in grouping.values if not source.is_mark or value]  # fmt: skip
        found = counts_of([counted_sql(one) for one in parts])
        counts = [one.value + one.capped for one in found]
        grouping.most = COUNTED
        grouping.counts = dict(enumerate(counts))

    def _read(
        self, keyset: Keyset, names: list[str], size: int
    ) -> tuple[list[tuple[Any, ...]], str]:
        if keyset.grouping is not None and self._is_ready(keyset):
            ready = ReadyGroups(self, self.query, keyset, keyset.grouping)
            if ready.is_long(COUNTED):
                return ready.read(names, size)
        if not self._is_by_filters or not compiled.is_keepable(self.query):
            return keyset.read(self.rows, names, self.query.after, size)
        is_led = keyset.leads and keyset.is_led(None)
        if keyset.source is not None and not is_led:
            return keyset.read(self.rows, names, "", size)
        asked = (keyset.column, keyset.desc, is_led, tuple(names), size)
        found = compiled.first_rows(
            self.record_type, self.query, self.actor, self.reading, asked,
            lambda: keyset.led(self._looked_up(), names, None, size) if is_led
            else keyset.first(self.rows, names, size),
        )  # fmt: skip
        if keyset.is_nullable and len(found) < size:
            found += keyset.rest(self.rows, names, size - len(found))
        return found, ""

    def _is_ready(self, keyset: Keyset) -> bool:
        return self._is_by_filters and lies_ready(self.record_type.model, self.query, keyset)

    def walk(self, fields: Sequence[Field], size: int) -> Iterator[list[dict[str, Any]]]:
        """All rows in the list's order, piece by piece, as the columns that these fields read.

        Each piece is a query of its own: nothing is held open however slowly they are taken.
        """
        record_type, query = self.record_type, self.query
        grouping = grouping_of(self, query)
        keyset = Keyset.of(record_type, query.order(record_type), grouping, self.reading)
        names = columns_of(record_type, fields, keyset.columns, grouping)
        after = ""
        while True:
            found, _problem = keyset.read(self.rows, names, after, size)
            rows = [dict(zip(names, values, strict=True)) for values in found]
            if rows:
                yield rows
            if len(rows) < size:
                return
            after = keyset.cursor(rows[-1])

    def only(self, pk: UUID) -> ListPage:
        """The list reduced to one record, for drawing its row anew."""
        fields = self.query.shown_fields(self.record_type)
        names = columns_of(self.record_type, fields, (), None)
        found = self.rows.filter(pk=pk).values_list(*names)
        rows = [
            row_of(self.record_type, dict(zip(names, values, strict=True)), None)
            for values in found
        ]
        self.name(rows, fields)
        return ListPage(self.query, rows, None, fields)

    def words_of(self, condition: Condition) -> str:
        """What a condition asks, as a person reads it: `is more than … days ago 30`."""
        one = self.record_type.field(condition.field)
        operator = one.operator(condition.operator)
        label = self.reading.say(operator.label)
        if operator.takes == "none":
            return label
        told = self._operand(one, operator, condition.operand)
        if "…" in label:
            return label.replace("…", told)
        return (
            told
            if operator is one.operators()[0] or operator.name in ("any", "is")
            else f"{label} {told}"
        )

    def _operand(self, one: Field, operator: Operator, text: str) -> str:
        if operator.name in ("older", "within"):
            return text
        value = Reader(self.record_type, self.actor, self.reading).parse(one, operator, text)
        if isinstance(value, tuple):
            low, high = ("" if part is None else one.shown(part, self.reading) for part in value)
            return f"{low} – {high}".strip()
        if one.is_side:
            return ", ".join(value)
        if one.is_link:
            learn(self.actor, self.reading, one.links(value))
        values = value if isinstance(value, list) else [value]
        return ", ".join(one.shown(part, self.reading) or str(part) for part in values)

    def name(self, rows: list[Row], fields: Sequence[Field]) -> None:
        """Fill names and addresses: those of linked records in one read of the spine."""
        nameless = [row for row in rows if not row.title]
        wanted = links_of(fields, [row.columns for row in rows])
        learn(self.actor, self.reading, wanted.union(row.id for row in nameless))
        slug = self.reading.workspace.slug
        for row in nameless:
            known = self.reading.linked.get(row.id)
            row.title = known.title if known else _("Without a name")
        for row in rows:
            row.href = address(slug, self.record_type.name, row.id, row.ref, row.title)

    def counts(self, others: Sequence[Counted] = ()) -> list[Count]:
        """How many rows this list has, and how many some others, in one statement."""
        if self._count is None:
            self._count, *found = counts_of([self._counted(), *others])
            return [self._count, *found]
        return [self._count, *counts_of(others)] if others else [self._count]

    def _counted(self) -> Counted:
        if not self._is_by_filters:
            return counted_sql(self.rows, COUNTED)
        return compiled.counted(
            self.record_type, self.query, self.actor, self.reading, COUNTED,
            lambda: counted_sql(self.rows, COUNTED),
        )  # fmt: skip

    def length(self) -> int:
        """How many rows this list has, counted up to `COUNTED` + 1."""
        (count,) = self.counts()
        return count.value + count.capped


def narrowed(
    record_type: RecordType,
    query: ViewQuery,
    actor: Actor,
    reading: Reading,
    *,
    trashed: bool = False,
) -> Any:
    """The visible rows that a query's filters leave; those that can be restored, if `trashed`."""
    rows = record_type.model.objects.visible_to(actor, trashed=trashed)
    if trashed:
        rows = rows.filter(pk__in=in_trash(actor).filter(type=record_type.name).values("pk"))
    if query.filters:
        rows = rows.filter(Reader(record_type, actor, reading).asked(query.filters))
    return rows


def counted_sql(rows: Any, most: int = COUNTED) -> Counted:
    """The statement that counts the rows of a queryset, up to `most` + 1."""
    return bounded(rows, most)


def counts_of(asked: Sequence[Counted], most: int = COUNTED) -> list[Count]:
    """What some counting statements give, asked in one."""
    return [Count.up_to(number, most) for number in numbers(asked)]


def columns_of(
    record_type: RecordType,
    fields: Sequence[Field],
    sorted_by: Sequence[str],
    grouping: Grouping | None,
) -> list[str]:
    """The columns that rows with these fields are read with, each once."""
    names = ["id", "ref"]
    names += record_type.field(record_type.title).columns()
    for one in fields:
        names += one.columns()
    names += sorted_by
    if grouping:
        names += grouping.columns
    return list(dict.fromkeys(names))


def row_of(record_type: RecordType, columns: dict[str, Any], grouping: Grouping | None) -> Row:
    """A row of what was read; its address comes with `Listing.name`."""
    title = " ".join(
        clip(str(record_type.field(record_type.title).value(columns)), MAX_TITLE).split()
    )
    place = grouping.place_of([columns[name] for name in grouping.columns]) if grouping else 0
    return Row(columns["id"], columns["ref"], title, "", columns, place)
