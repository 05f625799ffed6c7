"""How a run of the past would have gone on in time: what its waits ended with, by the log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from klientel.automations.definition import Definition, Step
from klientel.automations.engine.flow import after_span, asking_of, wait_ends
from klientel.automations.engine.waiting import awaited_on
from klientel.automations.scene import Scene
from klientel.automations.steps.flow import WAIT_FOR, verbs_awaited
from klientel.events.reading_back import told_around
from klientel.kit import clock

if TYPE_CHECKING:
    from klientel.events.models import Event


@dataclass
class Course:
    """Where a run stands in time, and what was told meanwhile.

    `at` is None where nobody knows: it lies ahead, or behind a wait that may still end.
    """

    at: datetime | None = None
    told: Sequence[Event] = field(default_factory=list)

    def unknown(self) -> Course:
        """The same log, from where nobody knows when it is."""
        return Course(None, self.told)

    def wait(self, scene: Scene, step: Step) -> str | None:
        """Go on behind a wait: the verb that ended it, empty for none, None where it is open."""
        at, self.at = self.at, None
        if at is None:
            return None
        asking = asking_of(step, scene)
        if step.do != WAIT_FOR:
            self.at = _past(wait_ends(asking, at))
            return None
        count, unit = asking.number("count", 3), asking.text("unit", "days")
        until = after_span(at, count, unit, scene.reading)
        on = awaited_on(scene, verbs_awaited(asking))
        for event in self.told:
            if at < event.recorded_at < until and _ends(event, on.get(event.verb)):
                self.at = event.recorded_at
                return event.verb
        self.at = _past(until)
        return None if self.at is None else ""


def _past(at: datetime) -> datetime | None:
    return at if at <= clock.now() else None


def _ends(event: Event, on_id: UUID | None) -> bool:
    return on_id is not None and on_id in (event.record_id, event.account_id)


def told_since(
    workspace_id: UUID, definition: Definition, scenes: Sequence[Scene], since: datetime
) -> list[Event]:
    """What waits of a definition could have ended with, for some records, in the order of time."""
    wanted: set[str] = set()
    on: set[UUID] = set()
    for step in definition.steps():
        if step.do == WAIT_FOR:
            for scene in scenes:
                here = awaited_on(scene, verbs_awaited(asking_of(step, scene)))
                wanted |= here.keys()
                on |= set(here.values())
    return told_around(workspace_id, wanted, on, since)
