"""The registry of what can start a rule: each kind of trigger says what it asks and hears."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from klientel.kit.refused import Refused
from klientel.records.conditions import NOTHING, Group
from klientel.records.fields.base import Field, Reading, Text
from klientel.records.types import RecordType
from klientel.workspaces.actor import Actor

if TYPE_CHECKING:
    from klientel.events.models import Event


@dataclass(frozen=True)
class Asked:
    """A trigger of one rule: the type that the rule is about, as the firm has it (None for none),
    and what the trigger was told, in the form of `Field.api`.
    """

    about: RecordType | None
    params: Mapping[str, Any]
    reading: Reading

    def text(self, name: str, usual: str = "") -> str:
        """A parameter as text."""
        value = self.params.get(name)
        return usual if value is None else str(value)

    def number(self, name: str, usual: int = 0) -> int:
        """A parameter as a whole number."""
        try:
            return int(float(self.params.get(name, usual)))
        except (TypeError, ValueError):
            return usual

    def truth(self, name: str) -> bool:
        """A parameter that is a tick."""
        return self.params.get(name) in (True, "1", 1)


@dataclass(frozen=True)
class Due:
    """A moment at which a rule starts by itself, and the record it does so for, if any."""

    at: datetime
    record: Any = None


@dataclass(frozen=True)
class Stretch:
    """What a trigger of time is asked for: moments later than `since`, up to `until`.

    Records are those that `actor` sees and that the rule is for (`covered`). `given` narrows them
    as far as the database can; who asks still has to ask each whether it meets the conditions.
    """

    actor: Actor
    since: datetime
    until: datetime
    given: Group = NOTHING
    covered: Q = field(default_factory=Q)


def _no_params(_asked: Asked) -> Sequence[Field]:
    return ()


def _no_verbs(_asked: Asked) -> frozenset[str]:
    return frozenset()


def _any(_asked: Asked, _event: Event) -> bool:
    return True


def _always(_about: RecordType | None, _reading: Reading) -> bool:
    return True


@dataclass(frozen=True, kw_only=True)
class Trigger:
    """One kind of trigger.

    `params` are the fields it is told by, given what it was told so far. `verbs` are those it must
    hear, `matches` whether one event of them starts the rule. One of time has `due` instead, which
    gives its moments in any order. `said` is the trigger in words, the beginning of a sentence in
    lower case; `is_clause` tells whether it has a verb (`once an order is fulfilled`) or none
    (`every month`). `check` refuses params that cannot be.
    """

    name: str
    label: Text
    icon: str
    said: Callable[[Asked], str]
    params: Callable[[Asked], Sequence[Field]] = _no_params
    verbs: Callable[[Asked], frozenset[str]] = _no_verbs
    matches: Callable[[Asked, Event], bool] = _any
    due: Callable[[Asked, Stretch], Iterator[Due]] | None = None
    is_for: Callable[[RecordType | None, Reading], bool] = _always
    check: Callable[[Asked], None] = lambda asked: None
    is_clause: bool = True
    #: its place in the editor, the smallest first
    order: int = 50


class _Triggers:
    """All kinds of triggers by name."""

    def __init__(self) -> None:
        self._by_name: dict[str, Trigger] = {}

    def register(self, *found: Trigger) -> None:
        """Add kinds; the same name twice is an error."""
        for one in found:
            if one.name in self._by_name:
                raise ValueError(f"trigger {one.name} is registered twice")
            self._by_name[one.name] = one

    def remove(self, name: str) -> None:
        """Forget a kind (tests)."""
        self._by_name.pop(name, None)

    def get(self, name: str) -> Trigger:
        """The kind of that name; raises `Refused` for one that no open room has."""
        try:
            return self._by_name[name]
        except KeyError:
            raise Refused("What starts this rule is not known here any more.") from None

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def __iter__(self) -> Iterator[Trigger]:
        return iter(sorted(self._by_name.values(), key=lambda one: (one.order, one.name)))


triggers = _Triggers()
