"""Conditions in the editor of rules: what they can ask of, where their rule has got to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from klientel.automations.placeholders import Place
from klientel.automations.subjects import Subject, joined, parted, subjects
from klientel.automations.wording import Wording
from klientel.kit.refused import Refused
from klientel.records.conditions import Condition, Group
from klientel.records.fields import Option
from klientel.records.fields.base import Field, Reading
from klientel.views.condition_parts import ConditionParts, Errors


def group_part(
    wording: Wording, group: Group, where: Place, place: str, errors: Errors
) -> dict[str, Any]:
    """A group of conditions as the editor shows it, `where` its rule has got to."""
    return _OfRule(wording, where, errors, place).drawn(group)


class _OfRule(ConditionParts):
    """The conditions of a rule: of the record, of what it was, of its account."""

    def __init__(self, wording: Wording, where: Place, errors: Errors, place: str):
        super().__init__(wording.reading, errors, place)
        self.wording = wording
        self.about = where.about
        self.where = where
        self.is_possible = where.about is not None

    def offered(self, condition: Condition) -> Sequence[Option] | None:
        """The values that the steps before leave; None where all that the field has are offered."""
        offers = subjects.get(parted(condition.field)[0]).offers
        if offers is None or self.about is None:
            return None
        return offers(self.about, self.where.done, self.reading)

    def said(self, condition: Condition) -> str:
        return self.wording.condition(condition, self.about)

    def asked(self, condition: Condition) -> tuple[Field, Condition] | None:
        if self.about is None:
            return None
        subject, name = parted(condition.field)
        try:
            record_type = subjects.get(subject).type_of(self.about)
        except Refused:
            return None
        if record_type is None:
            return None
        found = record_type.in_workspace(self.reading.workspace).by_name.get(name)
        if found is None:
            return None
        return found, Condition(name, condition.operator, condition.operand)

    def fields(self, condition: Condition) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        """The fields that can be asked here, by what they are of; what the condition asks of in
        any case.
        """
        chosen, reading = parted(condition.field)[0], self.reading
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
