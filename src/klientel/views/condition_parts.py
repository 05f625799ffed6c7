"""Conditions in an editor: each a field, a way to ask, and what with; joined, and in groups.

Lists and rules put conditions together with the same parts; what they can ask differs.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from klientel.kit.formulas import Shape
from klientel.kit.refused import Refused
from klientel.records.conditions import DAYS, Condition, Group
from klientel.records.fields import Option
from klientel.records.fields.base import Field, Operator, Reading
from klientel.views.choices import choices_of
from klientel.views.inputs import control_of

Errors = Mapping[str, str]
#: headings, each with the names and labels of its fields
Headed = Iterable[tuple[str, list[tuple[str, str]]]]


class ConditionParts(ABC):
    """Draws the conditions of one place; errors are told by their number among all of them."""

    #: groups within groups that the editor makes
    most_nested = 2
    #: whether conditions may be added at all
    is_possible = True
    #: whether whoever reads may be asked for as "me"
    knows_me = False

    def __init__(self, reading: Reading, errors: Errors, place: str) -> None:
        self.reading = reading
        self.errors = errors
        self.place = place
        self.count = 0

    @abstractmethod
    def fields(self, condition: Condition) -> Headed:
        """The fields that can be asked where this condition stands, by their headings."""

    @abstractmethod
    def asked(self, condition: Condition) -> tuple[Field, Condition] | None:
        """The field of a condition, and the condition by that field's own name; None for none."""

    def offered(self, condition: Condition) -> Sequence[Option] | None:
        """The values that are left of a field's; None where all that it has are offered."""
        return None

    def said(self, condition: Condition) -> str:
        """A condition in words, for whoever tells of it elsewhere."""
        return ""

    def drawn(self, group: Group) -> dict[str, Any]:
        """A group of conditions as the editor shows it."""
        return self._group(group, self.place, 1)

    def _group(self, group: Group, place: str, depth: int) -> dict[str, Any]:
        parts = []
        for number, one in enumerate(group.parts):
            here = f"{place}.{number}"
            if isinstance(one, Group):
                parts.append(self._group(one, here, depth + 1))
            else:
                parts.append(self._condition(one, here))
        return {
            "is_group": True,
            "place": place,
            "joined": group.joined,
            "parts": parts,
            "may_nest": depth < self.most_nested,
            "is_possible": self.is_possible,
            "error": self.errors.get(place, ""),
        }

    def _condition(self, one: Condition, place: str) -> dict[str, Any]:
        error = self.errors.get(f"{self.place}.{self.count}", "")
        self.count += 1
        shown: dict[str, Any] = {
            "is_group": False,
            "place": place,
            "error": error,
            "field": one.field,
            "fields": list(self.fields(one)),
            "operators": [],
            "operator": one.operator,
            "said": self.said(one) if one.operator else "",
        }
        found = self.asked(one)
        if found is None:
            return shown
        return {**shown, **self._value(*found, self.offered(one))}

    def _value(
        self, one: Field, condition: Condition, offered: Sequence[Option] | None
    ) -> dict[str, Any]:
        """The ways to ask a field, and what its value is chosen or typed with."""
        reading = self.reading
        operators = list(one.operators())
        operator = _operator(operators, condition.operator)
        is_one = one.reckons_as == Shape.TRUTH
        chosen = condition.operand.split(",")
        choices = (
            choices_of(one, chosen, reading, knows_me=self.knows_me)
            if operator.takes == "many" or is_one
            else []
        )
        if offered is not None:
            choices = [
                {"value": each.value, "label": str(each.label), "chosen": each.value in chosen}
                for each in offered
            ]
        source = control_of(one, one.empty(), reading).source if one.is_link else ""
        return {
            "operators": [(each.name, reading.say(each.label)) for each in operators],
            "operator": operator.name,
            "takes": operator.takes,
            "choices": choices,
            "is_one": is_one,
            "source": source,
            "shown": _shown(one, condition, operator, reading) if source else "",
            "operand": _typed(one, condition, operator, reading),
            "hint": _hint(operator),
        }


def _operator(operators: list[Operator], name: str) -> Operator:
    return next((one for one in operators if one.name == name), operators[0])


def _shown(one: Field, condition: Condition, operator: Operator, reading: Reading) -> str:
    try:
        return one.shown(one.parse_condition(condition.operand, operator, reading), reading)
    except (Refused, ValueError, TypeError):
        return ""


def _typed(one: Field, condition: Condition, operator: Operator, reading: Reading) -> str:
    """What stands in the box: a value as its reader writes it, else as it was typed."""
    text = condition.operand
    if not text or operator.name in DAYS or operator.takes != "one" or one.is_link or one.is_text:
        return text
    try:
        value = one.parse_condition(text, operator, reading)
        return one.shown(value, reading) or text
    except (Refused, ValueError, TypeError, ArithmeticError):
        return text


def _hint(operator: Operator) -> str:
    if operator.takes == "range":
        return _("From and to with two dots between them: 5..10")
    return _("A number of days") if operator.name in DAYS else ""
