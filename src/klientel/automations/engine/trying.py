"""What steps would do, in words, without doing any of it: nothing is written, not even tried."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from klientel.automations.definition import Step
from klientel.automations.engine.course import Course
from klientel.automations.engine.flow import asking_of
from klientel.automations.engine.many import gone_through, many_said
from klientel.automations.engine.telling import in_words
from klientel.automations.outcome import HAPPENED, outcome_said
from klientel.automations.scene import Scene
from klientel.automations.steps import Asking, StepKind, steps
from klientel.automations.steps.arguments import arguments
from klientel.automations.steps.flow import STOP, WAIT, WAIT_FOR, target_of, verbs_awaited
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
    #: what a wait ended with, or how many records there are, where that is known
    came: str = ""


def would_do(scene: Scene, some: Sequence[Step], course: Course | None = None) -> list[WouldStep]:
    """Each step in order, as deep as conditions lead; conditions are asked of the record as it is.

    What an earlier step would change is not counted in: it has not been done. With a `course` of
    the past, the log says what waits ended with. Without, they are told both ways, and a for-each
    says how many records there are now.
    """
    found = []
    for one in _Trying(scene, course or Course(), is_now=course is None).steps(some, 0):
        found.append(one)
        if len(found) >= _MOST:
            break
    return found


class _Trying:
    """A run that is none: what it would know at each step, and whether it has stopped."""

    def __init__(self, scene: Scene, course: Course, *, is_now: bool) -> None:
        self.scene = scene
        self.is_now = is_now
        self.course = course
        self.is_over = False
        #: what the last wait can end with
        self._can_come: list[str] = []

    def steps(self, some: Sequence[Step], depth: int) -> Iterator[WouldStep]:
        """Some steps one after the other, each with what it leads to."""
        for step in some:
            if self.is_over:
                return
            try:
                kind = steps.get(step.do)
            except Refused as refusal:
                yield WouldStep(step.key, step.do, depth, refused=refusal.text(), is_clause=False)
                continue
            yield from self._step(step, kind, depth)

    def _step(self, step: Step, kind: StepKind, depth: int) -> Iterator[WouldStep]:
        told = _said(self.scene, kind, step, depth)
        if kind.about_within is not None:
            # which records there will be is known when it is done
            yield self._counted(step, told) if self.is_now and not told.refused else told
        elif kind.holds:
            yield from self._branch(step, told, depth)
        elif step.do in (WAIT, WAIT_FOR):
            yield self._waited(step, told)
        else:
            yield told
            self.is_over = step.do == STOP

    def _counted(self, step: Step, told: WouldStep) -> WouldStep:
        """A for-each, with how many records it would go through now."""
        target = target_of(asking_of(step, self.scene))
        if target is None:
            return told
        ids, is_more = gone_through(self.scene, *target, step)
        now = many_said(len(ids), is_more=is_more)
        return replace(told, came=_("now {records}").format(records=now))

    def _waited(self, step: Step, told: WouldStep) -> WouldStep:
        """A wait, with what it ended with where that is known."""
        verb = self.course.wait(self.scene, step)
        self.scene = self.scene.at(self.scene.key, moment=self.course.at)
        if step.do == WAIT:
            return told
        self._can_come = verbs_awaited(asking_of(step, self.scene))
        facts = {**self.scene.facts, HAPPENED: verb}
        self.scene = self.scene.at(self.scene.key, facts=facts)
        if verb is None:
            return told
        came = outcome_said(asking_of(step, self.scene), verb)
        return replace(told, came=came, is_open=False)

    def _branch(self, step: Step, told: WouldStep, depth: int) -> Iterator[WouldStep]:
        """The way that conditions lead, or both where nobody knows yet what they will."""
        ways = self._ways(step)
        if len(ways) == 1:
            answer = _("yes") if ways[0] else _("no")
            yield replace(told, text=f"{told.text}: {answer}", is_clause=False)
            yield from self.steps(step.then if ways[0] else step.otherwise, depth + 1)
            return
        yield replace(told, is_open=True, is_clause=False)
        scene, reached = self.scene, self.course
        yield from self._way(step.then, depth)
        self.scene, self.course = scene, reached.unknown()
        if step.otherwise:
            yield WouldStep(step.key, _("otherwise"), depth, is_clause=False)
            yield from self._way(step.otherwise, depth)
            self.scene = scene

    def _way(self, some: Sequence[Step], depth: int) -> Iterator[WouldStep]:
        yield from self.steps(some, depth + 1)
        # what stops on one way may go on on the other
        self.is_over = False

    def _ways(self, step: Step) -> list[bool]:
        """What conditions answer: once, or both ways where that depends on a wait."""
        facts = self.scene.facts
        if HAPPENED not in facts or facts[HAPPENED] is not None:
            return [meets(step.given, self.scene)]
        came = [*self._can_come, ""]
        ends = [self.scene.at(self.scene.key, facts={**facts, HAPPENED: one}) for one in came]
        return list(dict.fromkeys(meets(step.given, one) for one in ends))


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
    return WouldStep(step.key, text, depth, shown, refused, is_open and step.do != STOP)


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
