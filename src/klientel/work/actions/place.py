"""Where a work item belongs: what it is part of, of what kind it is, and what is made after it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from klientel.kit.refused import Refused
from klientel.records import writer
from klientel.records.actions import action
from klientel.records.actions.catalogue import current_reading
from klientel.records.actions.create import create
from klientel.records.actions.once import create_once, form_key, made_once
from klientel.records.fields import RecordLinkField, TextField, TruthField
from klientel.records.types import record_types
from klientel.work.actions.from_blueprint import build
from klientel.work.actions.item import written
from klientel.work.blueprint import blueprint_of
from klientel.work.fields import KindField, kind_options
from klientel.work.kinds import kinds_of
from klientel.work.models import WorkItem
from klientel.workspaces.actor import Actor
from klientel.workspaces.rows import known_as

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
    adds=True,
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

    It is planned for no day, and what is part of the original stays there alone.
    Where no account decides who sees it, whoever sees the original sees the copy, and nobody else.
    Without `steps` it begins with the checklist of its kind.
    """
    blueprint = blueprint_of(actor, item, current_reading(actor).today, with_parts=False)
    pk = form_key(key)

    def make() -> WorkItem:
        return build(
            actor,
            blueprint.without_days(),
            current_reading(actor).today,
            values={"title": title},
            columns={"id": pk},
            steps=steps,
        )

    once = made_once(actor, "work", pk, {"account": item.account_id}, make)
    return known_as(WorkItem, once.record)


def add_part(actor: Actor, item: WorkItem, *, title: str, key: str = "") -> WorkItem:
    """Add a task that is part of an item, seen like that; the same `key` again finds it."""
    values = {"title": title, "parent": item.pk}
    if not key:
        return known_as(WorkItem, create(actor, "work", values))
    return known_as(WorkItem, create_once(actor, "work", form_key(key), values).record)
