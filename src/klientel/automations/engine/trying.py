"""What steps would do, in words, without doing any of it: nothing is written, not even tried."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from klientel.automations.definition import Step
from klientel.automations.engine.flow import asking_of
from klientel.automations.engine.telling import in_words
from klientel.automations.scene import Scene
from klientel.automations.steps import Asking, StepKind, steps
from klientel.automations.steps.arguments import arguments
from klientel.automations.subjects import meets
from klientel.kit.refused import Refused
from klientel.records.actions.catalogue import actions

#: of nested steps
_MOST = 60


@dataclass(frozen=True)
class WouldStep:
    """A step as it would be done: what it says, with which values, or what would keep it from that.

    `depth` is how many steps hold it. `is_open` where it depends on what happens until then.
    """

    key: str
    text: str
    depth: int = 0
    given: Mapping[str, str] = field(default_factory=dict)
    refused: str = ""
    is_open: bool = False
    #: whether the text is a clause that follows on "then"
    is_clause: bool = True


def would_do(scene: Scene, some: Sequence[Step]) -> list[WouldStep]:
    """Each step in order, as deep as conditions lead; conditions are asked of the record as it is.

    What an earlier step would change is not counted in: it has not been done.
    """
    found = []
    for one in _would(scene, some, 0):
        found.append(one)
        if len(found) >= _MOST:
            break
    return found


def _would(scene: Scene, some: Sequence[Step], depth: int) -> Iterator[WouldStep]:
    for step in some:
        try:
            kind = steps.get(step.do)
        except Refused as refusal:
            yield WouldStep(step.key, step.do, depth, refused=refusal.text(), is_clause=False)
            continue
        told = _said(scene, kind, step, depth)
        if kind.asks and kind.about_within is None:
            answer = _("yes") if meets(step.given, scene) else _("no")
            told = replace(told, text=f"{told.text}: {answer}", is_clause=False)
        yield told
        if kind.about_within is not None:
            # which records there will be is known when it is done
            continue
        if kind.holds:
            is_met = meets(step.given, scene)
            yield from _would(scene, step.then if is_met else step.otherwise, depth + 1)
        if kind.run is None and step.do == "stop":
            return


def _said(scene: Scene, kind: StepKind, step: Step, depth: int) -> WouldStep:
    asking = asking_of(step, scene)
    try:
        values = arguments(kind, step, scene)
        shown = in_words(kind, asking, values)
        refused = _refusal(scene, step, kind, values)
        text = kind.said(_shown(scene, step, shown)) or scene.reading.say(kind.label)
    except Refused as refusal:
        text = kind.said(asking) or scene.reading.say(kind.label)
        return WouldStep(step.key, text, depth, refused=refusal.text())
    is_open = kind.run is None and bool(kind.about_within or not kind.holds)
    return WouldStep(step.key, text, depth, shown, refused, is_open and step.do != "stop")


def _shown(scene: Scene, step: Step, shown: Mapping[str, str]) -> Any:
    return Asking(scene.about, step.values, scene.reading, step, shown)


def _refusal(scene: Scene, step: Step, kind: StepKind, values: Mapping[str, Any]) -> str:
    """What would keep an action from being done, as far as can be known before."""
    if step.do not in {one.name for one in actions}:
        return ""
    one = actions.get(step.do)
    if not scene.actor.may(one.permission):
        return Refused("Your role does not allow this.").text()
    if scene.record is None:
        return ""
    try:
        one.applies(scene.record)
    except Refused as refusal:
        return refusal.text()
    return ""
