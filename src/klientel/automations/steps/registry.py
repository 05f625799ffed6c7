"""The registry of what a rule can do: each kind of step says what it asks for, and does it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from klientel.automations.definition import Step
from klientel.automations.models import Run
from klientel.automations.position import Frame
from klientel.automations.scene import Scene
from klientel.kit.refused import Refused
from klientel.records.fields.base import Field, Reading, Text
from klientel.records.types import RecordType
from klientel.workspaces.actor import Actor


@dataclass(frozen=True)
class Asking:
    """A step of one rule: the type it works on (None for none), its values, who reads it."""

    about: RecordType | None
    values: Mapping[str, Any]
    reading: Reading
    #: the step itself, for what holds others
    step: Step | None = None
    #: its values in words by input name, for `said`
    shown: Mapping[str, str] = field(default_factory=dict)

    def text(self, name: str, usual: str = "") -> str:
        """A value that was typed, as text."""
        value = self.values.get(name)
        return usual if value is None or isinstance(value, Mapping) else str(value)

    def number(self, name: str, usual: int = 0) -> int:
        """A value that was typed, as a whole number."""
        try:
            return int(float(self.text(name) or usual))
        except ValueError:
            return usual


@dataclass(frozen=True)
class Done:
    """What a step did: in words for the log, and the record that it made or changed, if any."""

    text: str = ""
    record: Any = None


class AtWork(Protocol):
    """A run whose steps are being done, as a step that leads it sees it."""

    run: Run

    def note(
        self, frame: Frame, step: Step, scene: Scene, values: Mapping[str, Any], done: Done
    ) -> None:
        """Write down what a step did."""

    def enter(self, frame: Frame, step: Step, part: str, **of: Any) -> None:
        """Go on with the steps that a step holds: its `then` or its `otherwise`."""


#: does a step that leads its run; whether the run waits then
Leads = Callable[[AtWork, Frame, Step, Scene, Mapping[str, Any]], bool]


def _no_inputs(_asking: Asking) -> Sequence[Field]:
    return ()


def _no_verbs(_asking: Asking) -> frozenset[str]:
    return frozenset()


def _no_fields(_asking: Asking) -> Sequence[Field]:
    return ()


def _always(_about: RecordType | None, _reading: Reading) -> bool:
    return True


@dataclass(frozen=True, kw_only=True)
class StepKind:
    """One kind of step.

    `inputs` are the fields it asks for, given what is chosen so far; a rule keeps their values as
    `values.py` says. Inputs that say what the step is (`_type`) begin with an underscore: they
    are typed, never taken from anywhere. `run(actor, scene, values)` does it, with the values of
    `arguments.py`, inside a transaction; it raises `Refused` in words. A kind that leads the run
    has `leads` instead: it notes what it did, and may enter what it holds. With neither it is the
    flow, which the engine does itself. `writes` are the verbs it may write, and `type:field` for
    each field that it may change, by which loops are found. `said` is the step in words, a main
    clause in lower case that begins, in German, with its verb. `holds` names which of `then` and
    `otherwise` a step has, `asks` whether it has conditions. `about_within` is the type that the
    steps in it work on, where another. One that `touches_records` may change some; others only
    tell. One that `makes_records` adds a record, which is the one of what it did.
    """

    name: str
    label: Text
    icon: str
    said: Callable[[Asking], str]
    inputs: Callable[[Asking], Sequence[Field]] = _no_inputs
    run: Callable[[Actor, Scene, Mapping[str, Any]], Done] | None = None
    leads: Leads | None = None
    writes: Callable[[Asking], frozenset[str]] = _no_verbs
    #: further fields that may be given a value, each when somebody adds it
    offers: Callable[[Asking], Sequence[Field]] = _no_fields
    is_for: Callable[[RecordType | None, Reading], bool] = _always
    check: Callable[[Asking], None] = lambda asking: None
    can_be_undone: bool = True
    touches_records: bool = True
    makes_records: bool = False
    #: an input that is given nothing makes something empty, and is not left out
    keeps_empty: bool = False
    #: what outsiders read: what a firm keeps to itself is not offered in it
    is_outside: bool = False
    holds: tuple[str, ...] = ()
    asks: bool = False
    about_within: Callable[[Asking], RecordType | None] | None = None
    #: the type of record that it is done with, where that decides its heading; empty for `section`
    on: str = ""
    #: the heading that it stands under where one is chosen, and its place there
    section: Text = ""
    order: int = 50


class _Steps:
    """All kinds of steps by name; those of actions are found when they are asked for."""

    def __init__(self) -> None:
        self._by_name: dict[str, StepKind] = {}
        self._sources: list[Callable[[], Mapping[str, StepKind]]] = []

    def register(self, *found: StepKind) -> None:
        """Add kinds; the same name twice is an error."""
        for one in found:
            if one.name in self._by_name:
                raise ValueError(f"step {one.name} is registered twice")
            self._by_name[one.name] = one

    def remove(self, name: str) -> None:
        """Forget a kind (tests)."""
        self._by_name.pop(name, None)

    def add_source(self, source: Callable[[], Mapping[str, StepKind]]) -> None:
        """Add what gives kinds by name whenever it is asked."""
        self._sources.append(source)

    def makes(self, name: str) -> bool:
        """Whether the step of a name adds a record; not of a name that is not known any more."""
        return name in self and self.get(name).makes_records

    def get(self, name: str) -> StepKind:
        """The kind of that name; raises `Refused` for one that no open room has."""
        found = self._by_name.get(name)
        if found is None:
            found = next((one for s in self._sources if (one := s().get(name))), None)
        if found is None:
            raise Refused("This step is not known here any more.")
        return found

    def for_type(self, about: RecordType | None, reading: Reading) -> list[StepKind]:
        """The kinds that a rule about a type can use, in the order they are offered."""
        every = {**{k: v for s in self._sources for k, v in s().items()}, **self._by_name}
        mine = [one for one in every.values() if one.is_for(about, reading)]
        return sorted(mine, key=lambda one: (one.order, reading.say(one.label)))

    def __contains__(self, name: object) -> bool:
        return name in self._by_name or any(name in source() for source in self._sources)

    def __iter__(self) -> Iterator[StepKind]:
        return iter(self._by_name.values())


steps = _Steps()
