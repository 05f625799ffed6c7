"""Filters: conditions on fields, nested with and/or, as they stand in an address."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from klientel.kit.refused import Refused
from klientel.records.conditions import NOTHING, Condition, Group, to_json
from klientel.records.fields.base import Field, Operator, Reading
from klientel.records.types import RecordType
from klientel.workspaces.actor import Actor

MAX_NESTING = 5
MAX_CONDITIONS = 50
MAX_WHERE = 8_000
MAX_OPERAND = 2_500
ME = "me"

__all__ = [
    "MAX_CONDITIONS", "MAX_NESTING", "MAX_OPERAND", "MAX_WHERE", "ME", "NOTHING", "Condition",
    "Group", "Reader", "tidied", "to_json",
]  # fmt: skip


def tidied(group: Group) -> Group:
    """The one form of a filter: nothing empty, nothing joined twice, an `and` at the top.

    At the top, the first condition of each field and operator comes before all else, as the
    address writes them.
    """
    flat = _flattened(group)
    parts = flat.parts if flat.joined == "and" else (flat,)
    seen: dict[tuple[str, str], Condition] = {}
    rest: list[Condition | Group] = []
    for part in parts:
        if isinstance(part, Condition) and _is_first(part, seen):
            continue
        if part not in rest:
            rest.append(part)
    return Group("and", (*seen.values(), *rest))


def _is_first(part: Condition, seen: dict[tuple[str, str], Condition]) -> bool:
    """Whether this is the condition that the address names for its field and operator."""
    return seen.setdefault((part.field, part.operator), part) == part


def _flattened(group: Group) -> Group:
    parts: list[Condition | Group] = []
    for part in group.parts:
        if isinstance(part, Condition):
            parts.append(part)
            continue
        inner = _flattened(part)
        if inner.joined == group.joined or len(inner.parts) < 2:
            parts.extend(inner.parts)
        else:
            parts.append(inner)
    if len(parts) == 1 and isinstance(parts[0], Group):
        return parts[0]
    return Group(group.joined, tuple(parts))


class Reader:
    """Reads filters for one type and one reader; what cannot be applied is said in `notices`."""

    def __init__(self, record_type: RecordType, actor: Actor, reading: Reading) -> None:
        self.record_type = record_type
        self.actor = actor
        self.reading = reading
        self.notices: list[str] = []
        self._left = MAX_CONDITIONS

    def condition(self, field: str, operator: str, operand: str) -> Condition | None:
        """The condition if it can be asked, else None and a notice."""
        if self._left <= 0:
            self.note(
                _("Too many filters: only the first {count} were applied."), count=MAX_CONDITIONS
            )
            return None
        self._left -= 1
        one = self.record_type.by_name.get(field)
        if one is None or not one.filterable:
            self.note(
                _("The filter “{name}” is unknown here and was not applied."), name=field[:60]
            )
            return None
        try:
            known = one.operator(operator)
            # a lone surrogate could be neither stored nor written into an address again
            operand = operand.encode("utf-8", "ignore").decode()
            text = "" if known.takes == "none" else operand
            self.parse(one, known, text)
        except Refused as refusal:
            self._note_value(one, refusal.text())
            return None
        except (ValueError, TypeError, ArithmeticError):
            self._note_value(one, _("This value cannot be understood."))
            return None
        return Condition(field, known.name, text)

    def parse(self, one: Field, operator: Operator, text: str) -> Any:
        """The operand of a condition as the field understands it; `me` is who asks."""
        if operator.takes == "none":
            return None
        if not text:
            raise Refused("A value is missing.")
        if len(text) > MAX_OPERAND:
            raise Refused("This value is too long.")
        if one.is_person and self.actor.member_id:
            parts = text.split(",")
            text = ",".join(self._me() if part == ME else part for part in parts)
        value = one.parse_condition(text, operator, self.reading)
        if value is None or value == [] or value == (None, None):
            raise Refused("A value is missing.")
        return value

    def _me(self) -> str:
        """Whoever asks, and those they stand in for today; all still only as far as they see."""
        me = self.actor.member_id
        if me is None:
            return ""
        others = self.reading.directory.represented(me, self.reading.today)
        return ",".join(map(str, (me, *others)))

    def where(self, text: str) -> Group:
        """The nested filter of `where=`; an empty group and a notice when it cannot be read."""
        if not text:
            return NOTHING
        try:
            if len(text) > MAX_WHERE:
                raise ValueError
            part = self._part(json.loads(text), 1)
        except (ValueError, RecursionError):
            self.note(_("The filter of this address cannot be read and was not applied."))
            return NOTHING
        if part is None:
            return NOTHING
        return part if isinstance(part, Group) else Group("and", (part,))

    def _part(self, raw: Any, depth: int) -> Condition | Group | None:
        if not isinstance(raw, list) or not raw or depth > MAX_NESTING:
            raise ValueError
        head = raw[0]
        if head in ("and", "or"):
            parts = [self._part(one, depth + 1) for one in raw[1:]]
            return Group(head, tuple(part for part in parts if part is not None))
        if len(raw) not in (2, 3) or not all(isinstance(piece, str) for piece in raw):
            raise ValueError
        return self.condition(raw[0], raw[1], raw[2] if len(raw) > 2 else "")

    def note(self, text: str, **values: Any) -> None:
        """Remember something the reader of the page has to know."""
        notice = text.format(**values)
        if notice not in self.notices:
            self.notices.append(notice)

    def _note_value(self, one: Field, reason: str) -> None:
        label = self.reading.say(one.label)
        self.note(_("The filter “{name}” was not applied: {reason}"), name=label, reason=reason)

    def asked(self, group: Group) -> Q:
        """The filter as a condition of the database; its conditions were checked before."""
        return _joined(group, self._asked)

    def _asked(self, condition: Condition) -> Q:
        one = self.record_type.field(condition.field)
        operator = one.operator(condition.operator)
        value = self.parse(one, operator, condition.operand)
        return operator.condition(one, value)


def _joined(group: Group, asked: Callable[[Condition], Q]) -> Q:
    found = Q()
    for part in group.parts:
        mine = _joined(part, asked) if isinstance(part, Group) else asked(part)
        found = found & mine if group.joined == "and" else found | mine
    return found
