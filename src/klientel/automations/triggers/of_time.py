"""Triggers of time: a date of a record, a calendar that repeats, silence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from klientel.automations.subjects import narrowed
from klientel.automations.triggers.registry import Asked, Due, Stretch, Trigger, triggers
from klientel.automations.triggers.repeating import (
    days_between,
    repeating_fields,
    rule_of,
    said_rule,
)
from klientel.kit import birthdays, clock
from klientel.kit.formulas import Shape
from klientel.kit.refused import Refused
from klientel.records.fields import ChoiceField, NumberField, Option, TruthField
from klientel.records.fields.base import Field, Reading
from klientel.records.types import RecordType

_DATED = (Shape.DAY, Shape.MOMENT)
MOST_DAYS = 3_650
BEFORE, ON, AFTER = "before", "on", "after"
_SIDES = (
    Option(BEFORE, gettext_lazy("before the day")),
    Option(ON, gettext_lazy("on the day")),
    Option(AFTER, gettext_lazy("after the day")),
)
#: records that are looked at in one statement
_CHUNK = 500
_USUAL_HOUR = 8

_DAYS = NumberField(
    name="days",
    label=gettext_lazy("Days"),
    minimum=Decimal(0),
    maximum=Decimal(MOST_DAYS),
    default=0,
)
_SIDE = ChoiceField(name="side", label=gettext_lazy("Before or after"), options=_SIDES, default=ON)
HOUR = NumberField(
    name="hour",
    label=gettext_lazy("At what hour"),
    minimum=Decimal(0),
    maximum=Decimal(23),
    default=_USUAL_HOUR,
)
MINUTE = NumberField(
    name="minute",
    label=gettext_lazy("At what minute"),
    minimum=Decimal(0),
    maximum=Decimal(59),
    default=0,
)
_YEARLY = TruthField(name="yearly", label=gettext_lazy("Every year"))
_SILENT = NumberField(
    name="days",
    label=gettext_lazy("Days without contact"),
    minimum=Decimal(1),
    maximum=Decimal(MOST_DAYS),
    required=True,
    default=30,
)


def at_hour(day: date, hour: int, zone: str, minute: int = 0) -> datetime:
    """The moment of an hour on a day in a zone; later where the clocks leave it out."""
    local = datetime.combine(day, time(hour % 24, minute % 60), tzinfo=clock.zone(zone))
    return local.astimezone(UTC)


def at_time(asked: Asked, day: date) -> datetime:
    """The moment on a day at the time that a trigger was told, by the firm's clock."""
    hour, minute = asked.number("hour", _USUAL_HOUR), asked.number("minute")
    return at_hour(day, hour, asked.reading.workspace.time_zone, minute)


def time_said(asked: Asked) -> str:
    """The time of day that a trigger was told: `8:05`."""
    return f"{asked.number('hour', _USUAL_HOUR)}:{asked.number('minute'):02d}"


# A date of a record -------------------------------------------------------------------------------


def dated_fields(about: RecordType) -> list[Field]:
    """The fields of a type that say a day."""
    return [
        one
        for one in about.fields
        if (one.reckons_as in _DATED or one.is_yearly) and one.filterable
    ]


def _date_params(asked: Asked) -> Sequence[Field]:
    if asked.about is None:
        return ()
    say = asked.reading.say
    options = [Option(one.name, say(one.label)) for one in dated_fields(asked.about)]
    chosen = ChoiceField(name="field", label=gettext_lazy("Date"), options=options, required=True)
    one = asked.about.by_name.get(asked.text("field"))
    is_of_year = one is not None and one.is_yearly
    return (chosen, _DAYS, _SIDE, HOUR, MINUTE, *(() if is_of_year else (_YEARLY,)))


def _shift(asked: Asked) -> int:
    """How many days after the date the moment lies; negative for before."""
    days, side = asked.number("days"), asked.text("side", ON)
    return -days if side == BEFORE else days if side == AFTER else 0


def _date_due(asked: Asked, stretch: Stretch) -> Iterator[Due]:
    about, zone = asked.about, asked.reading.workspace.time_zone
    one = about.by_name.get(asked.text("field")) if about is not None else None
    if about is None or one is None:
        return
    shift = timedelta(days=_shift(asked))
    first = clock.local(stretch.since, zone).date() - shift
    last = clock.local(stretch.until, zone).date() - shift
    is_yearly = asked.truth("yearly") or one.is_yearly
    rows = _rows(about, one, asked.reading, stretch, None if is_yearly else (first, last))
    for record in rows:
        for day in _days_of(one.value(record), first, last, zone, is_yearly=is_yearly):
            at = at_time(asked, day + shift)
            if stretch.since < at <= stretch.until:
                yield Due(at, record)


def _days_of(value: Any, first: date, last: date, zone: str, *, is_yearly: bool) -> Iterator[date]:
    """The days that a value means between two others."""
    if value in (None, ""):
        return
    if isinstance(value, str):
        month, day, _year = birthdays.parts(value)
    else:
        named = clock.local(value, zone).date() if isinstance(value, datetime) else value
        if not is_yearly:
            if first <= named <= last:
                yield named
            return
        month, day = named.month, named.day
    for year in range(first.year, last.year + 1):
        found = _in_year(year, month, day)
        if first <= found <= last:
            yield found


def _in_year(year: int, month: int, day: int) -> date:
    """That day of a year; the last of February where it has no 29th."""
    try:
        return date(year, month, day)
    except ValueError:
        return date(year, month, 28)


def _rows(
    about: RecordType,
    one: Field,
    reading: Reading,
    stretch: Stretch,
    between: tuple[date, date] | None,
) -> Iterator[Any]:
    """The records whose date is filled, or lies between two days, in pieces."""
    rows = about.model.objects.visible_to(stretch.actor).filter(stretch.covered)
    asked = [("filled", None)] if between is None else _bounds(one, between, reading)
    for name, operand in asked:
        operator = one.operator(name)
        rows = rows.filter(operator.condition(one, operand))
    rows = rows.filter(narrowed(stretch.given, about, stretch.actor, reading))
    last = None
    while True:
        some = list((rows if last is None else rows.filter(pk__gt=last)).order_by("pk")[:_CHUNK])
        yield from some
        if len(some) < _CHUNK:
            return
        last = some[-1].pk


def _bounds(one: Field, between: tuple[date, date], reading: Reading) -> list[tuple[str, Any]]:
    """Conditions that hold between two days, both included."""
    first, last = (day.isoformat() for day in (between[0], between[1] + timedelta(days=1)))
    since, before = one.operator("since"), one.operator("before")
    return [
        ("since", one.parse_condition(first, since, reading)),
        ("before", one.parse_condition(last, before, reading)),
    ]


def _said_date(asked: Asked) -> str:
    about, say = asked.about, asked.reading.say
    one = about.by_name.get(asked.text("field")) if about is not None else None
    if about is None or one is None:
        return _("on a date that is not there any more")
    days, side = asked.number("days"), asked.text("side", ON)
    names = {"field": say(one.label), "record": about.one_of(asked.reading), "count": days}
    if side == ON or not days:
        text = _("on the day “{field}” of {record}")
    elif side == BEFORE:
        text = ngettext(
            "{count} day before “{field}” of {record}",
            "{count} days before “{field}” of {record}",
            days,
        )
    else:
        text = ngettext(
            "{count} day after “{field}” of {record}",
            "{count} days after “{field}” of {record}",
            days,
        )
    told = text.format(**names)
    if asked.truth("yearly") or one.is_yearly:
        told = _("every year {when}").format(when=told)
    return told


# Silence ------------------------------------------------------------------------------------------


def _contact_asked(asked: Asked) -> Asked:
    """The same as a date: so many days after the last contact."""
    field = asked.about.contact_field if asked.about is not None else ""
    params: Mapping[str, Any] = {
        "field": field,
        "days": asked.number("days", 30),
        "side": AFTER,
        "hour": asked.number("hour", _USUAL_HOUR),
        "minute": asked.number("minute"),
    }
    return Asked(asked.about, params, asked.reading)


def _said_silence(asked: Asked) -> str:
    days = asked.number("days", 30)
    record = asked.about.one_of(asked.reading) if asked.about is not None else ""
    return ngettext(
        "once {record} was silent for {count} day",
        "once {record} was silent for {count} days",
        days,
    ).format(record=record, count=days)


# A calendar ---------------------------------------------------------------------------------------


def _schedule_params(asked: Asked) -> Sequence[Field]:
    return (*repeating_fields(asked), HOUR, MINUTE)


def _schedule_due(asked: Asked, stretch: Stretch) -> Iterator[Due]:
    zone = asked.reading.workspace.time_zone
    first = clock.local(stretch.since, zone).date()
    last = clock.local(stretch.until, zone).date()
    for day in days_between(asked, first, last):
        at = at_time(asked, day)
        if not stretch.since < at <= stretch.until:
            continue
        yield from due_at(asked, stretch, at)


def due_at(asked: Asked, stretch: Stretch, at: datetime) -> Iterator[Due]:
    """A moment for every record of the rule's type, or for none where it is about none."""
    if asked.about is None:
        yield Due(at)
        return
    for record in _every(asked.about, asked.reading, stretch):
        yield Due(at, record)


def _every(about: RecordType, reading: Reading, stretch: Stretch) -> Iterator[Any]:
    rows = about.model.objects.visible_to(stretch.actor).filter(stretch.covered)
    rows = rows.filter(narrowed(stretch.given, about, stretch.actor, reading)).order_by("pk")
    last = None
    while True:
        some = list((rows if last is None else rows.filter(pk__gt=last))[:_CHUNK])
        yield from some
        if len(some) < _CHUNK:
            return
        last = some[-1].pk


def _said_schedule(asked: Asked) -> str:
    told = _("{when} at {time}").format(when=said_rule(asked), time=time_said(asked))
    return for_each(asked, told)


def for_each(asked: Asked, told: str) -> str:
    """A moment in words, with what it comes for."""
    if asked.about is None:
        return told
    return _("{when} for {record}").format(when=told, record=asked.about.one_of(asked.reading))


def _check_schedule(asked: Asked) -> None:
    rule_of(asked)


def _check_date(asked: Asked) -> None:
    if asked.text("side", ON) != ON and not asked.number("days"):
        raise Refused("Say how many days before or after.", "days")


triggers.register(
    Trigger(
        name="date",
        label=gettext_lazy("A date comes"),
        icon="calendar-clock",
        params=_date_params,
        due=_date_due,
        said=_said_date,
        check=_check_date,
        is_for=lambda about, _reading: about is not None and bool(dated_fields(about)),
        is_clause=False,
        order=40,
    ),
    Trigger(
        name="silence",
        label=gettext_lazy("No contact for some days"),
        icon="clock",
        params=lambda asked: (_SILENT, HOUR, MINUTE),
        due=lambda asked, stretch: _date_due(_contact_asked(asked), stretch),
        said=_said_silence,
        is_for=lambda about, _reading: about is not None and bool(about.contact_field),
        order=50,
    ),
    Trigger(
        name="schedule",
        label=gettext_lazy("Again and again"),
        icon="repeat",
        params=_schedule_params,
        due=_schedule_due,
        said=_said_schedule,
        check=_check_schedule,
        is_clause=False,
        order=60,
    ),
)
