"""What a rule would have done: in the past, on which records; and now, on one. It writes nothing.

The past is asked in the way in which events are heard, so that a rehearsal finds what really fired.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from klientel.automations.definition import Definition
from klientel.automations.engine.acting import Firm, records_of
from klientel.automations.engine.by_hand import does_then
from klientel.automations.engine.course import Course, told_since
from klientel.automations.engine.index import (
    Index,
    InForce,
    Listening,
    about_of,
    listening,
    together,
)
from klientel.automations.engine.matching import starts_of
from klientel.automations.engine.timing import moments
from klientel.automations.engine.trying import WouldStep, would_do
from klientel.automations.scene import Scene
from klientel.events.ids_in_time import floor_id
from klientel.events.reading_back import told_back_from
from klientel.kit import clock
from klientel.kit.refused import Forbidden
from klientel.records.fields.base import Reading
from klientel.records.reading import reading_for
from klientel.records.types import RecordType
from klientel.workspaces.actor import Actor

if TYPE_CHECKING:
    from klientel.events.models import Event

#: how many days back
DAYS = 30
#: events and starts that one rehearsal looks at
MOST_EVENTS, MOST_STARTS = 20_000, 1_000
PAGE = 25
_NO_RULE = UUID(int=0)


@dataclass(frozen=True)
class Fired:
    """One start that there would have been: when, for which record, and what it would have done.

    The record is None for a rule about none. `steps` are those of the page that is shown. Where its
    conditions were not met the rule did what it does otherwise.
    """

    at: datetime
    trigger: str
    record_type: RecordType | None = None
    record: Any = None
    event: Event | None = None
    steps: Sequence[WouldStep] = ()
    is_met: bool = True


@dataclass(frozen=True)
class Rehearsal:
    """What a rule would have done since an instant, newest first.

    `count` is of all starts, `fired` those of one page. With `is_cut` there was more to look at
    than is looked at: the count is of what lies after `since`.
    """

    since: datetime
    count: int = 0
    is_cut: bool = False
    fired: Sequence[Fired] = field(default_factory=list)
    page: int = 1

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.count // PAGE))


def rehearse(
    actor: Actor,
    definition: Definition,
    days: int = DAYS,
    *,
    page: int = 1,
    includes_imports: bool = False,
    team_id: UUID | None = None,
) -> Rehearsal:
    """What a definition would have done in the last days, were it the actor's rule; with a
    `team_id` on the records that are that team's today.

    Limits of an hour are not counted in. Its work is bounded; what that leaves out is said.
    """
    if actor.member_id is None:
        raise Forbidden
    firm = Firm.of(actor.workspace_id)
    now = clock.now()
    rule = InForce(
        _NO_RULE, "", 0, definition, actor.member_id, includes_imports, None, MOST_STARTS,
        team_id,
    )  # fmt: skip
    past = _Rehearsing(firm, actor, rule, now - timedelta(days=days), now)
    with translation.override(firm.workspace.language):
        every = past.all()
    every.sort(key=lambda one: one.at, reverse=True)
    start = (max(1, page) - 1) * PAGE
    shown = _with_steps(firm, past, every[start : start + PAGE])
    return Rehearsal(past.since, len(every), past.is_cut, shown, max(1, page))


class _Rehearsing:
    """The look at the past: what it found, and how far back it got."""

    def __init__(
        self, firm: Firm, actor: Actor, rule: InForce, since: datetime, until: datetime
    ) -> None:
        self.firm = firm
        self.rule = rule
        self.since = since
        self.until = until
        self.is_cut = False
        self.actor = firm.must_have(rule.acts_as_id)
        some = listening(rule)
        self.timed = [one for one in some if one.trigger.due is not None]
        self.heard = [one for one in some if one.trigger.due is None]
        self.about = about_of(rule.definition, firm.reading)

    def all(self) -> list[Fired]:
        """Every start, those of events and those of time."""
        return [*self._of_events(), *self._of_time()]

    def _of_events(self) -> list[Fired]:
        hearing: dict[str, list[Listening]] = {}
        for one in self.heard:
            for verb in one.trigger.verbs(one.asked(self.firm.reading)):
                hearing.setdefault(verb, []).append(one)
        by_verb = {verb: together(some) for verb, some in hearing.items()}
        index = Index(None, {self.rule.id: self.rule}, by_verb, ())
        found: list[Fired] = []
        for events in self._events(sorted(by_verb)):
            starts = starts_of(self.firm, index, events)
            ids = {start.record_id for start in starts if start.record_id}
            records = records_of(self.actor, self.about, ids) if self.about and ids else {}
            for start in reversed(starts):
                at = start.event.recorded_at
                record = records.get(start.record_id) if start.record_id else None
                found.append(
                    Fired(at, start.trigger, self.about, record, start.event, is_met=start.is_met)
                )
            if len(found) >= MOST_STARTS:
                return self._cut(found)
        return found

    def _events(self, told: list[str]) -> Iterator[list[Event]]:
        """The events of these verbs since then, in pieces from the newest on; not too many."""
        seen, before = 0, floor_id(self.until + timedelta(milliseconds=1))
        for some in told_back_from(self.firm.workspace.pk, told, self.since, before):
            if seen >= MOST_EVENTS:
                self.is_cut, self.since = True, some[-1].recorded_at
                return
            seen += len(some)
            yield some

    def _of_time(self) -> list[Fired]:
        if not self.timed:
            return []
        found = {}
        for moment in moments(
            self.firm, self.actor, self.timed, self.since, self.until, MOST_STARTS + 1
        ):
            key = (moment.record.pk if moment.record is not None else None, moment.at)
            found[key] = Fired(
                moment.at, moment.trigger, self.about, moment.record, is_met=moment.is_met
            )
        if len(found) > MOST_STARTS:
            return self._cut(sorted(found.values(), key=lambda one: one.at, reverse=True))
        return list(found.values())

    def _cut(self, found: list[Fired]) -> list[Fired]:
        kept = found[:MOST_STARTS]
        self.is_cut = True
        self.since = min(one.at for one in kept)
        return kept


def _with_steps(firm: Firm, past: _Rehearsing, some: Sequence[Fired]) -> list[Fired]:
    """The starts with what they would do, said of each record as it is now."""
    definition = past.rule.definition
    scenes = [_scene(firm, past, one) for one in some]
    told = told_since(
        firm.workspace.pk, definition, scenes, min((one.at for one in some), default=past.since)
    )
    return [
        replace(one, steps=_would(scene, definition, Course(one.at, told), is_met=one.is_met))
        for one, scene in zip(some, scenes, strict=True)
    ]


def _told_in(firm: Firm, on: date) -> Reading:
    """The firm's reading as its reader reads it, on the day from which the rule reckons."""
    here = reading_for(firm.workspace)
    return replace(firm.reading, format=here.format, words=here.words, today=on)


def _scene(firm: Firm, past: _Rehearsing, one: Fired) -> Scene:
    return Scene(
        actor=past.actor,
        reading=_told_in(firm, clock.local(one.at, firm.workspace.time_zone).date()),
        about=one.record_type if one.record is not None else None,
        record=one.record,
        event=one.event,
        facts=one.event.facts if one.event else {},
        moment=one.at,
    )


def try_on(actor: Actor, definition: Definition, record: Any = None) -> list[WouldStep]:
    """What the steps of a definition would do to a record now, each in words. Writes nothing."""
    firm = Firm.of(actor.workspace_id)
    about = about_of(definition, firm.reading)
    scene = Scene(
        actor=firm.must_have(actor.member_id) if actor.member_id else actor,
        reading=_told_in(firm, firm.reading.today),
        about=about if record is not None else None,
        record=record,
    )
    return _would(scene, definition, None, is_met=does_then(definition, scene))


def _would(
    scene: Scene, definition: Definition, course: Course | None, *, is_met: bool
) -> list[WouldStep]:
    """The steps that are done where conditions are met, or those where they are not."""
    if is_met:
        return would_do(scene, definition.then, course)
    told = WouldStep("", _("the conditions are not met, so otherwise:"), is_clause=False)
    return [told, *would_do(scene, definition.otherwise, course)]
