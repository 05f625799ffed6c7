"""Every action that makes sense for a record is a step, by the name of the action."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klientel.automations.scene import Scene, account_type
from klientel.automations.steps.registry import Asking, Done, StepKind, steps
from klientel.automations.steps.writing import SECTION as ADDING
from klientel.events.verbs import verbs
from klientel.kit.refused import Refused
from klientel.kit.text import clip
from klientel.records.actions.catalogue import Action, actions
from klientel.records.fields.base import Reading
from klientel.records.types import RecordType, record_types
from klientel.workspaces.actor import Actor

SECTION = gettext_lazy("What can be done with it")
#: so many letters of a word tell it apart: `assign` and `assigned`
_STEM = 4
#: characters of a value in a sentence
_LONGEST = 80


def _is_for(one: Action, about: RecordType | None) -> bool:
    if not one.on:
        return about is not None or not one.of_any
    return about is not None and (
        one.on == about.name or (bool(about.account) and _of_account(one))
    )


def _of_account(one: Action) -> bool:
    known = account_type()
    return known is not None and one.on == known.name


def _target(one: Action, scene: Scene) -> Any:
    if scene.about is not None and one.on == scene.about.name:
        return scene.record
    return scene.account


def _run(one: Action, actor: Actor, scene: Scene, values: Mapping[str, Any]) -> Done:
    if one.of_any:
        return _run_of_any(one, actor, scene, values)
    if not one.on:
        made = one.call(actor, **values)
        return Done(record=made if hasattr(made, "record_type") else None)
    target = _target(one, scene)
    if target is None:
        raise Refused("There is no record that this could be done with.")
    made = one.call(actor, target, **values)
    return Done(record=made if hasattr(made, "record_type") else target)


def _run_of_any(one: Action, actor: Actor, scene: Scene, values: Mapping[str, Any]) -> Done:
    if scene.record is None:
        raise Refused("There is no record that this could be done with.")
    one.call(actor, **{**values, one.of_any: str(scene.record.pk)})
    return Done(record=scene.record)


def _said(one: Action, asking: Asking) -> str:
    reading = asking.reading
    if one.in_words is not None:
        return one.in_words(asking.shown)
    label = reading.say(one.label)
    told = [
        _("{field}: {value}").format(field=reading.say(field.label), value=_brief(shown))
        for field in one.asked_by_rules
        if (shown := asking.shown.get(field.name))
    ]
    is_others = asking.about is not None and one.on not in ("", asking.about.name)
    if is_others:
        named = _("“{action}” is done with {client.the.dat} or {customer.dat}")
    else:
        named = _("“{action}” is done")
    sentence = reading.words.fill(named, action=label)
    return f"{sentence} ({', '.join(told)})" if told else sentence


def _brief(shown: str) -> str:
    """The beginning of a value, its lines after one another."""
    return clip("; ".join(line.strip() for line in shown.splitlines() if line.strip()), _LONGEST)


def written_by(one: Action) -> frozenset[str]:
    """The verbs that an action probably writes, and the fields that it changes.

    Their names agree (`work.assign`, `work.assigned`), and so do those of inputs and fields.
    """
    noun, _dot, what = one.name.partition(".")
    words = set(what.split("_"))
    found = set(one.writes) | {
        verb.name
        for verb in verbs
        if verb.name.partition(".")[0] == noun
        and _agree(words, set(verb.name.partition(".")[2].split("_")))
    }
    if one.on in record_types:
        fields = record_types.get(one.on).by_name
        found |= {f"{one.on}:{field.name}" for field in one.asked_by_rules if field.name in fields}
    return frozenset(found)


def _agree(words: set[str], others: set[str]) -> bool:
    return len(words) == len(others) and all(
        any(other[:_STEM] == word[:_STEM] for other in others) for word in words
    )


@lru_cache(maxsize=4)
def _kinds(names: frozenset[str]) -> Mapping[str, StepKind]:
    return {one.name: _kind(one) for one in actions if one.name in names}


def _kind(one: Action) -> StepKind:
    def is_for(about: RecordType | None, _reading: Reading) -> bool:
        return _is_for(one, about)

    return StepKind(
        name=one.name,
        label=one.label,
        icon=one.icon or "zap",
        inputs=lambda asking: one.asked_by_rules,
        run=lambda actor, scene, values: _run(one, actor, scene, values),
        said=lambda asking: _said(one, asking),
        writes=lambda asking: written_by(one),
        is_for=is_for,
        makes_records=one.adds and not one.on,
        on=one.on,
        section=SECTION if one.on or one.of_any else ADDING,
        order=60 if one.on else 62 if one.of_any else 65,
    )


def kinds() -> Mapping[str, StepKind]:
    """The steps that the catalogue holds now, by the names of the actions."""
    return _kinds(frozenset(one.name for one in actions if one.is_step))


steps.add_source(kinds)
