"""The checklist of a work item and the time spent on it, as programs read them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from klientel.records.fields import (
    DayField,
    InstantField,
    MemberField,
    NumberField,
    TextField,
    TruthField,
)
from klientel.records.parts import Part, parts
from klientel.work.models import Step, TimeEntry
from klientel.workspaces.actor import Actor


def _steps(actor: Actor, record_id: UUID) -> Any:
    return Step.objects.in_workspace(actor.workspace_id).filter(item_id=record_id)


def _entries(actor: Actor, record_id: UUID) -> Any:
    return TimeEntry.objects.in_workspace(actor.workspace_id).filter(item_id=record_id)


STEPS = Part(
    name="steps",
    label=_("Checklist"),
    types=("work",),
    rows=_steps,
    order="position",
    fields=(
        TextField(name="text", label=_("Step")),
        TextField(name="checklist", label=_("Checklist")),
        NumberField(name="position", label=_("Position")),
        MemberField(name="member", label=_("Assigned to"), anybody=True),
        DayField(name="due_on", label=_("Due")),
        InstantField(name="done_at", label=_("Done")),
        MemberField(name="done_by", label=_("Done by"), anybody=True),
    ),
)

TIME = Part(
    name="time",
    label=_("Time spent"),
    types=("work",),
    rows=_entries,
    order="-started_at",
    fields=(
        MemberField(name="member", label=_("By"), anybody=True),
        InstantField(name="started_at", label=_("Start")),
        NumberField(name="minutes", label=_("Minutes")),
        TextField(name="note", label=_("Note")),
        TruthField(name="is_billable", label=_("To be billed")),
    ),
)


def register() -> None:
    """Let programs read what hangs on a work item."""
    parts.register(STEPS, TIME)
