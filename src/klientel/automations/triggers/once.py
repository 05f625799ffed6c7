"""The trigger of one single moment: a day and a time, once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klientel.automations.triggers.of_time import (
    HOUR,
    MINUTE,
    at_time,
    due_at,
    for_each,
    time_said,
)
from klientel.automations.triggers.registry import Asked, Due, Stretch, Trigger, triggers
from klientel.records.fields import DayField

_DAY = DayField(name="day", label=gettext_lazy("On which day"), required=True)


def _day_of(asked: Asked) -> date | None:
    text = asked.text("day")
    return date.fromisoformat(text) if text else None


def _due(asked: Asked, stretch: Stretch) -> Iterator[Due]:
    day = _day_of(asked)
    if day is None:
        return
    at = at_time(asked, day)
    if stretch.since < at <= stretch.until:
        yield from due_at(asked, stretch, at)


def _said(asked: Asked) -> str:
    day = _day_of(asked)
    shown = asked.reading.format.date(day) if day is not None else "…"
    told = _("once on {day} at {time}").format(day=shown, time=time_said(asked))
    return for_each(asked, told)


triggers.register(
    Trigger(
        name="moment",
        label=gettext_lazy("At one moment"),
        icon="calendar",
        params=lambda asked: (_DAY, HOUR, MINUTE),
        due=_due,
        said=_said,
        is_clause=False,
        order=55,
    ),
)
