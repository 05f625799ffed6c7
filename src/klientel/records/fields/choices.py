"""Several of one list of options."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from klientel.kit.refused import Refused
from klientel.records.fields.base import Operator, Reading
from klientel.records.fields.cell_marks import CellMarks
from klientel.records.fields.choice import ChoiceField
from klientel.records.fields.programs import Schema
from klientel.ui.html import NOTHING, Html, join

#: what one field names at most
MOST = 50


@dataclass(kw_only=True)
class ChoicesField(ChoiceField):
    """Several choices; the row keeps their values as JSON, in the order of the options.

    They are typed as they are read: their names, with commas.
    """

    kind = "choices"
    is_word = False
    repeats = False
    ways = ("add", "remove", "set")
    groupable: bool = False
    sortable: bool = False

    def parse(self, raw: Any, reading: Reading) -> Any:
        parts = raw if isinstance(raw, list | tuple) else str(raw or "").split(",")
        named = {super(ChoicesField, self).parse(part, reading) for part in parts} - {""}
        if len(named) > MOST:
            raise Refused("At most {allowed} are possible here.", self.name, allowed=MOST)
        return self._ordered(named, reading)

    def _ordered(self, values: set[str], reading: Reading) -> list[str]:
        known = [one.value for one in self.choices(reading)]
        place = {value: n for n, value in enumerate(known)}
        return sorted(values, key=lambda value: (place.get(value, len(known)), value))

    def parse_condition(self, raw: str, operator: Operator, reading: Reading) -> Any:
        return None if operator.takes == "none" else self.parse(raw, reading)

    def cell_reader(self, marks: CellMarks, reading: Reading) -> Callable[[str], Any]:
        return lambda text: self.import_(text.replace(";", ","), reading)

    def empty(self) -> Any:
        return []

    def merged(self, way: str, before: Any, value: Any) -> Any:
        there = list(before or ())
        if way == "remove":
            return [key for key in there if key not in value]
        wanted = list(dict.fromkeys([*there, *value] if way == "add" else value))
        # the same ones in another order are no change
        return there if set(wanted) == set(there) else wanted

    def buckets(self, reading: Reading) -> Sequence[tuple[Any, str]]:
        return [(one.value, reading.say(one.label)) for one in self.choices(reading)]

    def shown(self, value: Any, reading: Reading) -> str:
        every = [value] if isinstance(value, str) else value or ()
        return ", ".join(super(ChoicesField, self).shown(one, reading) for one in every)

    def cell(self, value: Any, reading: Reading) -> Html:
        if not value:
            return NOTHING
        return join(super(ChoicesField, self).cell(one, reading) for one in value)

    def input(self, value: Any, reading: Reading) -> dict[str, Any]:
        return {"type": "text", "value": self.shown(value, reading)}

    def schema(self, reading: Reading) -> Schema:
        return {"type": "array", "items": {"type": "string"}}

    def taken(self, reading: Reading) -> Schema:
        return {"type": "array", "items": super().taken(reading)}

    def api(self, value: Any) -> Any:
        return list(value or ())

    def from_api(self, value: Any) -> Any:
        return list(value or ())
