"""Of what a condition asks: the record as it is, as it was before, or its account.

A condition's field carries its subject in front: `stage`, `was:stage`, `account:relationship`.
A room that knows of another thing to ask adds a `Subject`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from klientel.automations.definition import Step
from klientel.automations.scene import Scene, account_type
from klientel.kit.refused import Refused
from klientel.records.conditions import (
    Asking,
    Condition,
    Group,
    parsed,
    settled,
)
from klientel.records.fields import Option
from klientel.records.fields.base import Reading, Text
from klientel.records.types import RecordType
from klientel.views.conditions import Reader
from klientel.workspaces.actor import Actor

_MARK = ":"


@dataclass(frozen=True, kw_only=True)
class Subject:
    """One thing that conditions can ask of.

    `type_of(about)` is the type of what is asked, None where a rule about that type has no such
    thing; `row_of(scene)` is the record, or None where there is none, which then meets nothing.
    `label` stands before the field in words; it may name the `{field}`. What only a step brings
    about can be asked `behind` that kind of step, and nowhere else. `offers(about, done, reading)`
    are then the values that the steps done before can have brought about; where these are fewer
    than two there is nothing to ask.
    """

    name: str
    label: Text
    type_of: Callable[[RecordType], RecordType | None]
    row_of: Callable[[Scene], Any]
    behind: str = ""
    offers: Callable[[RecordType, Sequence[Step], Reading], Sequence[Option]] | None = None


class _Subjects:
    """All subjects by name."""

    def __init__(self) -> None:
        self._by_name: dict[str, Subject] = {}

    def register(self, one: Subject) -> None:
        """Add a subject; the same name again replaces it (tests)."""
        self._by_name[one.name] = one

    def get(self, name: str) -> Subject:
        """The subject of that name; raises `Refused` for one that nobody added."""
        try:
            return self._by_name[name]
        except KeyError:
            raise Refused("There is no field “{name}”.", name=name[:60]) from None

    def remove(self, name: str) -> None:
        """Forget a subject (tests)."""
        self._by_name.pop(name, None)

    def for_type(self, about: RecordType, reading: Reading) -> Iterator[tuple[Subject, RecordType]]:
        """The subjects of rules about a type, each with the type that its conditions ask."""
        for one in self._by_name.values():
            found = one.type_of(about)
            if found is not None:
                yield one, found.in_workspace(reading.workspace)


subjects = _Subjects()


def _account_of(about: RecordType) -> RecordType | None:
    known = account_type()
    return known if known is not None and about.account and known.name != about.name else None


def _as_it_was(scene: Scene) -> Any:
    """A copy of the record with what the event changed put back."""
    if scene.event is None or scene.about is None or scene.record is None:
        return scene.record
    before = copy(scene.record)
    for name, (was, _became) in (scene.event.facts.get("changes") or {}).items():
        if name in scene.about.by_name:
            one = scene.about.field(name)
            one.put(before, one.from_api(was))
    return before


subjects.register(
    Subject(name="", label="", type_of=lambda about: about, row_of=lambda scene: scene.record)
)
subjects.register(
    Subject(
        name="was",
        label=_("{field} before"),
        type_of=lambda about: about,
        row_of=_as_it_was,
    )
)
subjects.register(
    Subject(
        name="account",
        label=_("{field} of {client.the.gen} or {customer.gen}"),
        type_of=_account_of,
        row_of=lambda scene: scene.account,
    )
)


def parted(field: str) -> tuple[str, str]:
    """The subject and the field of `was:stage`; no subject is the record itself."""
    subject, mark, name = field.partition(_MARK)
    return (subject, name) if mark else ("", field)


def joined(subject: str, field: str) -> str:
    """The field of a condition that asks of a subject."""
    return f"{subject}{_MARK}{field}" if subject else field


def type_asked(about: RecordType, condition: Condition, reading: Reading) -> RecordType:
    """The type whose field a condition asks; raises `Refused` for a subject that there is not."""
    subject, name = parted(condition.field)
    found = subjects.get(subject).type_of(about)
    if found is None:
        raise Refused("There is no field “{name}”.", name=name[:60])
    return found.in_workspace(reading.workspace)


def settled_condition(about: RecordType, condition: Condition, reading: Reading) -> Condition:
    """A condition as it is kept (see `records.conditions.settled`); raises `Refused`."""
    subject, name = parted(condition.field)
    asked = Condition(name, condition.operator, condition.operand)
    kept = settled(type_asked(about, condition, reading), asked, reading)
    return Condition(joined(subject, kept.field), kept.operator, kept.operand)


def meets(group: Group, scene: Scene) -> bool:
    """Whether a scene meets conditions; one that can be asked no more is not met.

    A filter leaves out what it cannot ask, since it shows more then. A rule would do more: so it
    does nothing.
    """
    if not group:
        return True
    told = (
        meets(one, scene) if isinstance(one, Group) else _met(one, scene) for one in group.parts
    )
    return any(told) if group.joined == "or" else all(told)


def _met(condition: Condition, scene: Scene) -> bool:
    if scene.about is None:
        return False
    subject, name = parted(condition.field)
    try:
        record_type = type_asked(scene.about, condition, scene.reading)
    except Refused:
        return False
    row = subjects.get(subject).row_of(scene)
    if row is None:
        return False
    asked = Condition(name, condition.operator, condition.operand)
    known = Asking(record_type, scene.reading).known(asked)
    if known is None:
        return False
    one, operator, operand = known
    return one.meets(operator, row, operand, scene.reading)


def narrowed(group: Group, about: RecordType, actor: Actor, reading: Reading) -> Q:
    """The part of conditions that the database can ask of records themselves.

    What meets the conditions is found by it; what is found need not meet them.
    """
    if group.joined == "or" and len(group.parts) > 1:
        return Q()
    own = tuple(one for one in group.simple() if _is_askable(one, about, reading))
    reader = Reader(about, actor, reading)
    return reader.asked(Group("and", own))


def _is_askable(condition: Condition, about: RecordType, reading: Reading) -> bool:
    if parted(condition.field)[0]:
        return False
    try:
        parsed(about, condition, reading)
    except (Refused, ValueError, TypeError, ArithmeticError):
        return False
    return True
