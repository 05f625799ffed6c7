"""What a rule says: about which records, when, if and then; and how that is kept as JSON.

Nothing in here asks a registry: `checking.py` says whether a definition makes sense.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from klientel.kit.ids import uuid7
from klientel.records.conditions import NOTHING, Condition, Group
from klientel.records.conditions import to_json as conditions_to_json

#: steps within steps, counted from 1
MAX_WITHIN = 4
MAX_STEPS = 50
MAX_CONDITIONS = 20
MAX_TRIGGERS = 10
#: groups of conditions within groups
MAX_NESTING = 4
_KEY = 8


@dataclass(frozen=True, slots=True)
class When:
    """One thing that starts a rule: the name of a trigger, and what it was told."""

    kind: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: the name of a step, and the values of its inputs (see `values.py`).

    `key` stays with the step through every edit: what it did for an event is known by it. What
    holds other steps does those of `then`, or those of `otherwise` where `given` is not met.
    """

    key: str
    do: str
    values: Mapping[str, Any] = field(default_factory=dict)
    given: Group = NOTHING
    then: tuple[Step, ...] = ()
    otherwise: tuple[Step, ...] = ()

    def all(self) -> Iterator[Step]:
        """The step, and every one in it at any depth, in order."""
        yield self
        for one in (*self.then, *self.otherwise):
            yield from one.all()


@dataclass(frozen=True, slots=True)
class Definition:
    """A rule: the record type it is `about` ("" for none), and its parts.

    Any of `when` starts it; where `given` holds then, the steps of `then` are done in order, else
    those of `otherwise`; without any of these it does not start.
    A condition's field may carry a subject in front (`was:stage`, see `subjects.py`).
    """

    about: str = ""
    when: tuple[When, ...] = ()
    given: Group = NOTHING
    then: tuple[Step, ...] = ()
    otherwise: tuple[Step, ...] = ()

    def steps(self) -> Iterator[Step]:
        """Every step at any depth, in order."""
        for one in (*self.then, *self.otherwise):
            yield from one.all()

    def step(self, key: str) -> Step | None:
        """The step of that key."""
        return next((one for one in self.steps() if one.key == key), None)

    def conditions(self) -> Iterator[Condition]:
        """Every condition at any place."""
        yield from self.given.conditions()
        for one in self.steps():
            yield from one.given.conditions()


def fresh_key() -> str:
    """A key for a new step."""
    return uuid7().hex[-_KEY:]


def with_fresh_keys(definition: Definition) -> Definition:
    """The same rule as one of its own: a copy does not share what was done for the first."""
    return replace(
        definition,
        then=tuple(map(_renewed, definition.then)),
        otherwise=tuple(map(_renewed, definition.otherwise)),
    )


def _renewed(step: Step) -> Step:
    return replace(
        step,
        key=fresh_key(),
        then=tuple(map(_renewed, step.then)),
        otherwise=tuple(map(_renewed, step.otherwise)),
    )


# As JSON ------------------------------------------------------------------------------------------


def to_json(definition: Definition) -> dict[str, Any]:
    """The form that a rule is kept in; what is empty is left out."""
    return _filled(
        about=definition.about,
        when=[_filled(kind=one.kind, params=dict(one.params)) for one in definition.when],
        given=_given(definition.given),
        then=[_step_to_json(one) for one in definition.then],
        otherwise=[_step_to_json(one) for one in definition.otherwise],
    )


def _step_to_json(step: Step) -> dict[str, Any]:
    return _filled(
        key=step.key,
        do=step.do,
        values=dict(step.values),
        given=_given(step.given),
        then=[_step_to_json(one) for one in step.then],
        otherwise=[_step_to_json(one) for one in step.otherwise],
    )


def _given(group: Group) -> Any:
    return conditions_to_json(group) if group else None


def _filled(**parts: Any) -> dict[str, Any]:
    return {name: value for name, value in parts.items() if value}


def from_json(stored: Any) -> Definition:
    """The rule that `to_json` wrote. What it does not know is left out, whoever wrote it.

    It reads one more than is allowed of everything, so that a check can say that it is too much.
    """
    kept = stored if isinstance(stored, Mapping) else {}
    return Definition(
        about=_text(kept.get("about")),
        when=tuple(
            When(_text(one.get("kind")), _mapping(one.get("params")))
            for one in _mappings(kept.get("when"), MAX_TRIGGERS)
        ),
        given=_group(kept.get("given"), 1),
        then=_steps(kept.get("then"), 1),
        otherwise=_steps(kept.get("otherwise"), 1),
    )


def _steps(stored: Any, depth: int) -> tuple[Step, ...]:
    if depth > MAX_WITHIN + 1:
        return ()
    return tuple(
        Step(
            key=_text(one.get("key")) or fresh_key(),
            do=_text(one.get("do")),
            values=_mapping(one.get("values")),
            given=_group(one.get("given"), 1),
            then=_steps(one.get("then"), depth + 1),
            otherwise=_steps(one.get("otherwise"), depth + 1),
        )
        for one in _mappings(stored, MAX_STEPS)
    )


def _group(stored: Any, depth: int) -> Group:
    """Conditions in the form of `where=`, as deep as is allowed."""
    if not isinstance(stored, list) or not stored or stored[0] not in ("and", "or"):
        return NOTHING
    parts: list[Condition | Group] = []
    for one in stored[1 : MAX_CONDITIONS + 2]:
        if not isinstance(one, list) or not one:
            continue
        if one[0] in ("and", "or"):
            inner = _group(one, depth + 1) if depth <= MAX_NESTING else NOTHING
            if inner:
                parts.append(inner)
        elif len(one) == 3:
            parts.append(Condition(*map(str, one)))
    return Group(stored[0], tuple(parts))


def _mappings(stored: Any, most: int) -> Sequence[Mapping[str, Any]]:
    rows = stored if isinstance(stored, list) else []
    return [one for one in rows[: most + 1] if isinstance(one, Mapping)]


def _mapping(stored: Any) -> dict[str, Any]:
    return dict(stored) if isinstance(stored, Mapping) else {}


def _text(stored: Any) -> str:
    return stored[:80] if isinstance(stored, str) else ""
