"""Rules that would start each other for ever, as far as that can be seen before.

What cannot be seen (an action writes more than its name says) ends at run time, at depth 5.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from klientel.automations.definition import Definition, Step, When, from_json
from klientel.automations.models import Rule
from klientel.automations.queries import rules_in_force
from klientel.automations.steps import Asking, steps
from klientel.automations.steps.flow import START_RULE
from klientel.automations.subjects import parted
from klientel.automations.triggers import Asked, triggers
from klientel.automations.values import FORMULA, is_source
from klientel.kit.refused import Refused
from klientel.records.conditions import Condition, parsed
from klientel.records.fields.base import Reading
from klientel.records.types import RecordType, record_types
from klientel.workspaces.actor import MAX_DEPTH


@dataclass(frozen=True)
class _Known:
    """A rule as far as loops are concerned."""

    key: str
    name: str
    definition: Definition
    about: RecordType | None


@dataclass(frozen=True)
class _Write:
    """What one step writes: verbs, `type:field`, the type of the record, and what it sets there."""

    tokens: frozenset[str]
    literals: dict[str, Any]
    type_name: str
    is_new: bool
    reckons: bool
    starts: str


def chain(
    workspace_id: UUID,
    definition: Definition,
    reading: Reading,
    *,
    name: str = "",
    rule: Rule | None = None,
) -> list[str]:
    """The names of the rules by which this one would start itself; empty for none."""
    key = str(rule.pk) if rule is not None else ""
    mine = _known(key, name or (rule.name if rule else ""), definition, reading)
    rows = rules_in_force(workspace_id).exclude(pk=rule.pk if rule is not None else None)
    others = [
        _known(str(pk), title, from_json(stored), reading)
        for pk, title, stored in rows.values_list("pk", "name", "definition")
    ]
    return _way(mine, [mine, *others], reading)


def _known(key: str, name: str, definition: Definition, reading: Reading) -> _Known:
    about = None
    if definition.about in record_types:
        about = record_types.get(definition.about).in_workspace(reading.workspace)
    return _Known(key, name, definition, about)


def _way(mine: _Known, every: Sequence[_Known], reading: Reading) -> list[str]:
    """The shortest way from a rule back to itself, over as many as may follow each other."""
    reached: dict[str, list[_Known]] = {}
    waiting: list[list[_Known]] = [[mine]]
    while waiting:
        way = waiting.pop(0)
        writes = list(_writes_of(way[-1], reading))
        for other in every:
            if not any(_starts(one, way[-1], other, reading) for one in writes):
                continue
            if other is mine:
                return [one.name for one in [*way, mine]]
            if other.key not in reached and len(way) < MAX_DEPTH:
                reached[other.key] = [*way, other]
                waiting.append(reached[other.key])
    return []


def _writes_of(known: _Known, reading: Reading) -> Iterator[_Write]:
    every = (*known.definition.then, *known.definition.otherwise)
    for step, about in _with_types(every, known.about, reading):
        with suppress(Refused):
            kind = steps.get(step.do)
            asking = Asking(about, step.values, reading, step)
            tokens = kind.writes(asking)
            starts = asking.text("_rule") if step.do == START_RULE else ""
            if tokens or starts:
                yield _write(step, about, tokens, starts)


def _with_types(
    found: Sequence[Step], about: RecordType | None, reading: Reading
) -> Iterator[tuple[Step, RecordType | None]]:
    for one in found:
        yield one, about
        within = about
        with suppress(Refused):
            kind = steps.get(one.do)
            if kind.about_within is not None:
                within = kind.about_within(Asking(about, one.values, reading, one))
        yield from _with_types((*one.then, *one.otherwise), within, reading)


def _write(step: Step, about: RecordType | None, tokens: frozenset[str], starts: str) -> _Write:
    is_new = "_type" in step.values
    type_name = str(step.values["_type"]) if is_new else about.name if about is not None else ""
    given = {name: one for name, one in step.values.items() if not name.startswith("_")}
    return _Write(
        tokens=tokens,
        literals={name: one for name, one in given.items() if not is_source(one)},
        type_name=type_name,
        is_new=is_new,
        reckons=any(isinstance(one, dict) and FORMULA in one for one in given.values()),
        starts=starts,
    )


def _starts(write: _Write, source: _Known, other: _Known, reading: Reading) -> bool:
    """Whether what a step of one rule writes may start another."""
    if write.starts:
        return write.starts == other.key
    if not any(_hears(one, other, write, reading) for one in other.definition.when):
        return False
    # a value that is there already is no change: setting it again ends by itself
    is_change = any(":" in token for token in write.tokens) and not write.is_new
    if source is other and is_change and not write.reckons:
        return False
    return not _is_plainly_unmet(write, other, reading)


def _hears(when: When, known: _Known, write: _Write, reading: Reading) -> bool:
    with suppress(Refused):
        asked = Asked(known.about, when.params, reading)
        kind = triggers.get(when.kind)
        if when.kind != "changed":
            return bool(kind.verbs(asked) & write.tokens)
        if known.about is None:
            return False
        field, now = asked.text("field"), asked.text("now")
        if f"{known.about.name}:{field}" not in write.tokens:
            return False
        literal = write.literals.get(field)
        return not now or literal is None or str(literal) == now
    return False


def _is_plainly_unmet(write: _Write, known: _Known, reading: Reading) -> bool:
    """Whether a condition of a rule asks for another value than the one that was just set."""
    about = known.about
    if known.definition.otherwise:
        # it starts in any case
        return False
    if about is None or write.type_name != about.name or known.definition.given.joined != "and":
        return False
    return any(
        _refuses(one, about, write.literals, reading) for one in known.definition.given.simple()
    )


def _refuses(
    condition: Condition, about: RecordType, literals: dict[str, Any], reading: Reading
) -> bool:
    subject, name = parted(condition.field)
    if subject or name not in literals or name not in about.by_name:
        return False
    one = about.field(name)
    row = SimpleNamespace(own_values={})
    try:
        _field, operator, operand = parsed(about, condition, reading)
        one.put(row, one.from_api(literals[name]))
        return not one.meets(operator, row, operand, reading)
    except (Refused, ValueError, TypeError, ArithmeticError, AttributeError, LookupError):
        return False
