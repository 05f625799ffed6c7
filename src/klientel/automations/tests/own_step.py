"""Kinds of steps that nobody else knows of: all that one takes is in such a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from klientel.automations.definition import Step
from klientel.automations.position import THEN, Frame
from klientel.automations.scene import Scene
from klientel.automations.steps.registry import Asking, AtWork, Done, StepKind, steps
from klientel.kit.refused import Refused
from klientel.records import actions
from klientel.records.fields import NumberField, TextField
from klientel.records.fields.base import Field
from klientel.workspaces.actor import Actor

NAMES = ("made_up.shout", "made_up.often")
_WORD = TextField(name="word", label="What to shout", required=True, max_length=20)
_TIMES = NumberField(name="_times", label="How often", default=2)


def _shout(actor: Actor, scene: Scene, values: Mapping[str, Any]) -> Done:
    word = str(values["word"])
    if word == "psst":
        raise Refused("That cannot be shouted.")
    assert scene.about is not None
    row = actions.change(actor, scene.about.name, scene.record, {"city": word.upper()})
    return Done(f"shouted {word}", row)


def _often(at: AtWork, frame: Frame, step: Step, scene: Scene, values: Mapping[str, Any]) -> bool:
    count = Asking(scene.about, step.values, scene.reading, step).number("_times", 2)
    at.note(frame, step, scene, values, Done(f"{count} times"))
    for _time in range(count):
        at.enter(frame, step, THEN)
    return False


def _word(_asking: Asking) -> Sequence[Field]:
    return (_WORD,)


def _times(_asking: Asking) -> Sequence[Field]:
    return (_TIMES,)


def introduce() -> None:
    """What the end of such a file does when its room opens."""
    steps.register(
        StepKind(
            name="made_up.shout",
            label="Shout",
            icon="zap",
            said=lambda asking: f"it shouts {asking.shown.get('word') or '…'}",
            inputs=_word,
            run=_shout,
            writes=lambda asking: frozenset({"account.changed", "account:city"}),
            section="Voices",
        ),
        StepKind(
            name="made_up.often",
            label="Do it often",
            icon="repeat",
            said=lambda asking: f"{asking.number('_times', 2)} times in a row",
            inputs=_times,
            leads=_often,
            holds=("then",),
            section="Voices",
        ),
    )
