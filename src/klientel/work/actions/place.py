"""Where a work item belongs: what it is part of, of what kind it is, and what is made after it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from klientel.kit.refused import NotFound, Refused
from klientel.records import writer
from klientel.records.actions import action
from klientel.records.actions.catalogue import current_reading
from klientel.records.actions.create import create
from klientel.records.actions.once import create_once, form_key
from klientel.records.fields import RecordLinkField, TextField, TruthField
from klientel.records.types import record_types
from klientel.work import above
from klientel.work.actions import progress
from klientel.work.actions.item import written
from klientel.work.fields import KindField, kind_options
from klientel.work.kinds import kinds_of
from klientel.work.models import Step, WorkItem
from klientel.workspaces.actor import Actor
from klientel.workspaces.bulk import insert_rows, unsaved

#: what a copy takes along; who did it, when and how long belongs to the original
_COPIED = ("kind", "description", "priority", "assignees", "team", "account", "contact", "parent",
           "estimate_hours", "watchers", "links")  # fmt: skip
_MOST_TITLE = 200


@action(
    "work.move",
    label=_("Move below"),
    icon="corner-down-left",
    order=40,
    inputs=(
        RecordLinkField(
            name="parent", label=_("Part of"), to=("work",),
            help=_("Empty: it is part of nothing."),
        ),
    ),
)  # fmt: skip
def move(actor: Actor, item: WorkItem, *, parent: UUID | None = None) -> WorkItem:
    """Make an item part of another one, or of none.

    Raises `Refused` where it would be part of itself, or lie too deep.
    """
    if parent == item.parent_id:
        return item
    if parent is not None:
        writer.check_links(actor, record_types.get("work"), [{"parent": parent}])
    return written(actor, item, {"parent": parent})


@action(
    "work.convert",
    label=_("Change kind"),
    icon="refresh-cw",
    order=41,
    inputs=(KindField(name="kind", label=_("Kind of work"), options=kind_options, required=True),),
)
def convert(actor: Actor, item: WorkItem, *, kind: str) -> WorkItem:
    """Make an item one of another kind; its number stays, and its status keeps its meaning.

    Raises `Refused` for a kind that was given up, and for one without a status of that meaning.
    """
    wanted = kinds_of(current_reading(actor).workspace).kind(kind)
    if kind == item.kind:
        return item
    if wanted.is_retired:
        raise Refused("This kind of work is no longer in use.", "kind")
    return written(actor, item, {"kind": kind})


def _title(_actor: Actor, item: WorkItem) -> Mapping[str, Any]:
    return {"title": item.title}


@action(
    "work.duplicate",
    label=_("Duplicate"),
    permission="work.create",
    icon="copy",
    order=42,
    inputs=(
        TextField(name="title", label=_("Title"), required=True, max_length=_MOST_TITLE),
        TruthField(name="steps", label=_("With the steps of its checklist"), default=True),
        TextField(name="key", label=_("Key")),
    ),
    technical=("key",),
    suggest=_title,
)
def duplicate(
    actor: Actor, item: WorkItem, *, title: str, steps: bool = True, key: str = ""
) -> WorkItem:
    """Add an item like another one, not yet begun; the same `key` again finds the copy.

    Where no account decides who sees it, whoever sees the original sees the copy, and nobody else.
    Without `steps` it begins with the checklist of its kind.
    """
    record_type = record_types.get("work")
    values = {name: record_type.field(name).value(item) for name in _COPIED}
    values |= {"title": title, "tags": [name for name, _c in _tags(actor, item)]}
    like = {"seen_like": item.pk}
    once = create_once(actor, "work", form_key(key), _seen(actor, values), columns=like)
    if steps and once.is_new:
        _copy_steps(actor, item, once.record)
    for copy_more in above.copiers if once.is_new else ():
        copy_more(actor, item, once.record)
    return once.record  # type: ignore[no-any-return]


def _tags(actor: Actor, item: WorkItem) -> list[tuple[str, str]]:
    known = current_reading(actor).tags
    return [known[UUID(key)] for key in item.tags if UUID(key) in known]


def _seen(actor: Actor, values: dict[str, Any]) -> dict[str, Any]:
    """The values without links to what the actor does not see, and people who have left."""
    active = current_reading(actor).directory.active
    for name in ("assignees", "watchers"):
        values[name] = [key for key in values[name] if UUID(key) in active]
    record_type = record_types.get("work")
    for name in ("account", "contact", "parent", "links"):
        try:
            writer.check_links(actor, record_type, [{name: values[name]}])
        except (NotFound, Refused):
            values[name] = None
    return values


def _copy_steps(actor: Actor, item: WorkItem, copy: WorkItem) -> None:
    steps = Step.objects.in_workspace(actor.workspace_id)
    mine = steps.filter(item_id=item.pk).order_by("position", "pk")
    steps.filter(item_id=copy.pk).delete()
    rows = [
        unsaved(Step, workspace_id=actor.workspace_id, item_id=copy.pk, text=one.text,
                checklist=one.checklist, position=one.position)
        for one in mine
    ]  # fmt: skip
    insert_rows(Step, rows)
    progress.count_steps(actor, [copy.pk])


def add_part(actor: Actor, item: WorkItem, *, title: str, key: str = "") -> WorkItem:
    """Add a task that is part of an item, seen like that; the same `key` again finds it."""
    values = {"title": title, "parent": item.pk}
    if not key:
        return create(actor, "work", values)  # type: ignore[no-any-return]
    return create_once(actor, "work", form_key(key), values).record  # type: ignore[no-any-return]
