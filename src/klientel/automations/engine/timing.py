"""Starts rules at their moments: a job looks every few minutes at what became due since it looked.

Each moment counts once per rule and record. After a stop of hours a record starts a rule once, at
the latest of the moments it missed.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django_tasks import task

from klientel.automations.engine.acting import Firm
from klientel.automations.engine.as_of import Past
from klientel.automations.engine.asking import go_on_soon
from klientel.automations.engine.index import InForce, Listening, index_of
from klientel.automations.engine.scope import covered
from klientel.automations.engine.starting import Planned, make, occasion
from klientel.automations.models import Rule, Run, Watch
from klientel.automations.scene import Scene
from klientel.automations.subjects import meets
from klientel.automations.triggers import Due, Stretch
from klientel.events import backoff
from klientel.events.ids_in_time import floor_id
from klientel.events.jobs import progress
from klientel.kit import clock
from klientel.kit.refused import Refused
from klientel.records.conditions import NOTHING
from klientel.workspaces.actor import Actor

logger = logging.getLogger(__name__)

#: moments of one rule that one look deals with
MOST = 10_000
#: records whose past is read together
_AT_ONCE = 200


@dataclass(frozen=True)
class Moment:
    """A moment at which a rule starts, its record, and whether this met its conditions then."""

    at: datetime
    trigger: str
    record: Any = None
    is_met: bool = True


@task
def look_at_the_clock() -> int:
    """Start what became due in every workspace; idempotent. Returns how many runs are new."""
    on = Rule.objects.for_system("the clock: which workspaces have rules that are on")
    on = on.filter(is_on=True, paused_at__isnull=True, deleted_at__isnull=True)
    made = 0
    for workspace_id in list(on.order_by().values_list("workspace_id", flat=True).distinct()):
        made += look(workspace_id)
        progress.set(made, made + 1)
    return made


@task
def let_go_on() -> int:
    """Ask for the runs whose wait is over, in every workspace; idempotent."""
    due = Run.objects.for_system("the clock: which workspaces have runs that go on now")
    due = due.filter(state__lt=Run.State.DONE, next_at__lte=clock.now())
    ids = list(due.order_by().values_list("workspace_id", flat=True).distinct())
    for workspace_id in ids:
        with transaction.atomic():
            go_on_soon(workspace_id)
    return len(ids)


def look(workspace_id: UUID) -> int:
    """Start the rules of a workspace whose moments have come; how many runs are new."""
    timed: dict[UUID, list[Listening]] = {}
    for one in index_of(workspace_id).timed:
        timed.setdefault(one.rule.id, []).append(one)
    if not timed:
        return 0
    firm = Firm.of(workspace_id)
    made = 0
    with translation.override(firm.workspace.language):
        for some in timed.values():
            try:
                made += _look_for(firm, some)
            except Exception as error:
                # one rule that cannot be asked keeps no other from its moment
                logger.exception("rule %s has no moments: %s", some[0].rule.id, backoff.told(error))
    return made


def _look_for(firm: Firm, listening: Sequence[Listening]) -> int:
    rule, until = listening[0].rule, clock.now()
    watch, was = _watch(firm, rule, until)
    since = max(was, rule.on_since or was)
    if since >= until:
        return 0
    planned = list(_planned(firm, rule, listening, since, until))
    with transaction.atomic():
        # The condition is the claim: of two workers only one finds the old time.
        mine = Watch.objects.in_workspace(firm.workspace.pk)
        if not mine.filter(pk=watch.pk, looked_until=was).update(looked_until=until):
            return 0
        return make(firm.workspace.pk, planned)


def _watch(firm: Firm, rule: InForce, now: datetime) -> tuple[Watch, datetime]:
    mine = Watch.objects.in_workspace(firm.workspace.pk).filter(rule_id=rule.id)
    watch = mine.first()
    if watch is None:
        fresh = Watch(
            workspace_id=firm.workspace.pk, rule_id=rule.id, looked_until=rule.on_since or now
        )
        Watch.objects.bulk_create([fresh], ignore_conflicts=True)
        watch = mine.get()
    return watch, watch.looked_until


def _planned(
    firm: Firm, rule: InForce, listening: Sequence[Listening], since: datetime, until: datetime
) -> Iterator[Planned]:
    """The runs of a stretch of time: for each record that of the latest moment."""
    actor = firm.actor(rule.acts_as_id)
    if actor is None:
        # it fails in words, and the rule is paused
        left = occasion("left", rule.acts_as_id, rule.version)
        yield Planned(rule, listening[0].trigger.name, left)
        return
    latest: dict[UUID | None, Moment] = {}
    for moment in moments(firm, actor, listening, since, until):
        key = moment.record.pk if moment.record is not None else None
        if key not in latest or latest[key].at < moment.at:
            latest[key] = moment
    for key, moment in latest.items():
        yield Planned(
            rule,
            moment.trigger,
            occasion("at", moment.at.isoformat()),
            rule.definition.about if key else "",
            key,
            is_met=moment.is_met,
        )


def moments(
    firm: Firm,
    actor: Actor,
    listening: Sequence[Listening],
    since: datetime,
    until: datetime,
    most: int | None = None,
) -> Iterator[Moment]:
    """The moments of one rule later than `since`, up to `until`, at which it starts.

    Conditions are asked of the record as it was then, as far as the log tells.
    """
    definition = listening[0].rule.definition
    # what does not meet them is to be found, too, where something else is done then
    given = NOTHING if definition.otherwise else definition.given
    left = MOST if most is None else most
    # asked before moments are counted: those of other teams take nobody's place
    mine = covered(firm.workspace.pk, listening[0].rule)
    stretch = Stretch(actor, since, until, given, mine)
    for one in listening:
        if one.trigger.due is None:
            continue
        some: list[Due] = []
        for due in one.trigger.due(one.asked(firm.reading), stretch):
            if due.record is not None and due.record.pk > floor_id(due.at):
                # it was not there yet
                continue
            some.append(due)
            left -= 1
            if len(some) == _AT_ONCE or left <= 0:
                yield from _met(firm, actor, one, some)
                some = []
            if left <= 0:
                logger.warning("rule %s has more moments than are looked at", one.rule.id)
                return
        yield from _met(firm, actor, one, some)


def _met(firm: Firm, actor: Actor, one: Listening, due: Sequence[Due]) -> Iterator[Moment]:
    """Those of some moments at which the rule starts."""
    definition = one.rule.definition
    given = definition.given
    about = one.rule.about(firm.reading)
    if not given or about is None:
        yield from (Moment(some.at, one.trigger.name, some.record) for some in due)
        return
    ids = {some.record.pk for some in due if some.record is not None}
    since = floor_id(min((some.at for some in due), default=clock.now()))
    past = Past(firm.workspace.pk, ids, since)
    for some in due:
        if some.record is None:
            continue
        then = past.record_at(about, some.record, some.at)
        scene = Scene(actor=actor, reading=firm.reading, about=about, record=then, moment=some.at)
        try:
            is_met = meets(given, scene)
            if is_met or definition.otherwise:
                yield Moment(some.at, one.trigger.name, some.record, is_met)
        except Refused:
            continue
