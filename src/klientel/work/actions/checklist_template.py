"""Checklists as templates: one is kept from an item, and put onto others that are there already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from klientel.kit.ids import uuid7
from klientel.kit.refused import Conflict, Refused
from klientel.records.actions import action
from klientel.records.actions.catalogue import current_reading
from klientel.records.actions.once import form_key
from klientel.records.fields import ChoiceField, DayField, Option, TextField, TruthField
from klientel.records.fields.base import Reading
from klientel.work.actions import kept_rows, progress
from klientel.work.actions.step import MOST_NAME, MOST_STEPS
from klientel.work.actions.telling import tell_of
from klientel.work.actions.template import MOST_NAME as MOST_TEMPLATE_NAME
from klientel.work.actions.template import (
    MOST_TEMPLATES,
    begins_on,
    found_template,
    keep,
    plain,
    templates_of,
)
from klientel.work.blueprint import Blueprint, Piece, PlannedStep, steps_planned
from klientel.work.models import Step, Template, WorkItem
from klientel.workspaces.actor import Actor
from klientel.workspaces.bulk import insert_rows, unsaved


def _options(reading: Reading) -> Sequence[Option]:
    """The templates with steps to put onto an item: of checklists, and of work that has one."""
    rows = templates_of(reading.workspace.pk)[:MOST_TEMPLATES]
    return [Option(str(one.pk), plain(one.name)) for one in rows if _planned(one)]


def _planned(template: Template) -> tuple[PlannedStep, ...]:
    return Blueprint.from_json(template.blueprint).pieces[0].steps


def _rows(actor: Actor, item: WorkItem) -> Any:
    return Step.objects.in_workspace(actor.workspace_id).filter(item_id=item.pk)


def _must_have_steps(item: WorkItem) -> None:
    if not item.steps:
        raise Refused("It has no checklist yet.")


def _first(actor: Actor, item: WorkItem) -> Mapping[str, Any]:
    """The checklist that stands first, under its own name."""
    name = _rows(actor, item).order_by("position", "pk").values_list("checklist", flat=True).first()
    return {"checklist": name or "", "name": name or item.title[:MOST_TEMPLATE_NAME]}


@action(
    "work.save_checklist",
    label=_("Save checklist as template"),
    permission="work.create",
    icon="list-checks",
    order=46,
    inputs=(
        TextField(name="checklist", label=_("Checklist"), max_length=MOST_NAME,
                  help=_("Empty: the one without a name.")),
        TextField(name="name", label=_("Name of the template"), required=True,
                  max_length=MOST_TEMPLATE_NAME),
        TruthField(name="replace", label=_("Replace the one of that name"), default=False),
    ),
    applies=_must_have_steps,
    suggest=_first,
)  # fmt: skip
def save_checklist(
    actor: Actor, item: WorkItem, *, checklist: str = "", name: str, replace: bool = False
) -> Template:
    """Keep one of an item's checklists as a template of the firm; what was ticked stays out of it.

    Raises `Refused` for a checklist that the item has not, and what `template.keep` does.
    """
    steps = steps_planned(actor, {item.pk: 0}, begins_on(actor, item)).get(item.pk, ())
    mine = [one for one in steps if one.checklist == checklist]
    if not mine:
        raise Refused("There is no such checklist here.", "checklist")
    plain_steps = tuple(PlannedStep(one.text, one.member, one.due) for one in mine)
    kept = Blueprint((Piece(values={}, steps=plain_steps),))
    return keep(actor, item, kept, name, replace=replace, is_checklist=True)


@action(
    "work.use_checklist",
    label=_("Add a checklist from a template"),
    icon="list-checks",
    order=44,
    inputs=(
        ChoiceField(name="template", label=_("Template"), options=_options, required=True),
        DayField(name="begins_on", label=_("Begins on"),
                 help=_("Its days are counted from this one. Empty: today.")),
        TextField(name="key", label=_("Key")),
    ),
    technical=("key",),
    adds=True,
)  # fmt: skip
def use_checklist(
    actor: Actor, item: WorkItem, *, template: str, begins_on: date | None = None, key: str = ""
) -> WorkItem:
    """Put the steps of a template behind those of an item, as a checklist of its own; the same
    `key` again puts them there once.

    Raises `Refused` for more steps than an item has, `Conflict` for a key of anything else.
    """
    pk = form_key(key)
    if _rows(actor, item).filter(pk=pk).exists():
        return item
    found = found_template(actor, template)
    planned = _planned(found)
    if not planned:
        raise Refused("This template has no steps.", "template")
    if item.steps + len(planned) > MOST_STEPS:
        raise Refused("The checklists of an item have {most} steps at most.", "template",
                      most=MOST_STEPS)  # fmt: skip
    rows = _made(actor, item, found, planned, begins_on)
    rows[0].id = pk
    try:
        with transaction.atomic():
            insert_rows(Step, rows)
    except IntegrityError:
        raise Conflict("This could not be saved. Please send the form again.") from None
    progress.count_steps(actor, [item.pk])
    kept = {str(row.pk): kept_rows.state_of(row) for row in rows}
    tell_of(actor, "work.checklist_added", item, template=found.name, rows=kept)
    return item


def _made(
    actor: Actor,
    item: WorkItem,
    template: Template,
    planned: Sequence[PlannedStep],
    begins: date | None,
) -> list[Step]:
    """The steps to be, in checklists that the item has not yet; who has left is left out."""
    reading, there = current_reading(actor), _rows(actor, item)
    day = begins or reading.today
    taken = set(there.values_list("checklist", flat=True))
    called = {
        name: _free(name or template.name, taken)
        for name in dict.fromkeys(one.checklist for one in planned)
    }
    last = there.aggregate(last=Max("position"))["last"] or 0
    return [
        unsaved(
            Step, id=uuid7(), workspace_id=actor.workspace_id, item_id=item.pk, text=one.text,
            position=last + place, checklist=called[one.checklist],
            member_id=_member(one, reading),
            due_on=None if one.due is None else day + timedelta(days=one.due),
        )
        for place, one in enumerate(planned, start=1)
    ]  # fmt: skip


def _member(step: PlannedStep, reading: Reading) -> UUID | None:
    member = UUID(step.member) if step.member else None
    return member if member in reading.directory.active else None


def _free(name: str, taken: set[str]) -> str:
    """The name, or with a number behind it, that no checklist of the item has."""
    name, number = name[:MOST_NAME], 1
    free = name
    while free in taken:
        number += 1
        free = f"{name[: MOST_NAME - 4].rstrip()} {number}"
    taken.add(free)
    return free
