"""What a wait ended with, as conditions behind it ask: whether it happened, and what of several.

The run itself is what is asked. A run that has not waited yet meets none of these.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from klientel.automations.definition import Step
from klientel.automations.scene import Scene
from klientel.automations.steps import Asking
from klientel.automations.steps.flow import (
    WAIT_FOR,
    awaited_label,
    verb_label,
    verbs_awaited,
)
from klientel.automations.subjects import Subject, subjects
from klientel.events.verbs import verbs
from klientel.kit.refused import Refused
from klientel.records.fields import ChoiceField, Option
from klientel.records.fields.base import Field, Operator, Reading
from klientel.records.types import RecordType, record_types

#: the fact of a run that names the verb its last wait ended with: empty when its time was over,
#: None as long as it waits
HAPPENED = "happened"
#: the fact of a run whose rule found its conditions unmet, and does what stands under "otherwise"
IS_MET = "is_met"
WAIT, CAME = "wait", "came"


@dataclass(kw_only=True)
class OutcomeField(Field):
    """Whether what was waited for happened."""

    kind = "outcome"
    editable: bool = False
    sortable: bool = False

    def operators(self) -> Sequence[Operator]:
        return (
            Operator("did", _("has happened"), "none", lambda f, v: ~Q(**{f.column: ""})),
            Operator("not", _("has not happened"), "none", lambda f, v: Q(**{f.column: ""})),
        )


#: a run as conditions ask it; no record, so that no list and no address knows of it
_RUN = RecordType(
    name=WAIT,
    model_label="automations.Run",
    slug=WAIT,
    label=_("Wait"),
    label_plural=_("Wait"),
    icon="timer",
    fields=(OutcomeField(name=HAPPENED, label=_("What was waited for")),),
    title=HAPPENED,
)


@dataclass(kw_only=True)
class CameField(ChoiceField):
    """Which of several events a wait ended with, as a rule about records of a type says it."""

    kind = "came"
    of: str
    editable: bool = False
    sortable: bool = False
    groupable: bool = False

    def operators(self) -> Sequence[Operator]:
        c = self.column
        return (
            Operator("any", _("ended with"), "many", lambda f, v: Q(**{f"{c}__in": v})),
            Operator("not", _("did not end with"), "many", lambda f, v: ~Q(**{f"{c}__in": v})),
        )

    def parse(self, raw: Any, reading: Reading) -> str:
        text = str(raw or "").strip()
        if text not in verbs:
            raise Refused("There is no such event.", self.name)
        return text

    def shown(self, value: Any, reading: Reading) -> str:
        said = verb_label(str(value), record_types.get(self.of), reading)
        return gettext("“{name}”").format(name=said)


@cache
def _came_type(about: str) -> RecordType:
    """The run as rules about records of a type ask which event it went on with."""
    return RecordType(
        name=f"{CAME}:{about}",
        model_label="automations.Run",
        slug=CAME,
        label=_("Wait"),
        label_plural=_("Wait"),
        icon="timer",
        fields=(CameField(name=HAPPENED, label=_("What it ended with"), of=about),),
        title=HAPPENED,
    )


def _can_come(about: RecordType, done: Sequence[Step], reading: Reading) -> list[Option]:
    """What waits among some steps can have ended with, in the order in which it is named."""
    waits = [one for one in done if one.do == WAIT_FOR]
    every = dict.fromkeys(
        verb for one in waits for verb in verbs_awaited(Asking(about, one.values, reading, one))
    )
    return [Option(verb, verb_label(verb, about, reading)) for verb in every]


def _ended(scene: Scene) -> Mapping[str, Any] | None:
    told = scene.facts.get(HAPPENED)
    return None if told is None else {HAPPENED: told}


def outcome_said(asking: Asking, verb: str) -> str:
    """What a wait ended with in words: the verb that ended it, or empty for none in its time."""
    if not verb:
        return gettext("it did not happen in time")
    if len(verbs_awaited(asking)) < 2:
        return gettext("it happened")
    return gettext("it happened: “{what}”").format(what=awaited_label(asking, verb))


def introduce() -> None:
    """Let conditions ask for it, behind the step that waits."""
    subjects.register(
        Subject(
            name=WAIT,
            label=_("what was waited for"),
            type_of=lambda about: _RUN,
            row_of=_ended,
            behind=WAIT_FOR,
        ),
    )
    subjects.register(
        Subject(
            name=CAME,
            label=_("the wait"),
            type_of=lambda about: _came_type(about.name),
            row_of=_ended,
            behind=WAIT_FOR,
            offers=_can_come,
        )
    )
