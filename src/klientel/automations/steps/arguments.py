"""What a step is given for one scene: its values resolved, for whoever runs it."""

from __future__ import annotations

from typing import Any

from klientel.automations.definition import Step
from klientel.automations.scene import Scene
from klientel.automations.steps.registry import Asking, StepKind
from klientel.automations.values import resolved


def arguments(kind: StepKind, step: Step, scene: Scene) -> dict[str, Any]:
    """The arguments of `kind.run`, not yet cleaned; raises `Refused` in words."""
    scene.learn_links()
    asking = Asking(scene.about, step.values, scene.reading, step)
    return {
        one.name: resolved(scene, one, step.values[one.name], is_outside=kind.is_outside)
        for one in kind.inputs(asking)
        if one.name in step.values
    }
