"""The fields by which a schedule is told, and the rule of `kit.repeating` that they mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice

from django.utils.translation import gettext_lazy as _

from klientel.automations.triggers.registry import Asked
from klientel.kit.repeating import On, Rule, Shift, Unit, occurrences
from klientel.kit.repeating.regions import is_region
from klientel.kit.repeating.rule import LAST, MOST_COUNT, MOST_EVERY
from klientel.records.fields import ChoiceField, ChoicesField, DayField, NumberField, Option
from klientel.records.fields.base import Field
from klientel.records.repeating_words import WEEKDAYS, said

#: dates that one question gives at most
_MOST = 400

_EVERY = NumberField(
    name="every",
    label=_("Every"),
    minimum=Decimal(1),
    maximum=Decimal(MOST_EVERY),
    default=1,
)
_UNIT = ChoiceField(
    name="unit",
    label=_("Unit"),
    options=[
        Option(Unit.DAY, _("Day")),
        Option(Unit.WEEK, _("Week")),
        Option(Unit.MONTH, _("Month")),
        Option(Unit.YEAR, _("Year")),
    ],
    default=Unit.WEEK.value,
)
_WEEKDAYS = [Option(str(number), name) for number, name in enumerate(WEEKDAYS)]
_ON = ChoiceField(
    name="on",
    label=_("Which day"),
    options=[
        Option(On.DATE, _("The same day of the month")),
        Option(On.LAST_DAY, _("The last day of the month")),
        Option(On.WORKING_DAY, _("A working day")),
        Option(On.WEEKDAY, _("A weekday")),
    ],
    default=On.DATE.value,
)
_NTH = ChoiceField(
    name="nth",
    label=_("Which of them"),
    options=[
        Option("1", _("First")),
        Option("2", _("Second")),
        Option("3", _("Third")),
        Option("4", _("Fourth")),
        Option(str(LAST), _("Last")),
    ],
    default="1",
)
_SHIFT = ChoiceField(
    name="shift",
    label=_("On weekends and holidays"),
    options=[
        Option(Shift.STAY, _("All the same")),
        Option(Shift.NEXT, _("The next working day")),
        Option(Shift.PREVIOUS, _("The working day before")),
        Option(Shift.LEAVE_OUT, _("Not at all")),
    ],
    default=Shift.STAY.value,
)
_ENDS = (
    DayField(name="until", label=_("Last on"), help=_("Empty: it goes on.")),
    NumberField(
        name="count",
        label=_("Number of times"),
        minimum=Decimal(1),
        maximum=Decimal(MOST_COUNT),
        help=_("Empty: it goes on."),
    ),
)


def repeating_fields(asked: Asked) -> Sequence[Field]:
    """The fields that say when, given the unit that is chosen."""
    fields: list[Field] = [_EVERY, _UNIT]
    unit = asked.text("unit", Unit.WEEK)
    if unit == Unit.WEEK:
        fields.append(ChoicesField(name="weekdays", label=_("On these days"), options=_WEEKDAYS))
    if unit in (Unit.MONTH, Unit.YEAR):
        fields.append(_ON)
        on = asked.text("on", On.DATE)
        if on in (On.WORKING_DAY, On.WEEKDAY):
            fields.append(_NTH)
        if on == On.WEEKDAY:
            fields.append(
                ChoiceField(name="weekday", label=_("Weekday"), options=_WEEKDAYS, default="0")
            )
    begins = DayField(name="begins_on", label=_("First on"), default=asked.reading.today)
    return (*fields, _SHIFT, begins, *_ENDS)


def rule_of(asked: Asked) -> Rule:
    """The rule that the parameters mean, fitted; raises `Refused`, naming the part."""
    weekdays = asked.params.get("weekdays") or ()
    parts = weekdays if isinstance(weekdays, list | tuple) else str(weekdays).split(",")
    rule = Rule(
        unit=Unit(asked.text("unit", Unit.WEEK)),
        every=asked.number("every", 1),
        weekdays=tuple(int(one) for one in parts if str(one).isdigit()),
        on=On(asked.text("on", On.DATE)),
        nth=asked.number("nth", 1),
        weekday=asked.number("weekday"),
        shift=Shift(asked.text("shift", Shift.STAY)),
        region=_region(asked),
        until=_day(asked, "until"),
        count=asked.number("count") or None,
    )
    return rule.fitted(begins_on(asked))


def _region(asked: Asked) -> str:
    """Where holidays are those of the firm, as far as they are known; empty for weekends alone."""
    region = asked.reading.workspace.region
    has_holidays = asked.text("shift", Shift.STAY) != Shift.STAY and is_region(region)
    return region if has_holidays else ""


def _day(asked: Asked, name: str) -> date | None:
    text = asked.text(name)
    return date.fromisoformat(text) if text else None


def begins_on(asked: Asked) -> date:
    """The day that the schedule begins on; a checked rule says one."""
    return _day(asked, "begins_on") or asked.reading.today


def days_between(asked: Asked, first: date, last: date) -> Iterator[date]:
    """The days of the schedule from one to another, both included."""
    start = begins_on(asked)
    if last < start:
        return
    rule = rule_of(asked)
    near = None
    if first > start and rule.count is None:
        # a date may have been moved from up to a month before; what is counted begins at the first
        near = date.fromordinal(max(start.toordinal(), first.toordinal() - 32))
    inside = (one.day for one in occurrences(rule, start, after=near) if one.day >= first)
    for day in islice(inside, _MOST):
        if day > last:
            return
        yield day


def said_rule(asked: Asked) -> str:
    """The schedule in words."""
    return said(rule_of(asked), asked.reading.format)
