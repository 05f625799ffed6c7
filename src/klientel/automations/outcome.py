"""What a wait ended with, as conditions behind it ask: what was waited for happened, or it did not.

The run itself is what is asked. A run that has not waited yet meets neither of both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from klientel.automations.scene import Scene
from klientel.automations.steps import Asking
from klientel.automations.steps.flow import WAIT_FOR, awaited_label, verbs_awaited
from klientel.automations.subjects import Subject, subjects
from klientel.records.fields.base import Field, Operator
from klientel.records.types import RecordType

#: the fact of a run that names the verb its last wait ended with: empty when its time was over,
#: None as long as it waits
HAPPENED = "happened"
WAIT = "wait"


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
        )
    )
