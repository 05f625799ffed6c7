"""What every field has whose values are reckoned by a formula: values that may have gone wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from klientel.kit.formulas import MONEY_PLACES, Wrong
from klientel.records.fields.base import Reading
from klientel.records.fields.programs import Schema
from klientel.records.own_fields.field import COLUMN, OwnField
from klientel.ui.html import Html, pattern
from klientel.ui.icons import icon

if TYPE_CHECKING:
    _Kind = OwnField
else:
    _Kind = object

#: how a value that went wrong stands in JSON
_WRONG = "wrong"
_DRAWN = pattern('<span class="value-wrong">{}<span>{}</span></span>')


@dataclass(kw_only=True)
class Reckoned(_Kind):
    """Mixed in before an own kind, it makes of it one whose values the program reckons.

    `formula` is kept as `kit.formulas` spells it, `reads` are the names of the fields in it.
    """

    formula: str = ""
    result: str = ""
    reads: tuple[str, ...] = ()
    depends_on_today: bool = False
    editable: bool = False
    inline: bool = False

    @property
    def rounded_to(self) -> int:
        """The decimal places of what the formula gives."""
        return int(getattr(self, "places", MONEY_PLACES))

    def made_of(self, result: Any) -> Any:
        """The field's value of what the formula gave."""
        return result

    # A value may have gone wrong: it has a word then, and no list finds it by a value.

    def stored(self, value: Any) -> Any:
        return {_WRONG: value.code} if isinstance(value, Wrong) else super().stored(value)

    def read(self, stored: Any) -> Any:
        """The value; empty while what stands there is of a formula that gave something else."""
        if isinstance(stored, Mapping):
            return Wrong(str(stored.get(_WRONG, "")))
        try:
            return super().read(stored)
        except (ValueError, TypeError, ArithmeticError, AttributeError):
            return self.empty()

    def value(self, row: Any) -> Any:
        kept = row[COLUMN] if isinstance(row, Mapping) else row.own_values
        stored = kept.get(self.name)
        return self.empty() if stored is None else self.read(stored)

    def is_empty(self, value: Any) -> bool:
        return not isinstance(value, Wrong) and super().is_empty(value)

    def looked_for(self, value: Any) -> Any:
        return () if isinstance(value, Wrong) else super().looked_for(value)

    def on_calendar(self, value: Any, reading: Reading) -> Any:
        return None if isinstance(value, Wrong) else super().on_calendar(value, reading)

    def shown(self, value: Any, reading: Reading) -> str:
        return gettext(value.reason) if isinstance(value, Wrong) else super().shown(value, reading)

    def cell(self, value: Any, reading: Reading) -> Html:
        if isinstance(value, Wrong):
            return _DRAWN(icon("triangle-alert", 12), gettext(value.reason))
        return super().cell(value, reading)

    def fact(self, value: Any, reading: Reading) -> Html:
        return (
            self.cell(value, reading) if isinstance(value, Wrong) else super().fact(value, reading)
        )

    def typed(self, value: Any, reading: Reading) -> Any:
        return (
            self.shown(value, reading)
            if isinstance(value, Wrong)
            else super().typed(value, reading)
        )

    def schema(self, reading: Reading) -> Schema:
        wrong = {"type": "object", "required": [_WRONG], "properties": {_WRONG: {"type": "string"}}}
        return {"anyOf": [super().schema(reading), wrong]}

    def api(self, value: Any) -> Any:
        return {_WRONG: value.code} if isinstance(value, Wrong) else super().api(value)

    def from_api(self, value: Any) -> Any:
        return self.read(value) if isinstance(value, Mapping) else super().from_api(value)
