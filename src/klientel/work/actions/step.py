"""Checklists: adding, ticking, changing, ordering and removing their steps."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from klientel.kit import clock
from klientel.kit.refused import NotFound, Refused
from klientel.kit.text import fold
from klientel.records.actions import action
from klientel.records.actions.once import form_key
from klientel.records.fields import DayField, MemberField, TextField, TruthField
from klientel.work.actions import kept_rows, progress
from klientel.work.actions.telling import add_row, tell_of
from klientel.work.models import Step, WorkItem
from klientel.workspaces.actor import Actor
from klientel.workspaces.rows import known_as, row_of

MOST_STEPS = 200
_STEP = TextField(name="step", label=_("Step"), required=True, max_length=300)
#: a rule knows no ids of what does not exist yet: it says the step's words
_NAMED = TextField(name="step", label=_("Step"), required=True, max_length=300)
_DONE = TruthField(name="done", label=_("Done"), default=True)
_TEXT = TextField(name="text", label=_("What is to be done"), required=True, max_length=300)
_WHO = MemberField(name="member", label=_("Who"))
_UNTIL = DayField(name="due_on", label=_("Until"))
MOST_NAME = 80
_LIST = TextField(name="checklist", label=_("Checklist"), max_length=MOST_NAME)


def _rows(actor: Actor, item: WorkItem) -> Any:
    return Step.objects.in_workspace(actor.workspace_id).filter(item_id=item.pk)


def _step(actor: Actor, item: WorkItem, key: str) -> Step:
    """The step of that id on the item; raises `NotFound` for any other."""
    return row_of(Step, _rows(actor, item), key)


def _step_called(actor: Actor, item: WorkItem, said: str) -> Step:
    """The step of that id or of those words, the first where several have them."""
    with suppress(NotFound):
        return _step(actor, item, said)
    wanted = fold(said)
    for step in _rows(actor, item).order_by("position", "pk"):
        if fold(step.text) == wanted:
            return known_as(Step, step)
    raise NotFound("There is no step “{step}” here.", "step", step=said[:80])


def _told(
    actor: Actor,
    item: WorkItem,
    verb: str,
    step: Step,
    was: kept_rows.State,
    *,
    is_gone: bool = False,
) -> None:
    progress.count_steps(actor, [item.pk])
    now = None if is_gone else kept_rows.state_of(step)
    tell_of(actor, verb, item, step=step.text, row=str(step.pk), was=was, now=now)


@action(
    "work.add_step",
    adds=True,
    label=_("Add a step"),
    hidden=True,
    as_step=True,
    inputs=(_TEXT, _WHO, _UNTIL, _LIST, TextField(name="key", label=_("Key"))),
    technical=("key",),
)
def add_step(
    actor: Actor,
    item: WorkItem,
    *,
    text: str,
    member: UUID | None = None,
    due_on: date | None = None,
    checklist: str = "",
    key: str = "",
) -> Step:
    """Add a step at the end of a checklist of an item; the same `key` again finds it.

    A name that no checklist of the item has makes one. Raises `Refused` where it has enough steps.
    """
    pk = form_key(key)
    there = _rows(actor, item).filter(pk=pk).first()
    if there is not None:
        return known_as(Step, there)
    if item.steps >= MOST_STEPS:
        raise Refused("The checklists of an item have {most} steps at most.", "text",
                      most=MOST_STEPS)  # fmt: skip
    last = _rows(actor, item).aggregate(last=Max("position"))["last"] or 0
    step = Step(
        id=pk, workspace_id=actor.workspace_id, item_id=item.pk, text=text, position=last + 1,
        member_id=member, due_on=due_on, checklist=checklist,
    )  # fmt: skip
    add_row(step)
    _told(actor, item, "work.step_added", step, None)
    return step


@action(
    "work.tick_step",
    label=_("Tick a step"),
    hidden=True,
    as_step=(_NAMED, _DONE),
    inputs=(_STEP, _DONE),
    technical=("step",),
    in_charge=True,
)
def tick_step(actor: Actor, item: WorkItem, *, step: str, done: bool = True) -> Step:
    """Say that a step is done, or open again; saying it twice is saying it once.

    `step` is its id or its words. Raises `NotFound` for one that the item has not.
    """
    mine = _step_called(actor, item, step)
    was = kept_rows.state_of(mine)
    at = clock.now() if done else None
    open_ones = _rows(actor, item).filter(pk=mine.pk, done_at__isnull=done)
    if open_ones.update(done_at=at, done_by=actor.member_id if done else None):
        mine.refresh_from_db()
        _told(actor, item, "work.step_ticked" if done else "work.step_unticked", mine, was)
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
        was = kept_rows.was_of(mine)
        mine.save()
        _told(actor, item, "work.step_changed", mine, was)
    return mine


@action(
    "work.place_step",
    label=_("Move a step"),
    hidden=True,
    inputs=(_STEP, TruthField(name="up", label=_("Up"), default=True)),
    technical=("step",),
)
def place_step(actor: Actor, item: WorkItem, *, step: str, up: bool = True) -> Step:
    """Let a step change places with the one above it in its checklist, or below it."""
    mine = _step(actor, item, step)
    before = order_of(actor, item)
    beside = _rows(actor, item).filter(checklist=mine.checklist)
    among = [str(key) for key in beside.order_by("position", "pk").values_list("pk", flat=True)]
    place = among.index(str(mine.pk)) + (-1 if up else 1)
    if 0 <= place < len(among):
        after = list(before)
        here, there = after.index(str(mine.pk)), after.index(among[place])
        after[here], after[there] = after[there], after[here]
        put_in_order(actor, item, after)
        tell_of(actor, "work.step_placed", item, step=mine.text, was=before, now=after)
    return mine


def order_of(actor: Actor, item: WorkItem) -> list[str]:
    """The ids of an item's steps in their order."""
    keys = _rows(actor, item).order_by("position", "pk").values_list("pk", flat=True)
    return [str(key) for key in keys]


def put_in_order(actor: Actor, item: WorkItem, keys: Sequence[str]) -> None:
    """Let the steps of an item stand in an order that names all of them."""
    steps = {str(one.pk): one for one in _rows(actor, item)}
    for place, key in enumerate(keys, start=1):
        steps[key].position = place
        steps[key].save()


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
    was = kept_rows.state_of(mine)
    mine.delete()
    _told(actor, item, "work.step_removed", mine, was, is_gone=True)
    return item


@action(
    "work.rename_checklist",
    label=_("Rename a checklist"),
    hidden=True,
    inputs=(_LIST, TextField(name="name", label=_("Name of the checklist"), max_length=MOST_NAME)),
    technical=("checklist",),
)
def rename_checklist(actor: Actor, item: WorkItem, *, checklist: str = "", name: str = "") -> None:
    """Call a checklist of an item otherwise. Raises `Refused` for a name that another one has."""
    call_checklist(actor, item, checklist, name)


def call_checklist(
    actor: Actor, item: WorkItem, was: str, name: str, batch: UUID | None = None
) -> None:
    """As `rename_checklist`, in the caller's transaction."""
    mine = _rows(actor, item)
    if was == name or not mine.filter(checklist=was).exists():
        return
    if mine.filter(checklist=name).exists():
        raise Refused("Another checklist has this name.", "name")
    mine.filter(checklist=was).update(checklist=name)
    tell_of(actor, "work.checklist_renamed", item, batch, was=was, now=name)
