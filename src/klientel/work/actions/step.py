"""Checklists: adding, ticking, changing, ordering and removing their steps."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from klientel.kit import clock
from klientel.kit.refused import NotFound, Refused
from klientel.records.actions import action
from klientel.records.actions.once import form_key
from klientel.records.fields import DayField, MemberField, TextField, TruthField
from klientel.work.actions import progress
from klientel.work.actions.telling import add_row, tell_of
from klientel.work.models import Step, WorkItem
from klientel.workspaces.actor import Actor

MOST_STEPS = 200
_STEP = TextField(name="step", label=_("Step"), required=True, max_length=40)
_TEXT = TextField(name="text", label=_("What is to be done"), required=True, max_length=300)
_WHO = MemberField(name="member", label=_("Who"))
_UNTIL = DayField(name="due_on", label=_("Until"))


def _rows(actor: Actor, item: WorkItem) -> Any:
    return Step.objects.in_workspace(actor.workspace_id).filter(item_id=item.pk)


def _step(actor: Actor, item: WorkItem, key: str) -> Step:
    """The step of that id on the item; raises `NotFound` for any other."""
    try:
        found = _rows(actor, item).filter(pk=UUID(key)).first()
    except ValueError:
        found = None
    if found is None:
        raise NotFound()
    return found  # type: ignore[no-any-return]


def _told(actor: Actor, item: WorkItem, verb: str, text: str) -> None:
    progress.count_steps(actor, [item.pk])
    tell_of(actor, verb, item, step=text)


@action(
    "work.add_step",
    label=_("Add a step"),
    hidden=True,
    inputs=(_TEXT, _WHO, _UNTIL, TextField(name="key", label=_("Key"))),
    technical=("key",),
)
def add_step(
    actor: Actor,
    item: WorkItem,
    *,
    text: str,
    member: UUID | None = None,
    due_on: date | None = None,
    key: str = "",
) -> Step:
    """Add a step at the end of an item's checklist; the same `key` again finds it.

    Raises `Refused` where the checklist is full.
    """
    pk = form_key(key)
    there = _rows(actor, item).filter(pk=pk).first()
    if there is not None:
        return there  # type: ignore[no-any-return]
    if item.steps >= MOST_STEPS:
        raise Refused("A checklist has {most} steps at most.", "text", most=MOST_STEPS)
    last = _rows(actor, item).aggregate(last=Max("position"))["last"] or 0
    step = Step(
        id=pk, workspace_id=actor.workspace_id, item_id=item.pk, text=text, position=last + 1,
        member_id=member, due_on=due_on,
    )  # fmt: skip
    add_row(step)
    _told(actor, item, "work.step_added", text)
    return step


@action(
    "work.tick_step",
    label=_("Tick a step"),
    hidden=True,
    inputs=(_STEP, TruthField(name="done", label=_("Done"), default=True)),
    technical=("step",),
)
def tick_step(actor: Actor, item: WorkItem, *, step: str, done: bool = True) -> Step:
    """Say that a step is done, or open again; saying it twice is saying it once."""
    mine = _step(actor, item, step)
    at = clock.now() if done else None
    open_ones = _rows(actor, item).filter(pk=mine.pk, done_at__isnull=done)
    if open_ones.update(done_at=at, done_by=actor.member_id if done else None):
        mine.refresh_from_db()
        _told(actor, item, "work.step_ticked" if done else "work.step_unticked", mine.text)
    return mine


@action(
    "work.change_step",
    label=_("Change a step"),
    hidden=True,
    inputs=(_STEP, _TEXT, _WHO, _UNTIL),
    technical=("step",),
)
def change_step(
    actor: Actor,
    item: WorkItem,
    *,
    step: str,
    text: str,
    member: UUID | None = None,
    due_on: date | None = None,
) -> Step:
    """Say a step in other words, whose it is and until when."""
    mine = _step(actor, item, step)
    mine.text, mine.member_id, mine.due_on = text, member, due_on
    if mine.changed_columns():
        mine.save()
        _told(actor, item, "work.step_changed", text)
    return mine


@action(
    "work.place_step",
    label=_("Move a step"),
    hidden=True,
    inputs=(_STEP, TruthField(name="up", label=_("Up"), default=True)),
    technical=("step",),
)
def place_step(actor: Actor, item: WorkItem, *, step: str, up: bool = True) -> Step:
    """Let a step change places with the one above it, or below it."""
    mine = _step(actor, item, step)
    ordered = list(_rows(actor, item).order_by("position", "pk"))
    here = [one.pk for one in ordered].index(mine.pk)
    there = here - 1 if up else here + 1
    if 0 <= there < len(ordered):
        ordered[here], ordered[there] = ordered[there], ordered[here]
        for place, one in enumerate(ordered, start=1):
            one.position = place
            one.save()
        _told(actor, item, "work.step_changed", mine.text)
    return mine


@action(
    "work.remove_step",
    label=_("Remove a step"),
    hidden=True,
    inputs=(_STEP,),
    technical=("step",),
)
def remove_step(actor: Actor, item: WorkItem, *, step: str) -> WorkItem:
    """Take a step out of the checklist; one that is gone already stays gone."""
    try:
        mine = _step(actor, item, step)
    except NotFound:
        return item
    mine.delete()
    _told(actor, item, "work.step_removed", mine.text)
    return item
