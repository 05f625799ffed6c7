"""Conditions on fields: what filters, own fields and rules ask, and whether a record meets them.

One language for all: a field, one of its operators, and an operand as it stands in an address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from klientel.kit.refused import Refused
from klientel.records.fields.base import Field, Operator, Reading
from klientel.records.types import RecordType

#: operators whose operand is a number of days
DAYS = frozenset({"older", "soon", "within"})
_THOUSANDS = 3


@dataclass(frozen=True, slots=True)
class Condition:
    """One question on one field; `operand` is the text of the address, `""` when none is taken."""

    field: str
    operator: str
    operand: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Conditions and groups joined by `and` or `or`."""

    joined: str = "and"
    parts: tuple[Condition | Group, ...] = ()

    def conditions(self) -> Iterator[Condition]:
        """All conditions at any depth, in order."""
        for part in self.parts:
            if isinstance(part, Group):
                yield from part.conditions()
            else:
                yield part

    def simple(self) -> tuple[Condition, ...]:
        """The conditions at the top, which an address names one by one."""
        return tuple(part for part in self.parts if isinstance(part, Condition))

    def without(self, gone: Condition | Group) -> Group:
        """The same group with one part at its top left out."""
        return Group(self.joined, tuple(part for part in self.parts if part != gone))

    def __bool__(self) -> bool:
        return bool(self.parts)


NOTHING = Group()


def to_json(part: Condition | Group) -> Any:
    """The form of `where=`: `["or", ["stage", "any", "active"], ["and", ...]]`."""
    if isinstance(part, Condition):
        return [part.field, part.operator, part.operand]
    return [part.joined, *(to_json(one) for one in part.parts)]


def from_json(stored: Any) -> Group:
    """The group that `to_json` wrote; nothing for what is no group. Asks no field."""
    if not isinstance(stored, list) or not stored or stored[0] not in ("and", "or"):
        return NOTHING
    parts: list[Condition | Group] = []
    for one in stored[1:]:
        if isinstance(one, list) and one and one[0] in ("and", "or"):
            parts.append(from_json(one))
        elif isinstance(one, list) and len(one) == 3:
            parts.append(Condition(*map(str, one)))
    return Group(stored[0], tuple(parts))


class Asking:
    """Asks records in hand what a filter asks the database, with the same operators.

    A record is an object, saved or not, or a mapping of its columns: `loaded_values()` is what it
    was before. What conditions compare with is read once for all records.
    """

    def __init__(self, record_type: RecordType, reading: Reading) -> None:
        self.record_type = record_type
        self.reading = reading
        self._read: dict[Condition, tuple[Field, Operator, Any] | None] = {}

    def meets(self, group: Group, row: Any, counts: Callable[[str], bool] | None = None) -> bool:
        """Whether a record meets a group; a condition that cannot be asked is left out.

        Fields that do not `count` (by their names) meet nothing. An empty group is met.
        """
        told = [
            self.meets(one, row, counts) if isinstance(one, Group) else self._met(one, row, counts)
            for one in self.askable(group).parts
        ]
        return any(told) if told and group.joined == "or" else all(told)

    def askable(self, group: Group) -> Group:
        """What of a group can be asked: its fields are there, and their operands understood."""
        parts: list[Condition | Group] = []
        for one in group.parts:
            if isinstance(one, Group):
                if inner := self.askable(one):
                    parts.append(inner)
            elif self.known(one) is not None:
                parts.append(one)
        return Group(group.joined, tuple(parts))

    def known(self, condition: Condition) -> tuple[Field, Operator, Any] | None:
        """The field, operator and parsed operand of a condition; None for what cannot be asked."""
        if condition not in self._read:
            self._read[condition] = None
            with suppress(Refused, ValueError, TypeError, ArithmeticError):
                self._read[condition] = parsed(self.record_type, condition, self.reading)
        return self._read[condition]

    def _met(self, condition: Condition, row: Any, counts: Callable[[str], bool] | None) -> bool:
        known = self.known(condition)
        if known is None or (counts is not None and not counts(condition.field)):
            return False
        one, operator, operand = known
        return one.meets(operator, row, operand, self.reading)


def parsed(
    record_type: RecordType, condition: Condition, reading: Reading
) -> tuple[Field, Operator, Any]:
    """A condition read; raises `Refused` for a field, an operator or a value that is none."""
    one = record_type.by_name.get(condition.field)
    if one is None or not one.filterable:
        raise Refused("There is no field “{name}”.", name=condition.field[:60])
    operator = one.operator(condition.operator)
    if operator.takes == "none":
        return one, operator, None
    value = one.parse_condition(condition.operand, operator, reading) if condition.operand else None
    if value is None or value == [] or value == (None, None):
        raise Refused("A value is missing.", one.name)
    return one, operator, value


def settled(record_type: RecordType, condition: Condition, reading: Reading) -> Condition:
    """A condition as it is kept: whoever reads it later, in whichever language, it asks the same.

    Raises what `parsed` does.
    """
    one, operator, value = parsed(record_type, condition, reading)
    if operator.takes == "none":
        return Condition(one.name, operator.name)
    if operator.name in DAYS or (isinstance(value, str) and not one.is_word):
        return Condition(one.name, operator.name, condition.operand.strip())
    return Condition(one.name, operator.name, _kept(one, value))


def _kept(one: Field, value: Any) -> str:
    if isinstance(value, tuple):
        return "..".join("" if part is None else _kept(one, part) for part in value)
    if isinstance(value, list):
        return ",".join(_kept(one, part) for part in value)
    return _written(one.asked_as(value))


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        exponent = value.as_tuple().exponent
        # exactly three places would be read as thousands
        return f"{value:f}0" if exponent == -_THOUSANDS else f"{value:f}"
    return str(value)


def names_in(group: Group) -> set[UUID]:
    """The ids that operands of a group may name: what a reading has to know to say them."""
    found = set()
    for one in group.conditions():
        for part in one.operand.split(","):
            with suppress(ValueError):
                found.add(UUID(part))
    return found


def sentence(asking: Asking, group: Group) -> str:
    """A group in words: `“Region” is North and “Budget” is at least 5`. What cannot be asked is
    left out.
    """
    told = [
        f"({sentence(asking, one)})" if isinstance(one, Group) else _said(asking, one)
        for one in asking.askable(group).parts
    ]
    return (_(" or ") if group.joined == "or" else _(" and ")).join(told)


def _said(asking: Asking, condition: Condition) -> str:
    label, told = pieces(asking, condition) or ("", "")
    return f"{label} {told}".strip()


def pieces(asking: Asking, condition: Condition) -> tuple[str, str] | None:
    """The field of a condition and what is asked of it, in words: `“Region”`, `is North`.

    None for what cannot be asked.
    """
    known = asking.known(condition)
    if known is None:
        return None
    one, operator, value = known
    reading = asking.reading
    label = reading.say(operator.label)
    named = _("“{name}”").format(name=reading.say(one.label))
    if operator.takes == "none":
        return named, label
    told = condition.operand if operator.name in DAYS else _operand(one, value, reading)
    return named, label.replace("…", told) if "…" in label else f"{label} {told}"


def _operand(one: Field, value: Any, reading: Reading) -> str:
    if isinstance(value, tuple):
        low, high = ("…" if part is None else one.shown(part, reading) for part in value)
        return _("{low} and {high}").format(low=low, high=high)
    values = value if isinstance(value, list) else [value]
    shown = [part if one.is_side else one.shown(part, reading) or "–" for part in values]
    return _(" or ").join(map(str, shown))
