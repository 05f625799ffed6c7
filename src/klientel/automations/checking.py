"""Whether a rule makes sense: every wrong thing is a sentence, told at its place.

Places are `about`, `when.0`, `when.0.days`, `given.2`, `step.<key>`, `step.<key>.<input>`,
`step.<key>.given`; `loop` for a rule that would start itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from klientel.automations import loops
from klientel.automations.definition import (
    MAX_CONDITIONS,
    MAX_NESTING,
    MAX_STEPS,
    MAX_TRIGGERS,
    MAX_WITHIN,
    Definition,
    Step,
    When,
    fresh_key,
)
from klientel.automations.models import Rule
from klientel.automations.placeholders import Place
from klientel.automations.steps import Asking, StepKind, steps
from klientel.automations.subjects import parted, settled_condition, subjects
from klientel.automations.triggers import Asked, Trigger, triggers
from klientel.automations.values import settled_value
from klientel.kit.refused import Invalid, Refused
from klientel.records.conditions import Condition, Group
from klientel.records.fields.base import Field, Reading
from klientel.records.types import RecordType, record_types
from klientel.workspaces.actor import Actor

Errors = dict[str, Refused]
#: what a person may type is cleaned again, since what else is asked depends on it
_PASSES = 3


def about_type(name: str, reading: Reading) -> RecordType | None:
    """The type that a rule is about, as the firm has it; None for none, or one that is gone."""
    if name not in record_types:
        return None
    return record_types.get(name).in_workspace(reading.workspace)


def settled(
    actor: Actor,
    definition: Definition,
    reading: Reading,
    *,
    name: str = "",
    rule: Rule | None = None,
) -> Definition:
    """The rule as it is kept; raises `Invalid` with all that is wrong with it, by place."""
    found, errors = looked_at(definition, reading)
    if not errors:
        chain = loops.chain(actor.workspace_id, found, reading, name=name, rule=rule)
        if chain:
            errors["loop"] = Refused(
                "This rule would start itself again and again: {chain}. Add a condition that is "
                "not met any more afterwards.",
                "loop",
                chain=" → ".join(chain),
            )
    if errors:
        raise Invalid(errors)
    return found


def looked_at(definition: Definition, reading: Reading) -> tuple[Definition, Errors]:
    """The rule as it would be kept, as far as it can be, and what is wrong with it by place."""
    errors: Errors = {}
    about = about_type(definition.about, reading)
    if definition.about and about is None:
        errors["about"] = Refused("There are no such records here any more.", "about")
        return definition, errors
    _count(definition, errors)
    when = tuple(
        _settled_when(one, about, reading, f"when.{n}", errors)
        for n, one in enumerate(definition.when[:MAX_TRIGGERS])
    )
    place = Place(about, reading, has_hook=any(one.kind == "hook" for one in when))
    given = _settled_group(definition.given, place, "given", errors)
    keys: set[str] = set()
    then = _settled_steps(definition.then, place, keys, errors)
    otherwise = _settled_steps(definition.otherwise, place, keys, errors)
    return Definition(definition.about, when, given, then, otherwise), errors


def _count(definition: Definition, errors: Errors) -> None:
    """Refuse what is too much, or too little."""
    if not definition.when:
        errors["when"] = Refused("Say what starts the rule.", "when")
    if len(definition.when) > MAX_TRIGGERS:
        errors["when"] = Refused("At most {most} triggers are possible.", "when", most=MAX_TRIGGERS)
    if not definition.then:
        errors["then"] = Refused("Say what is to be done: add a step.", "then")
    if sum(1 for _one in definition.steps()) > MAX_STEPS:
        errors["then"] = Refused("At most {most} steps are possible.", "then", most=MAX_STEPS)
    if definition.otherwise and not definition.given:
        errors["otherwise"] = Refused(
            "Without a condition there is no otherwise: add one, or remove these steps.",
            "otherwise",
        )
    if _depth((*definition.then, *definition.otherwise)) > MAX_WITHIN:
        errors["then"] = Refused(
            "Steps can stand in each other {most} deep at most.", "then", most=MAX_WITHIN
        )
    if sum(1 for _one in definition.conditions()) > MAX_CONDITIONS:
        errors["given"] = Refused(
            "At most {most} conditions are possible.", "given", most=MAX_CONDITIONS
        )


def _depth(found: Sequence[Step]) -> int:
    return max((1 + max(_depth(one.then), _depth(one.otherwise)) for one in found), default=0)


# When ---------------------------------------------------------------------------------------------


def _settled_when(
    when: When, about: RecordType | None, reading: Reading, place: str, errors: Errors
) -> When:
    try:
        kind = triggers.get(when.kind)
        if not kind.is_for(about, reading):
            raise Refused("This cannot start a rule about these records.")
    except Refused as refusal:
        errors[place] = refusal
        return when
    params = _settled_params(kind, about, when.params, reading, place, errors)
    if not any(one.startswith(f"{place}.") for one in errors):
        _checked(lambda: kind.check(Asked(about, params, reading)), place, errors)
    return When(when.kind, params)


def _settled_params(
    kind: Trigger,
    about: RecordType | None,
    given: Mapping[str, Any],
    reading: Reading,
    place: str,
    errors: Errors,
) -> dict[str, Any]:
    params, found = dict(given), Errors()
    for _pass in range(_PASSES):
        found = {}
        before, params = params, {}
        for one in kind.params(Asked(about, before, reading)):
            _put(one, before, reading, place, params, found)
        if params == before:
            break
    errors.update(found)
    return params


def _put(
    one: Field,
    given: Mapping[str, Any],
    reading: Reading,
    place: str,
    into: dict[str, Any],
    errors: Errors,
) -> None:
    """Clean what was typed into a field of a trigger; empty means what is usual."""
    raw = given.get(one.name)
    raw = one.default if raw in (None, "", []) else raw
    try:
        value = one.clean(raw, reading)
    except Refused as refusal:
        into[one.name] = given.get(one.name)
        errors[f"{place}.{one.name}"] = refusal.at(one.name)
    else:
        if not one.is_empty(value):
            into[one.name] = one.api(value)


def _checked(check: Any, place: str, errors: Errors) -> None:
    try:
        check()
    except Invalid as invalid:
        errors.update({f"{place}.{name}": one for name, one in invalid.errors.items()})
    except Refused as refusal:
        errors[f"{place}.{refusal.field}" if refusal.field else place] = refusal


# If -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Asked:
    """Of what conditions ask: a record of a type, in a place of the rule."""

    about: RecordType
    place: Place


def _settled_group(group: Group, place: Place, here: str, errors: Errors) -> Group:
    if place.about is None:
        if group:
            why = "Conditions need a kind of record that the rule is about."
            errors[here] = Refused(why, "given")
        return group
    counted = iter(range(MAX_CONDITIONS * 2))
    return _settled_parts(group, _Asked(place.about, place), here, errors, counted, 1)


def _settled_parts(
    group: Group, asked: _Asked, here: str, errors: Errors, counted: Any, depth: int
) -> Group:
    parts: list[Condition | Group] = []
    for one in group.parts:
        if isinstance(one, Group):
            if depth >= MAX_NESTING:
                errors[here] = Refused("Conditions are nested too deep.", "given")
                continue
            inner = _settled_parts(one, asked, here, errors, counted, depth + 1)
            if inner:
                parts.append(inner)
            continue
        number = next(counted, 0)
        try:
            parts.append(_settled_condition(one, asked))
        except Refused as refusal:
            errors[f"{here}.{number}"] = refusal
            parts.append(one)
        except (ValueError, TypeError, ArithmeticError):
            errors[f"{here}.{number}"] = Refused("This value cannot be understood.")
            parts.append(one)
    return Group(group.joined, tuple(dict.fromkeys(parts)))


def _settled_condition(one: Condition, asked: _Asked) -> Condition:
    place = asked.place
    kept = settled_condition(asked.about, one, place.reading)
    behind = subjects.get(parted(kept.field)[0]).behind
    if behind and behind not in place.behind:
        step = place.reading.say(steps.get(behind).label)
        raise Refused("This can only be asked behind a step “{step}”.", step=step)
    return kept


# Then ---------------------------------------------------------------------------------------------


def _settled_steps(
    found: Sequence[Step], place: Place, keys: set[str], errors: Errors
) -> tuple[Step, ...]:
    made = []
    for one in found:
        made.append(_settled_step(one, place, keys, errors))
        place = place.after(one.all())
    return tuple(made)


def _settled_step(step: Step, place: Place, keys: set[str], errors: Errors) -> Step:
    key = step.key if step.key.isalnum() and step.key not in keys else fresh_key()
    keys.add(key)
    here = f"step.{key}"
    try:
        kind = steps.get(step.do)
        if not kind.is_for(place.about, place.reading):
            raise Refused("This step cannot be done with these records.")
    except Refused as refusal:
        errors[here] = refusal
        return replace(step, key=key)
    values = settled_inputs(kind, step.values, place, here, errors)
    asking = Asking(place.about, values, place.reading, step)
    within = replace(place, about=kind.about_within(asking)) if kind.about_within else place
    given = _settled_group(step.given, within, f"{here}.given", errors) if kind.asks else Group()
    then, otherwise = (
        _settled_steps(getattr(step, name), within.after((step,)), keys, errors)
        if name in kind.holds
        else ()
        for name in ("then", "otherwise")
    )
    made = Step(key, step.do, values, given, then, otherwise)
    if not any(one.startswith(f"{here}.") for one in errors):
        _checked(lambda: kind.check(replace(asking, step=made)), here, errors)
    return made


def settled_inputs(
    kind: StepKind, given: Mapping[str, Any], place: Place, here: str, errors: Errors
) -> dict[str, Any]:
    """The values of a step as they are kept; what is no input of it is left out."""
    values = dict(given)
    place = replace(place, is_outside=kind.is_outside)
    for _pass in range(_PASSES):
        before, values, found = values, {}, Errors()
        for one in kind.inputs(Asking(place.about, before, place.reading)):
            _put_value(kind, one, before, place, here, values, found)
        if values == before:
            break
    errors.update(found)
    return values


def _put_value(
    kind: StepKind,
    one: Field,
    given: Mapping[str, Any],
    place: Place,
    here: str,
    into: dict[str, Any],
    errors: Errors,
) -> None:
    raw = given.get(one.name)
    if raw in (None, "", []) and one.default is not None and one.name not in given:
        raw = one.default
    try:
        value = settled_value(one, raw, place)
    except Refused as refusal:
        into[one.name] = raw
        errors[f"{here}.{one.name}"] = refusal.at(one.name)
    except (ValueError, TypeError, ArithmeticError, AttributeError):
        into[one.name] = raw
        errors[f"{here}.{one.name}"] = Refused("This value cannot be understood.", one.name)
    else:
        if value is not None or (kind.keeps_empty and one.name in given):
            into[one.name] = value


def errors_in_words(errors: Mapping[str, Refused], reading: Reading) -> dict[str, str]:
    """What is wrong, by place, in the reader's words."""
    told = {}
    for place, refusal in errors.items():
        with suppress(ValueError):
            told[place] = reading.words.fill(refusal.text())
    return told
