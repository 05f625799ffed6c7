"""Adding something to be done with all the steps of its checklist, in one go."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from klientel.kit.refused import Refused
from klientel.kit.text import clean_line
from klientel.records.actions import action
from klientel.records.actions.once import create_once, form_key
from klientel.records.fields import (
    DayField,
    LongTextField,
    MemberField,
    RecordLinkField,
    TextField,
)
from klientel.work.actions import progress
from klientel.work.actions.step import MOST_STEPS
from klientel.work.models import Step, WorkItem
from klientel.workspaces.actor import Actor
from klientel.workspaces.bulk import insert_rows, unsaved

_LONGEST = 300
_INPUTS = (
    TextField(name="title", label=_("Title"), required=True, max_length=200),
    LongTextField(
        name="steps",
        label=_("Steps of its checklist"),
        help=_("One step on each line."),
        required=True,
        max_length=MOST_STEPS * _LONGEST,
    ),
    MemberField(name="owner", label=_("In charge")),
    DayField(name="due", label=_("Due")),
    RecordLinkField(name="account", label=_("For"), to=("account",)),
    TextField(name="key", label=_("Key")),
)


def _in_words(shown: Mapping[str, str]) -> str:
    count = sum(bool(line.strip()) for line in shown.get("steps", "").splitlines())
    person, day = shown.get("owner", ""), shown.get("due", "")
    if person:
        told = ngettext(
            "the task “{title}” with {count} step on its checklist is added for {person}",
            "the task “{title}” with {count} steps on its checklist is added for {person}",
            count,
        )
    else:
        told = ngettext(
            "the task “{title}” with {count} step on its checklist is added",
            "the task “{title}” with {count} steps on its checklist is added",
            count,
        )
    said = told.format(title=shown.get("title", ""), count=count, person=person)
    return gettext("{added}, due {day}").format(added=said, day=day) if day else said


@action(
    "work.add_with_checklist",
    label=_("Add a task with a checklist"),
    permission="work.create",
    on="",
    icon="list-checks",
    inputs=_INPUTS,
    technical=("key",),
    as_step=True,
    in_words=_in_words,
    writes=("work.created",),
)
def add_with_checklist(
    actor: Actor,
    *,
    title: str,
    steps: str,
    owner: UUID | None = None,
    due: date | None = None,
    account: UUID | None = None,
    key: str = "",
) -> WorkItem:
    """Add a task whose checklist has a step for each line of `steps`; the same `key` again finds
    it, as it is by then.

    Raises `Refused` for more steps than an item has, and what adding an item does.
    """
    texts = [line for raw in steps.splitlines() if (line := clean_line(raw, _LONGEST).strip())]
    if not texts:
        raise Refused("A value is missing.", "steps")
    if len(texts) > MOST_STEPS:
        raise Refused("The checklists of an item have {most} steps at most.", "steps",
                      most=MOST_STEPS)  # fmt: skip
    values: dict[str, Any] = {"title": title, "owner": owner, "due": due, "account": account}
    once = create_once(actor, "work", form_key(key), values)
    item: WorkItem = once.record
    if once.is_new:
        _write(actor, item, texts)
    return item


def _write(actor: Actor, item: WorkItem, texts: list[str]) -> None:
    """The steps, behind those that the kind of the item begins with; part of its being added."""
    item.refresh_from_db()
    rows = [
        unsaved(Step, workspace_id=actor.workspace_id, item_id=item.pk, text=text, position=place)
        for place, text in enumerate(texts, start=item.steps + 1)
    ]
    insert_rows(Step, rows)
    progress.count_steps(actor, [item.pk])
    item.refresh_from_db()
