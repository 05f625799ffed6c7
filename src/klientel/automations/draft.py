"""A rule while it is put together: what the form of the editor holds, and what its buttons do.

The form carries the whole rule as JSON beside its inputs; what is typed goes before that. Nothing
is written before somebody saves.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django.http import QueryDict

from klientel.automations.definition import (
    MAX_STEPS,
    Definition,
    Step,
    When,
    fresh_key,
    from_json,
)
from klientel.automations.values import FORMULA, FROM
from klientel.views.condition_draft import Change, changes, in_group, typed

LONGEST = 60_000
#: what tells an aspect of an input from its name: `due:from`
_ASPECT = ":"
Steps = tuple[Step, ...]


def read(given: QueryDict) -> Definition:
    """The rule of a form, as it was typed; an empty one for a form that holds none."""
    try:
        stored = json.loads(given.get("definition", "")[:LONGEST] or "{}")
    except (ValueError, RecursionError):
        stored = {}
    kept = from_json(stored)
    about = given.get("about", kept.about)[:40]
    when = tuple(_when(one, f"when.{n}", given) for n, one in enumerate(kept.when))
    return Definition(
        about,
        when,
        typed(kept.given, "given", given),
        _typed_steps(kept.then, given),
        _typed_steps(kept.otherwise, given),
    )


def _when(one: When, place: str, given: QueryDict) -> When:
    if place not in given:
        return one
    kind = given.get(place, "")
    if kind != one.kind:
        return When(kind)
    return When(kind, _named(place, given))


def _named(place: str, given: QueryDict) -> dict[str, Any]:
    """The inputs below a place by name; of several values all, parted by commas."""
    found: dict[str, Any] = {}
    for key in given:
        if key.startswith(f"{place}."):
            values = [text for text in given.getlist(key) if text]
            found[key[len(place) + 1 :]] = ",".join(values)
    return found


def _typed_steps(found: Steps, given: QueryDict) -> Steps:
    """Steps with what was typed, in the order in which the form shows them: they can be dragged."""
    places = {name: place for place, name in enumerate(given) if name.startswith("step.")}
    shown = [places.get(f"step.{one.key}", -1) for one in found]
    if -1 not in shown:
        found = tuple(one for _place, one in sorted(zip(shown, found, strict=True), key=_first))
    return tuple(_typed_step(one, given) for one in found)


def _first(pair: tuple[int, Step]) -> int:
    return pair[0]


def _typed_step(step: Step, given: QueryDict) -> Step:
    place = f"step.{step.key}"
    values = _values(_named(place, given)) if place in given else step.values
    return replace(
        step,
        values=values,
        given=typed(step.given, f"{place}.given", given),
        then=_typed_steps(step.then, given),
        otherwise=_typed_steps(step.otherwise, given),
    )


def _values(named: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a step's inputs, each with its aspects."""
    values: dict[str, Any] = {}
    for name, text in named.items():
        input_, mark, _aspect = name.partition(_ASPECT)
        if mark or name.startswith("given."):
            values.setdefault(input_, None) if mark else None
            continue
        values[name] = text
    for name in list(values):
        source = named.get(f"{name}:from", "")
        if source == FORMULA:
            values[name] = {FORMULA: named.get(f"{name}:formula", "")}
        elif source:
            taken = {FROM: source}
            for aspect in ("days", "working"):
                if text := named.get(f"{name}:{aspect}"):
                    taken[aspect] = text
            values[name] = taken
    return values


# What buttons do ----------------------------------------------------------------------------------


def pressed(definition: Definition, what: str) -> Definition:
    """The rule after a button was pressed (`add-step:then:comment`); the same for none known."""
    name, _colon, place = what.partition(":")
    of_conditions = changes(name, place)
    if of_conditions is not None:
        return _with_group(definition, *of_conditions)
    found = _BUTTONS.get(name)
    return definition if found is None else found(definition, place)


def _add_when(definition: Definition, kind: str) -> Definition:
    if not kind:
        return definition
    return replace(definition, when=(*definition.when, When(kind)))


def _drop_when(definition: Definition, place: str) -> Definition:
    kept = tuple(one for n, one in enumerate(definition.when) if str(n) != place)
    return replace(definition, when=kept)


def _with_group(definition: Definition, place: str, change: Change) -> Definition:
    """The rule with the group at a place (`given.1`, `step.<key>.given`) changed."""
    if place.startswith("step."):
        key, _given, *path = [*place.split(".")[1:], "", ""][: max(2, place.count("."))]
        return _with_step(
            definition,
            key,
            lambda step: (replace(step, given=in_group(step.given, path, change)),),
        )
    return replace(definition, given=in_group(definition.given, place.split(".")[1:], change))


def _add_step(definition: Definition, what: str) -> Definition:
    """A new step of a kind at the end of `then` or `otherwise`, or of a step's (`<key>.then`)."""
    place, _colon, do = what.partition(":")
    if not do or sum(1 for _one in definition.steps()) >= MAX_STEPS:
        return definition
    fresh = Step(fresh_key(), do)
    key, _dot, branch = place.partition(".")
    if not branch:
        if key == "otherwise":
            return replace(definition, otherwise=(*definition.otherwise, fresh))
        return replace(definition, then=(*definition.then, fresh))
    if branch == "otherwise":
        return _with_step(
            definition, key, lambda one: (replace(one, otherwise=(*one.otherwise, fresh)),)
        )
    return _with_step(definition, key, lambda one: (replace(one, then=(*one.then, fresh)),))


def _drop_step(definition: Definition, place: str) -> Definition:
    return _with_step(definition, place, lambda _one: ())


def _add_field(definition: Definition, what: str) -> Definition:
    place, _colon, name = what.partition(":")
    if not name:
        return definition
    return _with_step(
        definition, place, lambda one: (replace(one, values={**one.values, name: None}),)
    )


def _drop_field(definition: Definition, place: str) -> Definition:
    key, _colon, name = place.partition(":")

    def without(step: Step) -> Steps:
        return (replace(step, values={n: v for n, v in step.values.items() if n != name}),)

    return _with_step(definition, key, without)


def _with_step(definition: Definition, key: str, change: Callable[[Step], Steps]) -> Definition:
    return _each_part(definition, lambda found: _in_steps(found, key, change))


def _each_part(definition: Definition, change: Callable[[Steps], Steps]) -> Definition:
    return replace(definition, then=change(definition.then), otherwise=change(definition.otherwise))


def _in_steps(found: Steps, key: str, change: Callable[[Step], Steps]) -> Steps:
    made: list[Step] = []
    for one in found:
        if one.key == key:
            made += change(one)
            continue
        then = _in_steps(one.then, key, change)
        otherwise = _in_steps(one.otherwise, key, change)
        made.append(replace(one, then=then, otherwise=otherwise))
    return tuple(made)


def _up(definition: Definition, place: str) -> Definition:
    return _each_part(definition, lambda found: _moved(found, place, -1))


def _down(definition: Definition, place: str) -> Definition:
    return _each_part(definition, lambda found: _moved(found, place, 1))


def _moved(found: Steps, key: str, by: int) -> Steps:
    """The steps with one of them a place further up or down among its neighbours."""
    keys = [one.key for one in found]
    if key in keys:
        here = keys.index(key)
        there = here + by
        if not 0 <= there < len(found):
            return found
        order = list(found)
        order[here], order[there] = order[there], order[here]
        return tuple(order)
    return tuple(
        replace(one, then=_moved(one.then, key, by), otherwise=_moved(one.otherwise, key, by))
        for one in found
    )


_BUTTONS: Mapping[str, Callable[[Definition, str], Definition]] = {
    "add-when": _add_when,
    "drop-when": _drop_when,
    "add-step": _add_step,
    "drop-step": _drop_step,
    "add-field": _add_field,
    "drop-field": _drop_field,
    "up-step": _up,
    "down-step": _down,
}
