"""What every kind of field answers: reading, cleaning, filtering, sorting, grouping, showing.

A field is declared once per record type. The filter bar, the table, forms, import, export, rules
and the API ask it and never look at its kind. A new kind is one file that subclasses `Field`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Q

from klientel.kit.numbers import parse_decimal
from klientel.kit.refused import Refused
from klientel.records.fields.answers import answers
from klientel.records.fields.beside import Beside
from klientel.records.fields.cell_marks import CellMarks
from klientel.records.fields.programs import ForPrograms
from klientel.records.fields.reading import Reading, Text
from klientel.records.fields.traits import Traits
from klientel.ui.html import NOTHING, Html, escape

if TYPE_CHECKING:
    from klientel.workspaces.actor import Actor

__all__ = ["Field", "Operator", "Reading", "Text"]


@dataclass(frozen=True)
class Operator:
    """One way to ask about a field. `takes` is none, one, many or range."""

    name: str
    label: Text
    takes: str
    condition: Callable[[Field, Any], Q]


@dataclass(kw_only=True)
class Field(Traits, ForPrograms):
    """A named, typed property of a record type.

    `column` is the attribute on the row, the field's name by default. `editable` fields may be
    written by people and imports; the others are kept by the program. A `lasting` one is given when
    the record is added; later only actions of its own change it, or whoever gives it to many
    records at once, where that is no more than a change (`to_many`). `searchable` is 2 for the
    title, 1 for the body of the search row, 0 for neither.
    """

    name: str
    label: Text
    column: str = ""
    required: bool = False
    editable: bool = True
    lasting: bool = False
    to_many: bool = False
    sortable: bool = True
    groupable: bool = False
    filterable: bool = True
    inline: bool = True
    searchable: int = 0
    help: Text = ""
    icon: str = ""
    default: Any = None
    width: str = "m"
    aliases: tuple[str, ...] = ()
    #: the heading that it stands under among the facts of a record; empty for none
    section: Text = ""

    def __post_init__(self) -> None:
        self.column = self.column or self.name

    def fit(self, column: Any) -> None:
        """Take over the limits of the column (a Django field) that the values are kept in."""

    @property
    def is_needed(self) -> bool:
        """Whether nothing can be added without giving it."""
        return self.required and self.default is None

    @property
    def is_asked(self) -> bool:
        """Whether the form of a new record asks for it and insists."""
        return self.is_needed

    @property
    def is_changeable(self) -> bool:
        """Whether people may set it on a record that is there."""
        return self.editable and not self.lasting

    @property
    def is_united(self) -> bool:
        """Whether records that become one keep what each of them has here."""
        return self.is_side

    # reading ------------------------------------------------------------------------------------

    def columns(self) -> tuple[str, ...]:
        """ORM columns a list has to read for this field; the first is the value's own."""
        return (self.column,)

    def value(self, row: Any) -> Any:
        """The value on a record, or on a mapping of columns."""
        return row[self.column] if isinstance(row, Mapping) else getattr(row, self.column)

    def among(
        self, others: Mapping[str, Sequence[str]], reading: Reading
    ) -> Collection[Any] | None:
        """The values that records can have whose other fields have only these; None for any."""
        return None

    def on_calendar(self, value: Any, reading: Reading) -> Any:
        """Where a calendar puts a value: on a day, or at a moment."""
        return value

    def is_late(self, value: Any, reading: Reading) -> bool:
        """Whether a value as rows of a list give it says that something should be done by now."""
        return False

    def put(self, row: Any, value: Any) -> None:
        """Set the value on a record that is about to be written."""
        setattr(row, self.column, value)

    def links(self, value: Any) -> Iterable[UUID]:
        """Ids of the records that this value names: pages show them, the writer checks them."""
        return ()

    def accepts(self, type_name: str) -> bool:
        """Whether the value may name a record of that type."""
        return True

    # writing ------------------------------------------------------------------------------------

    def is_empty(self, value: Any) -> bool:
        return value is None or value == "" or value == []

    def clean(self, raw: Any, reading: Reading) -> Any:
        """The value of what a person typed or a program sent; raises `Refused` with a reason."""
        value = self.parse(raw, reading)
        if self.required and self.is_empty(value):
            raise Refused("This must not be empty.", self.name)
        return value

    def parse(self, raw: Any, reading: Reading) -> Any:
        """The kind's own part of `clean`."""
        raise NotImplementedError(type(self).__name__)

    def asked_as(self, value: Any) -> Any:
        """A value as a condition keeps it, so that `parse` reads the same from it again."""
        return value

    def empty(self) -> Any:
        """What the column holds when there is no value."""
        return None

    @property
    def is_gathered(self) -> bool:
        """Whether lists are grouped by what most of their rows name, since nobody can list all."""
        return False

    def settle(self, actor: Actor, rows: Sequence[dict[str, Any]]) -> None:
        """Put what only the database knows into cleaned values, which are rows by field name.

        For all rows at once, inside the transaction of the write.
        """

    def agree(self, actor: Actor, pairs: Sequence[tuple[Any, dict[str, Any]]]) -> None:
        """Let values that are about to be put on records agree with what is known of both."""

    def foreseen(self, value: Any, reading: Reading) -> Any:
        """A cleaned value as `settle` will leave it, without writing anything; for previews.

        The reading is the caller's own, and may learn what it needs to show the value.
        """
        return value

    def merged(self, way: str, before: Any, value: Any) -> Any:
        """What a record's value becomes when a settled one is set, added or removed (`ways`)."""
        return value

    def side_model(self) -> Any:
        """The table with what the field keeps beside the record, by its `record`; None for none."""
        return None

    def side_rows(self, record: Any) -> Sequence[Any]:
        """The unsaved rows of that table that stand beside a record as it is now."""
        return ()

    # asking -------------------------------------------------------------------------------------

    def operators(self) -> Sequence[Operator]:
        """The ways to filter; the first is meant when an address names none."""
        return ()

    def operator(self, name: str) -> Operator:
        """The operator of that name; raises `Refused` for one this field does not have."""
        for candidate in self.operators():
            if candidate.name == name or not name:
                return candidate
        raise Refused("This field cannot be filtered that way.", self.name)

    def meets(self, operator: Operator, row: Any, operand: Any, reading: Reading) -> bool:
        """Whether a record, or a mapping of its columns, would be found by a condition.

        The operand is a parsed one (`parse_condition`). What looks for values in other tables than
        the record's own says here how it finds them on the record.
        """
        return answers(operator.condition(self, operand), row)

    def parse_condition(self, raw: str, operator: Operator, reading: Reading) -> Any:
        """The operand of a condition from the address."""
        if operator.takes == "none":
            return None
        if operator.takes == "many":
            return [self.parse(part, reading) for part in raw.split(",") if part][:100]
        if operator.takes == "range":
            low, _sep, high = raw.partition("..")
            return (
                self.parse(low, reading) if low else None,
                self.parse(high, reading) if high else None,
            )
        return self.parse(raw, reading)

    def is_in_form(self) -> bool:
        """Whether the form of a new record asks for it, although it need not be given."""
        return self.inline

    def order_column(self) -> str:
        """The column that lists are ordered by."""
        return self.column

    def found_through(self, texts: Collection[str]) -> tuple[str, Collection[str]] | None:
        """An indexed column, and what stands there for such values, if this column has no index."""
        return None

    def is_beside(self) -> bool:
        """Whether the values stand in rows of another table: `beside` says where."""
        return False

    def beside(self) -> Beside | None:
        """Where the values stand that filters, orders and groups ask for; None for the column."""
        return None

    def ranks(self, reading: Reading) -> Sequence[Any]:
        """The values in the order people expect; empty where the column's own order is that one."""
        return ()

    def is_nullable(self) -> bool:
        """Whether the order column may be NULL, so that paging has to treat those rows last."""
        return True

    def buckets(self, reading: Reading) -> Sequence[tuple[Any, str]]:
        """The groups of this field in order: (value, label). Empty when it cannot group."""
        return ()

    def unit_column(self) -> str:
        """The column that holds each value's unit, such as its currency; empty where all have one.

        What has different units is never added up.
        """
        return ""

    def unit(self) -> str:
        """The unit that all of its values have and others of its kind have not, such as a currency
        that is not the firm's; empty for none. It is never reckoned with others either.
        """
        return ""

    def total_shown(self, total: Any, unit: str, reading: Reading) -> str:
        """A sum or an average of values as plain text; `unit` is what their column held."""
        return self.shown(total, reading)

    # showing ------------------------------------------------------------------------------------

    def shown(self, value: Any, reading: Reading) -> str:
        """The value as plain text for a reader."""
        return "" if value is None else str(value)

    def cell(self, value: Any, reading: Reading) -> Html:
        """The value as HTML for a table or fact line; called for every cell, so it must be fast."""
        return escape(self.shown(value, reading)) if value not in (None, "") else NOTHING

    def fact(self, value: Any, reading: Reading) -> Html:
        """The value as HTML among the facts of one record, where lines are short and may break."""
        return self.cell(value, reading)

    def input(self, value: Any, reading: Reading) -> dict[str, Any]:
        """What the form component needs: `type`, `value`, and for choices `options`."""
        return {"type": "text", "value": self.shown(value, reading)}

    def reckoned(self, value: Any, reading: Reading) -> Any:
        """A filled value as a formula reads it; the reading is in the firm's language and zone."""
        return value

    # machines -----------------------------------------------------------------------------------

    def api(self, value: Any) -> Any:
        """The value as JSON, for the API and for `changes` in events."""
        return value

    def from_api(self, value: Any) -> Any:
        """The value from what `api` gave."""
        return value

    def cell_reader(self, marks: CellMarks, reading: Reading) -> Callable[[str], Any]:
        """What makes a value of a filled cell of a file's column; it raises `Refused`."""
        if self.written == "decimal":
            mark = marks.decimal_mark
            return lambda text: self.clean(parse_decimal(text, mark), reading)
        return lambda text: self.import_(text, reading)

    def import_(self, text: str, reading: Reading) -> Any:
        """The value from a cell of a foreign table; the importer has normalised marks and dates."""
        return self.clean(text, reading)

    def export(self, value: Any, reading: Reading) -> Any:
        """The value for a CSV cell."""
        return self.shown(value, reading)

    def typed(self, value: Any, reading: Reading) -> Any:
        """The value for a spreadsheet: a number, a day, a moment on the reader's clock, or text."""
        return self.shown(value, reading)

    def sheet_label(self, reading: Reading) -> str:
        """The head of its column in a spreadsheet, where a number stands without its unit."""
        return reading.say(self.label)
