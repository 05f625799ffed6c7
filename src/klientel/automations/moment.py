"""When it is, as conditions ask: the day, its weekday and number, and whether the firm works on it.

The moment is that of the event or date which started a rule, and behind a wait the one then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from klientel.automations.scene import Scene
from klientel.automations.subjects import Subject, subjects
from klientel.kit import clock
from klientel.records.fields import ChoiceField, DayField, NumberField, Option, TruthField
from klientel.records.fields.base import Operator
from klientel.records.repeating_words import WEEKDAYS
from klientel.records.types import RecordType
from klientel.records.working_days import working_days

NOW = "now"
#: what is asked of a day that is always there, and is not counted from today
_OF_TODAY = ("on", "before", "since")


@dataclass(kw_only=True)
class TodayField(DayField):
    """The day that it is."""

    editable: bool = False

    def operators(self) -> Sequence[Operator]:
        return [one for one in super().operators() if one.name in _OF_TODAY]


@dataclass(kw_only=True)
class _NumberOfDay(NumberField):
    editable: bool = False

    def operators(self) -> Sequence[Operator]:
        return [one for one in super().operators() if one.takes != "none"]


_WEEKDAY = ChoiceField(
    name="weekday",
    label=_("Day of the week"),
    options=[Option(str(number), name) for number, name in enumerate(WEEKDAYS)],
    editable=False,
)
_MONTH = ChoiceField(
    name="month",
    label=_("Month"),
    options=[Option(str(number), name) for number, name in MONTHS.items()],
    editable=False,
)
#: the moment as conditions ask it; no record, so that no list and no address knows of it
_MOMENT = RecordType(
    name=NOW,
    model_label="automations.Run",
    slug=NOW,
    label=_("Current date"),
    label_plural=_("Current date"),
    icon="calendar",
    fields=(
        TodayField(name="day", label=_("Current date")),
        _WEEKDAY,
        _NumberOfDay(
            name="day_of_month",
            label=_("Day of the month"),
            minimum=Decimal(1),
            maximum=Decimal(31),
        ),
        _MONTH,
        TruthField(name="is_working_day", label=_("Working day"), editable=False),
    ),
    title="day",
)


def _told(scene: Scene) -> Mapping[str, Any]:
    workspace = scene.reading.workspace
    day = clock.local(scene.moment or clock.now(), workspace.time_zone).date()
    return {
        "day": day,
        "weekday": str(day.weekday()),
        "day_of_month": day.day,
        "month": str(day.month),
        "is_working_day": bool(working_days(workspace, day, day)),
    }


def introduce() -> None:
    """Let conditions ask for it."""
    subjects.register(
        Subject(
            name=NOW,
            label=_("{field} (when the rule runs)"),
            type_of=lambda about: _MOMENT,
            row_of=_told,
        )
    )
