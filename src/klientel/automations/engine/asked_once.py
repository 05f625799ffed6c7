"""Conditions of many rules asked of one record: each different one is read and answered once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from klientel.automations.scene import Scene
from klientel.automations.subjects import parted, subjects, type_asked
from klientel.kit.refused import Refused
from klientel.records.conditions import Asking, Condition, Group
from klientel.records.fields.base import Field, Operator, Reading
from klientel.records.types import RecordType

Known = tuple[str, Field, Operator, Any]
#: a subject, its column, and the text that this must be, letters of either case
Equal = tuple[str, str, str]


class Terms:
    """What conditions compare, read once for a batch: by the type they are about."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._known: dict[tuple[str, Condition], Known | None] = {}
        self._equal: dict[tuple[str, Condition], Equal | None] = {}
        self._asking: dict[str, Asking] = {}

    def known(self, about: RecordType, condition: Condition) -> Known | None:
        """Subject, field, operator and operand of a condition; None for what cannot be asked."""
        key = (about.name, condition)
        if key not in self._known:
            self._known[key] = self._read(about, condition)
        return self._known[key]

    def equal(self, about: RecordType, condition: Condition) -> Equal | None:
        """What a condition asks that only compares a text: most do, and rules by the hundred."""
        key = (about.name, condition)
        if key not in self._equal:
            known = self.known(about, condition)
            self._equal[key] = None if known is None else _as_equal(*known)
        return self._equal[key]

    def _read(self, about: RecordType, condition: Condition) -> Known | None:
        subject, name = parted(condition.field)
        try:
            record_type = type_asked(about, condition, self.reading)
        except Refused:
            return None
        asking = self._asking.get(record_type.name)
        if asking is None:
            asking = self._asking[record_type.name] = Asking(record_type, self.reading)
        found = asking.known(Condition(name, condition.operator, condition.operand))
        return None if found is None else (subject, *found)


class Answers:
    """What one scene answers; the scene is made when something is asked of it.

    As `subjects.meets`, which asks for one rule: what cannot be asked is not met.
    """

    def __init__(self, terms: Terms, about: RecordType, make: Callable[[], Scene]) -> None:
        self.terms = terms
        self.about = about
        self._make = make
        self._scene: Scene | None = None
        self._rows: dict[str, Any] = {}
        self._texts: dict[tuple[str, str], str | None] = {}
        self._met: dict[Condition, bool] = {}

    def meets(self, group: Group) -> bool:
        """Whether the scene meets conditions."""
        if not group:
            return True
        if group.joined == "or":
            return any(map(self._part, group.parts))
        return all(map(self._part, group.parts))

    def _part(self, part: Condition | Group) -> bool:
        if isinstance(part, Group):
            return self.meets(part)
        told = self._met.get(part)
        if told is None:
            told = self._met[part] = self._ask(part)
        return told

    def _ask(self, condition: Condition) -> bool:
        equal = self.terms.equal(self.about, condition)
        if equal is not None:
            subject, column, text = equal
            return self.text(subject, column) == text
        known = self.terms.known(self.about, condition)
        if known is None:
            return False
        subject, one, operator, operand = known
        row = self._row(subject)
        return row is not None and one.meets(operator, row, operand, self.terms.reading)

    def text(self, subject: str, column: str) -> str | None:
        """A text of the scene in small letters; None where there is none."""
        key = (subject, column)
        if key not in self._texts:
            mine = getattr(self._row(subject), column, None)
            self._texts[key] = None if mine is None else str(mine).lower()
        return self._texts[key]

    def _row(self, subject: str) -> Any:
        if subject not in self._rows:
            if self._scene is None:
                self._scene = self._make()
            self._rows[subject] = subjects.get(subject).row_of(self._scene)
        return self._rows[subject]


def _as_equal(subject: str, one: Field, operator: Operator, operand: Any) -> Equal | None:
    """A condition that asks the database for nothing but a text in either case, as that."""
    if type(one).meets is not Field.meets or not isinstance(operand, str):
        return None
    asked = operator.condition(one, operand)
    if asked.negated or asked.children != [(f"{one.column}__iexact", operand)]:
        return None
    return subject, one.column, operand.lower()
