"""What a step is given for one scene: its values resolved, for whoever runs it."""

from __future__ import annotations

from typing import Any

from klientel.automations.definition import Step
from klientel.automations.scene import Scene
from klientel.automations.steps.registry import Asking, StepKind
from klientel.automations.values import resolved
from klientel.kit.refused import Refused
from klientel.records.fields.base import Field


def arguments(kind: StepKind, step: Step, scene: Scene) -> dict[str, Any]:
    """The arguments of `kind.run`, not yet cleaned; raises `Refused` in words."""
    scene.learn_links()
    asking = Asking(scene.about, step.values, scene.reading, step)
    found = {}
    for one in kind.inputs(asking):
        if one.name in step.values:
            value = resolved(scene, one, step.values[one.name], is_outside=kind.is_outside)
            found[one.name] = _here(one, value, scene)
    return found


def _here(one: Field, value: Any, scene: Scene) -> Any:
    """A value; raises `Refused` for one person who has left, whoever writes would only say no."""
    people = scene.reading.directory
    name = people.by_text.get(str(value), "") if one.is_person and value else ""
    if name and str(value) not in map(str, people.active):
        raise Refused("“{name}” no longer belongs to the workspace.", name=name)
    return value
