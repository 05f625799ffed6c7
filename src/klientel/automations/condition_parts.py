"""Conditions in the editor: each a field, a way to ask, and what with; joined, and in groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from klientel.automations.placeholders import Place
from klientel.automations.subjects import Subject, joined, parted, subjects
from klientel.automations.wording import Wording
from klientel.kit.formulas import Shape
from klientel.kit.refused import Refused
from klientel.records.conditions import DAYS, Condition, Group
from klientel.records.fields import Option
from klientel.records.fields.base import Field, Operator, Reading
from klientel.views.filter_pages import choices_of
from klientel.views.inputs import control_of

#: groups within groups that the editor makes
MOST_NESTED = 2
Errors = Mapping[str, str]


def group_part(
    wording: Wording, group: Group, where: Place, place: str, errors: Errors
) -> dict[str, Any]:
    """A group of conditions as the editor shows it, `where` its rule has got to."""
    return _Group(wording, where, errors, place).drawn(group, place, 1)


class _Group:
    """Draws the conditions of one place; errors are told by their number among all of them."""

    def __init__(self, wording: Wording, where: Place, errors: Errors, place: str):
        self.wording = wording
        self.about = where.about
        self.where = where
        self.errors = errors
        self.place = place
        self.count = 0

    def drawn(self, group: Group, place: str, depth: int) -> dict[str, Any]:
        parts = []
        for number, one in enumerate(group.parts):
            here = f"{place}.{number}"
            if isinstance(one, Group):
                parts.append(self.drawn(one, here, depth + 1))
            else:
                parts.append(self._condition(one, here))
        return {
            "is_group": True,
            "place": place,
            "joined": group.joined,
            "parts": parts,
            "may_nest": depth < MOST_NESTED,
            "is_possible": self.about is not None,
            "error": self.errors.get(place, ""),
        }

    def _condition(self, one: Condition, place: str) -> dict[str, Any]:
        error = self.errors.get(f"{self.place}.{self.count}", "")
        self.count += 1
        reading = self.wording.reading
        shown: dict[str, Any] = {
            "is_group": False,
            "place": place,
            "error": error,
            "field": one.field,
            "fields": list(self._fields(reading, parted(one.field)[0])),
            "operators": [],
            "operator": one.operator,
            "said": self.wording.condition(one, self.about) if one.operator else "",
        }
        found = self._asked(one)
        if found is None:
            return shown
        plain = Condition(parted(one.field)[1], one.operator, one.operand)
        return {**shown, **_value(found, plain, reading, self._offered(one))}

    def _offered(self, one: Condition) -> Sequence[Option] | None:
        """The values that the steps before leave; None where all that the field has are offered."""
        offers = subjects.get(parted(one.field)[0]).offers
        if offers is None or self.about is None:
            return None
        return offers(self.about, self.where.done, self.wording.reading)

    def _asked(self, one: Condition) -> Field | None:
        if self.about is None:
            return None
        subject, name = parted(one.field)
        try:
            record_type = subjects.get(subject).type_of(self.about)
        except Refused:
            return None
        if record_type is None:
            return None
        return record_type.in_workspace(self.wording.reading.workspace).by_name.get(name)

    def _fields(self, reading: Reading, chosen: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        """The fields that can be asked here, by what they are of; those of `chosen` in any case."""
        if self.about is None:
            return
        told: dict[str, list[tuple[str, str]]] = {}
        for subject, record_type in subjects.for_type(self.about, reading):
            if subject.name != chosen and not self._can_be_asked(subject, reading):
                continue
            heading = record_type.called(reading)
            if subject.name == "was":
                heading = _("{type} before").format(type=heading)
            pairs = [
                (joined(subject.name, one.name), reading.say(one.label))
                for one in record_type.fields
                if one.filterable and one.operators()
            ]
            # what two subjects tell of the same stands together
            told.setdefault(heading, []).extend(pairs)
        yield from told.items()

    def _can_be_asked(self, subject: Subject, reading: Reading) -> bool:
        if subject.behind and subject.behind not in self.where.behind:
            return False
        if subject.offers is None or self.about is None:
            return True
        return len(subject.offers(self.about, self.where.done, reading)) > 1


def _value(
    one: Field, condition: Condition, reading: Reading, offered: Sequence[Option] | None
) -> dict[str, Any]:
    """The ways to ask a field, and what its value is chosen or typed with."""
    operators = list(one.operators())
    operator = _operator(operators, condition.operator)
    is_one = one.reckons_as == Shape.TRUTH
    usual = Condition(condition.field, operators[0].name, condition.operand)
    choices = choices_of(one, usual, reading) if operator.takes == "many" or is_one else []
    if offered is not None:
        chosen = condition.operand.split(",")
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
