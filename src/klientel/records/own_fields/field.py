"""What makes a kind of field an own one: where its value stands, and where lists look for it.

The value lies in the record's `own_values`, under the field's name, which is what pages read.
`FieldValue` rows say the same for filters, orders and groups. Everything else is the kind's own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from django.db.models import Q

from klientel.records.fields.answers import answers
from klientel.records.fields.base import Field, Operator, Reading
from klientel.records.fields.beside import Beside
from klientel.records.models import FieldValue
from klientel.workspaces.bulk import unsaved

#: the column of every record that holds them
COLUMN = "own_values"


# Not one of its bases in truth: its defaults would then go before those of the kinds.
if TYPE_CHECKING:
    from klientel.records.conditions import Group

    _Kind = Field
else:
    _Kind = object


class OwnField(_Kind):
    """Mixed in before a kind, it makes of it a field that a firm has added.

    `definition` is the id of what the firm said of it; `plain` the same field on a column of its
    own, by which its rows are asked. `conditions` say, by purpose, when it is shown, required and
    locked; what is `is_internal` is for nobody outside the firm. Whoever makes the field sets them.
    """

    #: the kind that it is mixed into
    of: ClassVar[type[Field]]
    #: the column of `FieldValue` that holds the values; empty for what is not looked for
    slot: ClassVar[str] = ""
    #: the type of what that column gives
    python: ClassVar[type] = str

    workspace: UUID
    definition: UUID
    plain: Field
    conditions: Mapping[str, Group]
    is_internal: bool
    #: the fields of the same record that its value is made of, by their names
    reads: Sequence[str] = ()
    #: those of linked records, by type and name
    reads_far: Sequence[tuple[str, str]] = ()
    #: whether it says something of other records, which its reader might not see there
    tells_of_others: ClassVar[bool] = False

    def __post_init__(self) -> None:
        self.column = COLUMN

    def fit(self, column: Any) -> None:
        """The column is that of all own fields: it limits none of them."""

    @property
    def is_needed(self) -> bool:
        """Programs may add records without it: what they do must not depend on what a firm adds."""
        return False

    @property
    def is_asked(self) -> bool:
        return self.required and self.default is None

    # its value ----------------------------------------------------------------------------------

    def value(self, row: Any) -> Any:
        kept = row[COLUMN] if isinstance(row, Mapping) else row.own_values
        stored = kept.get(self.name)
        return self.empty() if stored is None else self.read(stored)

    def put(self, row: Any, value: Any) -> None:
        is_empty = self.is_empty(value)
        if is_empty and self.name not in row.own_values:
            return
        kept = {name: stored for name, stored in row.own_values.items() if name != self.name}
        if not is_empty:
            kept[self.name] = self.stored(value)
        row.own_values = kept

    def stored(self, value: Any) -> Any:
        """A value as JSON keeps it."""
        return self.api(value)

    def read(self, stored: Any) -> Any:
        """The value of what JSON keeps."""
        return self.from_api(stored)

    def is_nullable(self) -> bool:
        return True

    # its rows -----------------------------------------------------------------------------------

    def side_model(self) -> Any:
        return FieldValue if self.slot else None

    def side_rows(self, record: Any) -> Sequence[Any]:
        if self.name not in record.own_values:
            return ()
        value = self.value(record)
        return [
            unsaved(
                FieldValue,
                workspace_id=record.workspace_id,
                field_id=self.definition,
                record_id=record.pk,
                **kept,
            )
            for kept in self.kept_beside(value)
        ]

    def kept_beside(self, value: Any) -> Sequence[Mapping[str, Any]]:
        """What those rows say of a value, each by its columns."""
        return [{self.slot: kept} for kept in self.looked_for(value)]

    def looked_for(self, value: Any) -> Sequence[Any]:
        """What lists find a value by, in the slot's form; nothing for an empty one."""
        return () if self.is_empty(value) else (value,)

    def rows(self) -> Any:
        """All rows of the field."""
        return FieldValue.objects.in_workspace(self.workspace).filter(field_id=self.definition)

    def filled_rows(self) -> Any:
        """The same, gone through in the order of their values."""
        return self._place().filled

    def is_beside(self) -> bool:
        return bool(self.slot)

    def beside(self) -> Beside | None:
        return self._place() if self.slot else None

    def order_column(self) -> str:
        return str(self.name)

    # asking -------------------------------------------------------------------------------------

    def operators(self) -> Sequence[Operator]:
        return self._operators

    @cached_property
    def _operators(self) -> tuple[Operator, ...]:
        return tuple(replace(one, condition=self._asked(one)) for one in self.asked_of_rows())

    def asked_of_rows(self) -> Sequence[Operator]:
        """The ways to ask, with their conditions on the rows; those of the kind."""
        return self.plain.operators()

    def _asked(self, one: Operator) -> Callable[[Field, Any], Q]:
        if one.name == "empty":
            return lambda _field, _value: ~self._some(Q())
        if one.name == "filled":
            return lambda _field, _value: self._having(Q())
        if one.name == "not":
            usual = next(other for other in self.asked_of_rows() if other.name == "any")
            return lambda _field, value: ~self._some(usual.condition(self.plain, value))
        return lambda _field, value: self._having(one.condition(self.plain, value))

    def meets(self, operator: Operator, row: Any, operand: Any, reading: Reading) -> bool:
        """By the rows that stand, or would stand, beside the record."""
        rows = self.kept_beside(self.value(row))
        if operator.takes == "none":
            return bool(rows) is (operator.name == "filled")
        usual = "any" if operator.name == "not" else operator.name
        asked = next(one for one in self.asked_of_rows() if one.name == usual)
        condition = asked.condition(self.plain, operand)
        return any(answers(condition, kept) for kept in rows) is not (operator.name == "not")

    def _place(self) -> Beside:
        return Beside(self.rows(), self.slot, self.python, str(self.name))

    def _some(self, wanted: Q) -> Q:
        return self._place().some(wanted)

    def _having(self, wanted: Q) -> Q:
        return self._place().having(wanted)
