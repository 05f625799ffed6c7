"""The steps that lead a run: wait, wait for something, branch, for each, start a rule, stop."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from klientel.automations.definition import Step
from klientel.automations.engine import ending
from klientel.automations.engine.by_hand import start_by_step
from klientel.automations.engine.many import gone_through, many_said
from klientel.automations.engine.waiting import await_verbs
from klientel.automations.position import OTHERWISE, THEN, Frame
from klientel.automations.scene import Scene
from klientel.automations.steps import Asking, Done, flow
from klientel.automations.steps.registry import AtWork, Leads
from klientel.automations.subjects import meets
from klientel.automations.triggers.of_time import at_hour
from klientel.automations.values import days_from
from klientel.kit import clock
from klientel.kit.refused import Refused
from klientel.records.fields.base import Reading

_WEEK = 7


class Ends(Exception):
    """The run ends here, for a reason in words; empty where a step said so."""

    def __init__(self, reason: Mapping[str, Any] | None = None) -> None:
        super().__init__(str((reason or {}).get("reason", "")))
        self.reason = dict(reason or {})


def asking_of(step: Step, scene: Scene) -> Asking:
    """The step as its kind is asked about it."""
    return Asking(scene.about, step.values, scene.reading, step)


# Waiting ------------------------------------------------------------------------------------------


def after_span(now: datetime, count: int, unit: str, reading: Reading) -> datetime:
    """The instant so long after another. Days and weeks end at the same time of the day."""
    if unit in ("minutes", "hours"):
        return now + timedelta(**{unit: count})
    zone = reading.workspace.time_zone
    local = clock.local(now, zone)
    if unit == "working_days":
        day = days_from(local.date(), count, reading, working=True)
    else:
        day = local.date() + timedelta(days=count * (_WEEK if unit == "weeks" else 1))
    # where the clocks leave that time out it is later by as much
    return datetime.combine(day, local.time(), tzinfo=clock.zone(zone)).astimezone(UTC)


def wait_ends(asking: Asking, now: datetime) -> datetime:
    """When a wait that begins now is over."""
    reading = asking.reading
    zone, hour = reading.workspace.time_zone, asking.number("hour", 8)
    day = clock.local(now, zone).date()
    match asking.text("_how", flow.SPAN):
        case flow.HOUR:
            days = range(3)
        case flow.WEEKDAY:
            ahead = (asking.number("weekday") - day.weekday()) % _WEEK
            days = range(ahead, ahead + 2 * _WEEK, _WEEK)
        case _:
            count, unit = asking.number("count", 3), asking.text("unit", "days")
            return after_span(now, count, unit, reading)
    # the first that still lies ahead: the clocks may leave an hour out
    moments = (at_hour(day + timedelta(days=number), hour, zone) for number in days)
    return next(at for at in moments if at > now)


def _wait(at: AtWork, frame: Frame, step: Step, scene: Scene, values: Mapping[str, Any]) -> bool:
    until = wait_ends(asking_of(step, scene), clock.now())
    told = _("waits until {when}").format(when=scene.reading.format.instant(until))
    at.note(frame, step, scene, values, Done(told))
    ending.wait(at.run, until)
    return True


def _wait_for(
    at: AtWork, frame: Frame, step: Step, scene: Scene, values: Mapping[str, Any]
) -> bool:
    asking = asking_of(step, scene)
    count, unit = asking.number("count", 3), asking.text("unit", "days")
    until = after_span(clock.now(), count, unit, scene.reading)
    told = _("waits until {when} at the latest").format(when=scene.reading.format.instant(until))
    at.note(frame, step, scene, values, Done(told))
    ending.wait(at.run, until)
    await_verbs(at.run, scene, flow.verbs_awaited(asking))
    return True


# Leading ------------------------------------------------------------------------------------------


def _branch(at: AtWork, frame: Frame, step: Step, scene: Scene, values: Mapping[str, Any]) -> bool:
    is_met = meets(step.given, scene)
    at.note(frame, step, scene, values, Done(_("yes") if is_met else _("no")))
    at.enter(frame, step, THEN if is_met else OTHERWISE)
    return False


def _stop(at: AtWork, frame: Frame, step: Step, scene: Scene, values: Mapping[str, Any]) -> bool:
    at.note(frame, step, scene, values, Done())
    raise Ends


def _start(at: AtWork, frame: Frame, step: Step, scene: Scene, values: Mapping[str, Any]) -> bool:
    try:
        key = UUID(str(values.get("_rule")))
    except ValueError:
        raise Refused("The rule that this step starts is not there any more.") from None
    rule = start_by_step(scene, key)
    at.note(frame, step, scene, values, Done(_("started “{name}”").format(name=rule.name)))
    return False


def _each(at: AtWork, frame: Frame, step: Step, scene: Scene, values: Mapping[str, Any]) -> bool:
    target = flow.target_of(asking_of(step, scene))
    if target is None:
        raise Refused("The records that this step goes through are not known here any more.")
    record_type, by = target
    ids, is_more = gone_through(scene, record_type, by, step)
    at.note(frame, step, scene, values, Done(many_said(len(ids), is_more=is_more)))
    if ids:
        at.enter(frame, step, THEN, of=record_type.name, row=ids[0], rows=ids[1:])
    return False


FLOW: dict[str, Leads] = {
    flow.WAIT: _wait,
    flow.WAIT_FOR: _wait_for,
    flow.BRANCH: _branch,
    flow.EACH: _each,
    flow.STOP: _stop,
    flow.START_RULE: _start,
}
