"""Letting work repeat: setting it up, changing it from an item on, resting, skipping, ending."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from klientel.events import jobs
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.kit.refused import NotFound, Refused
from klientel.kit.repeating import On, Rule, Shift, Unit, occurrences
from klientel.kit.repeating.rule import LAST, MOST_COUNT, MOST_EVERY
from klientel.records.actions import action
from klientel.records.actions.catalogue import current_reading
from klientel.records.fields import (
    ChoiceField,
    ChoicesField,
    DayField,
    NumberField,
    Option,
    TextField,
    TruthField,
)
from klientel.records.repeating_words import WEEKDAYS, said
from klientel.work.actions import series_rows as rows
from klientel.work.actions.item import written
from klientel.work.models import Series, WorkItem
from klientel.work.series_plan import (
    AHEAD,
    MOST_AHEAD,
    OFTEN_AHEAD,
    due_moment,
    plan,
    plan_after,
    rule_of,
    today_of,
)
from klientel.work.tasks import add_what_is_due
from klientel.workspaces.actor import Actor

State = Series.State

UNITS = (
    Option("day", _("days")), Option("week", _("weeks")), Option("month", _("months")),
    Option("year", _("years")),
)  # fmt: skip
ONS = (
    Option(On.DATE.value, _("on a day by its number")),
    Option(On.LAST_DAY.value, _("on the last day of the month")),
    Option(On.WEEKDAY.value, _("on a weekday, such as the second Tuesday")),
    Option(On.WORKING_DAY.value, _("on a working day, such as the last")),
)
SHIFTS = (
    Option(Shift.STAY.value, _("it stays on that day")),
    Option(Shift.NEXT.value, _("it moves to the next working day")),
    Option(Shift.PREVIOUS.value, _("it moves to the working day before")),
    Option(Shift.LEAVE_OUT.value, _("it is left out")),
)
DAYS = tuple(Option(str(number), name) for number, name in enumerate(WEEKDAYS))
NTHS = (
    Option("1", _("the first")), Option("2", _("the second")), Option("3", _("the third")),
    Option("4", _("the fourth")), Option(str(LAST), _("the last")),
)  # fmt: skip


def _number(name: str, label: Any, least: int, most: int, **more: Any) -> NumberField:
    return NumberField(
        name=name, label=label, minimum=Decimal(least), maximum=Decimal(most), **more
    )


#: what a rule is made of, as people and programs say it
INPUTS = (
    _number("every", _("Every"), 1, MOST_EVERY, default="1"),
    ChoiceField(name="unit", label=_("Unit"), options=UNITS, required=True, default="month"),
    ChoicesField(name="weekdays", label=_("On"), options=DAYS),
    ChoiceField(name="on", label=_("On"), options=ONS, default=On.DATE.value),
    _number("day", _("Day of the month"), 1, 31),
    ChoiceField(name="nth", label=_("Which one"), options=NTHS, default="1"),
    ChoiceField(name="weekday", label=_("Day of the week"), options=DAYS, default="0"),
    _number("month", _("Month"), 1, 12),
    TruthField(name="from_done", label=_("Counted from the day it was finished"), default=False),
    ChoiceField(name="shift", label=_("On weekends and holidays"), options=SHIFTS,
                default=Shift.STAY.value),
    TextField(name="region", label=_("Holidays of"), max_length=12),
    DayField(name="until", label=_("Until")),
    _number("count", _("Number of times"), 1, MOST_COUNT),
    _number("ahead", _("Added so many days before it is due"), 0, MOST_AHEAD),
    DayField(name="begins_on", label=_("For the first time on")),
)  # fmt: skip


@action("work.repeat", label=_("Make it repeat"), icon="repeat", order=44, hidden=True,
        as_step=True, inputs=INPUTS)  # fmt: skip
def repeat(actor: Actor, item: WorkItem, **said_: Any) -> Series:
    """Let an item repeat by a rule, or change the rule of its series from this item on.

    The item is the first of its series, and what it is due on the day that the rule counts from.
    Where it has none, it becomes due on the first date from `begins_on` or today on. Dates that
    have passed are not made up for. Of a series, items that are later and not begun give way.
    Raises `Refused` where the rule cannot be, or nothing would come.
    """
    rule = rule_said(said_)
    series = rows.of_item(actor, item)
    if series is None or series.is_over:
        return _begin(actor, item, rule, said_)
    return _change(actor, item, series, rule, said_)


def rule_said(said_: Mapping[str, Any]) -> Rule:
    """The rule that cleaned inputs say; raises `Refused` where it cannot be."""
    unit, from_done = Unit(said_["unit"]), bool(said_["from_done"])
    shift = Shift(said_["shift"] or Shift.STAY)
    parts: dict[str, Any] = {}
    if unit == Unit.WEEK and not from_done:
        parts["weekdays"] = tuple(sorted(int(one) for one in said_["weekdays"] or ()))
    if unit in (Unit.MONTH, Unit.YEAR) and not from_done:
        parts |= _day_of_month(said_, is_yearly=unit == Unit.YEAR)
    return Rule(
        unit=unit,
        every=int(said_["every"] or 1),
        from_done=from_done,
        shift=shift,
        region="" if shift == Shift.STAY else said_["region"] or "",
        until=said_["until"],
        count=int(said_["count"]) if said_["count"] else None,
        **parts,
    )


def _day_of_month(said_: Mapping[str, Any], *, is_yearly: bool) -> dict[str, Any]:
    on = On(said_["on"] or On.DATE)
    parts: dict[str, Any] = {"on": on, "month": int(said_["month"] or 0) if is_yearly else 0}
    if on == On.DATE:
        parts["day"] = int(said_["day"] or 0)
    if on in (On.WEEKDAY, On.WORKING_DAY):
        parts["nth"] = int(said_["nth"] or 1)
    if on == On.WEEKDAY:
        parts["weekday"] = int(said_["weekday"] or 0)
    return parts


def proposed(actor: Actor, item: WorkItem, said_: Mapping[str, Any]) -> Series:
    """The series as it would be set up or changed, planned but not written; raises `Refused`."""
    rule = rule_said(said_)
    known = rows.of_item(actor, item)
    series = Series(workspace_id=actor.workspace_id)
    if known is not None and not known.is_over:
        rows.restore(series, rows.state_of(known))
        series.number = item.series_number or series.number
    _apply(actor, item, series, rule, said_)
    return series


def _apply(
    actor: Actor, item: WorkItem, series: Series, rule: Rule, said_: Mapping[str, Any]
) -> None:
    """Put a rule on a series, counted from an item, and plan what comes next."""
    zone = current_reading(actor).workspace.time_zone
    series.time_zone = zone
    local = clock.local(item.due_at, zone) if item.due_at else None
    today = clock.today(zone)
    series.at = local.time() if local and not item.due_is_day else None
    series.begins_on = local.date() if local else said_["begins_on"] or today
    series.reached_on = series.taken_on = series.begins_on
    series.rule = rule.fitted(series.begins_on).as_json()
    series.state = State.RUNNING
    series.ahead = _ahead_said(rule, said_["ahead"])
    if local is None and not rule.from_done:
        _find_first(series)
    if rule.from_done:
        _wait_for(item, series, zone)
    else:
        plan(series, max(today, series.taken_on))
        if series.next_on is None and rule.count != 1:
            raise Refused("No date would come after this one.", "until" if rule.until else "shift")


def _ahead_said(rule: Rule, ahead: Decimal | None) -> int:
    """How many days before it is due an item is added; raises `Refused` for too many at once."""
    if ahead is None:
        return AHEAD[rule.unit]
    most = min(MOST_AHEAD, OFTEN_AHEAD.get(rule.unit, MOST_AHEAD) * rule.every)
    if ahead > most:
        raise Refused(
            "What comes so often is added {most} days before at most.", "ahead", most=most
        )
    return int(ahead)


def _find_first(series: Series) -> None:
    """Let the first date of the rule be the one that an item without a day is for."""
    first = next(occurrences(rule_of(series), series.begins_on), None)
    if first is None:
        raise Refused("No date would come of this.", "begins_on")
    series.reached_on, series.taken_on = first.named, first.day


def _wait_for(item: WorkItem, series: Series, zone: str) -> None:
    """What counts from its end comes once the item is finished; of a finished one it comes now."""
    plan(series)
    if item.is_finished and item.done_at is not None:
        plan_after(series, clock.local(item.done_at, zone).date())


def _begin(actor: Actor, item: WorkItem, rule: Rule, said_: Mapping[str, Any]) -> Series:
    series = Series(id=uuid7(), workspace_id=actor.workspace_id)
    _apply(actor, item, series, rule, said_)
    batch = uuid7()
    series.save(force_insert=True)
    rows.link(actor, item, series)
    if item.due_at is None and not rule.from_done:
        values = {"due": due_moment(series, series.taken_on)}
        written(actor, item, values, batch=batch)
    rows.tell(actor, item, series, "work.repeat_set", None, batch, rule=_in_words(actor, series))
    add_soon(series)
    return series


def _change(
    actor: Actor, item: WorkItem, series: Series, rule: Rule, said_: Mapping[str, Any]
) -> Series:
    before = rows.state_of(series)
    batch = uuid7()
    later = rows.later_than(actor, item, series)
    gone = rows.give_way(actor, [one for one in later if rows.is_untouched(one)])
    kept = [one for one in later if str(one.pk) not in gone]
    series.number = max((one.series_number or 1) for one in [item, *kept])
    _apply(actor, item, series, rule, said_)
    if kept and not rule.from_done:
        reached = [one.occurs_on for one in kept if one.occurs_on]
        series.reached_on = series.taken_on = max([*reached, series.reached_on])
        plan(series, max(today_of(series), series.taken_on))
    series.save()
    rows.tell(actor, item, series, "work.repeat_changed", before, batch,
              rule=_in_words(actor, series), gone=gone)  # fmt: skip
    add_soon(series)
    return series


def _in_words(actor: Actor, series: Series) -> str:
    return said(rule_of(series), current_reading(actor).format)


def _must_repeat(item: WorkItem) -> None:
    if item.series_id is None:
        raise Refused("This does not repeat.")


def _running(actor: Actor, item: WorkItem) -> Series:
    series = rows.of_item(actor, item)
    if series is None:
        raise NotFound()
    if series.is_over:
        raise Refused("This no longer repeats.")
    return series


@action("work.skip_next", label=_("Leave out the next date"), icon="corner-down-left", hidden=True,
        applies=_must_repeat, inputs=(DayField(name="day", label=_("Day")),))  # fmt: skip
def skip_next(actor: Actor, item: WorkItem, *, day: date | None = None) -> Series:
    """Let the next date of a series pass without an item; `day` is the one that was meant.

    Raises `Refused` where nothing is to come, or something else comes next by now.
    """
    series = _running(actor, item)
    if series.next_on is None or series.next_day is None:
        raise Refused("There is no next date to leave out.")
    if day is not None and day != series.next_day:
        raise Refused("Something else comes next by now. Please look again.")
    before = rows.state_of(series)
    left_out = series.next_day
    series.reached_on, series.taken_on = series.next_on, series.next_day
    plan(series)
    series.save()
    shown = current_reading(actor).format.date(left_out)
    rows.tell(actor, item, series, "work.repeat_skipped", before, day=shown)
    add_soon(series)
    return series


@action("work.pause_repeating", label=_("Pause repeating"), icon="pause", hidden=True, as_step=True,
        applies=_must_repeat)  # fmt: skip
def pause_repeating(actor: Actor, item: WorkItem) -> Series:
    """Add nothing more to a series until it goes on; what is there stays."""
    series = _running(actor, item)
    return _turned(actor, item, series, State.PAUSED, "work.repeat_paused")


@action("work.resume_repeating", label=_("Resume repeating"), icon="play", hidden=True,
        as_step=True, applies=_must_repeat)  # fmt: skip
def resume_repeating(actor: Actor, item: WorkItem) -> Series:
    """Let a resting series go on from today; what passed meanwhile is not made up for.

    Raises `Refused` where nothing would come any more.
    """
    series = _running(actor, item)
    return _turned(actor, item, series, State.RUNNING, "work.repeat_resumed")


@action("work.end_repeating", label=_("Stop repeating"), icon="x", hidden=True, as_step=True,
        applies=_must_repeat)  # fmt: skip
def end_repeating(actor: Actor, item: WorkItem) -> Series:
    """End a series; what is there stays."""
    series = _running(actor, item)
    return _turned(actor, item, series, State.ENDED, "work.repeat_ended")


def _turned(actor: Actor, item: WorkItem, series: Series, state: str, verb: str) -> Series:
    if series.state == state:
        return series
    before = rows.state_of(series)
    series.state = state
    rows.plan_anew(actor, series)
    if state == State.RUNNING and series.is_over:
        raise Refused("No date would come after this one.")
    series.save()
    rows.tell(actor, item, series, verb, before)
    add_soon(series)
    return series


def add_soon(series: Series) -> None:
    """Have a worker add the next item at once where its time has come already."""
    if series.make_on is not None and series.make_on <= today_of(series):
        jobs.enqueue(
            add_what_is_due,
            workspace_id=series.workspace_id,
            dedupe_key=f"repeating:{series.workspace_id}",
            workspace=str(series.workspace_id),
        )
