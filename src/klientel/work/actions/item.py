"""Setting the status of work items, finishing them, and saying who works on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from klientel.kit.ids import uuid7
from klientel.kit.refused import Refused
from klientel.records.actions import action
from klientel.records.actions.catalogue import Note, current_reading, found_many
from klientel.records.actions.change import write_changes
from klientel.records.fields import ChoiceField, MembersField, TruthField
from klientel.records.types import record_types
from klientel.records.working_on import may_work_on
from klientel.work.above import asked_elsewhere, open_ends
from klientel.work.actions.telling import tell_of
from klientel.work.actions.tree import MOST_LEVELS
from klientel.work.fields import status_options
from klientel.work.kinds import Kinds, kinds_of
from klientel.work.models import WorkItem
from klientel.work.models.status import UNFINISHED, Category
from klientel.workspaces.actor import Actor

#: as many parts are finished along with an item at most
MOST_ALONG = 1_000


def _kinds(actor: Actor) -> Kinds:
    return kinds_of(current_reading(actor).workspace)


def written(
    actor: Actor,
    item: WorkItem,
    values: Mapping[str, Any],
    *,
    batch: UUID | None = None,
    verb: str | None = None,
    facts: Mapping[str, Any] | None = None,
) -> WorkItem:
    """Write clean values on an item; without a `verb` what they mean (`work.meaning`) is told."""
    pair = [(item, values)]
    write_changes(actor, record_types.get("work"), pair, batch=batch, verb=verb, facts=facts)
    return item


@action(
    "work.set_status",
    label=_("Set status"),
    icon="circle-dot",
    key="S",
    order=20,
    inputs=(ChoiceField(name="status", label=_("Status"), options=status_options, required=True),),
    in_charge=True,
)
def set_status(actor: Actor, item: WorkItem, *, status: str) -> WorkItem:
    """Give an item another status; one that its kind does not know means the kind's own like it.

    Raises `Refused` where the kind has none of that meaning.
    """
    wanted = _kinds(actor).fitting(item.kind, status)
    if wanted.code == item.status:
        return item
    return written(actor, item, {"status": wanted.code})


def _must_be_open(item: WorkItem) -> None:
    if item.is_finished:
        raise Refused("This is finished already.")


def open_below(actor: Actor, item: WorkItem) -> list[UUID]:
    """The unfinished items below one, at any depth, as far as the actor sees them."""
    found: list[UUID] = []
    level = [item.pk]
    rows = WorkItem.objects.visible_to(actor)
    for _level in range(MOST_LEVELS):
        below = list(rows.filter(parent_id__in=level).values_list("pk", "category"))
        found += [key for key, category in below if category in UNFINISHED]
        level = [key for key, _category in below]
        if not level or len(found) > MOST_ALONG:
            break
    return found


def _what_is_open(actor: Actor, item: WorkItem) -> Sequence[Note]:
    lines = []
    left = len(open_below(actor, item)) if item.parts > item.parts_done else 0
    if left:
        text = ngettext("{count} task of it is not finished.",
                        "{count} tasks of it are not finished.", left)  # fmt: skip
        lines.append(text.format(count=left))
    # its parts are told above, at any depth
    ends = [one for one in open_ends if not one.is_of_parts]
    lines += [one.of_one(found[item.pk]) for one in ends if (found := one.found(actor, [item]))]
    return [Note(_("Before you finish it"), lines)] if lines else []


@action(
    "work.complete",
    label=_("Finish"),
    icon="circle-check",
    key="E",
    order=10,
    inputs=(TruthField(name="along", label=_("Finish its open tasks as well"), default=False),),
    applies=_must_be_open,
    notes=_what_is_open,
    instead=asked_elsewhere,
    in_charge=True,
)
def complete(actor: Actor, item: WorkItem, *, along: bool = False) -> WorkItem:
    """Give an item the first status of its kind that means done; `along` all open parts, too.

    It is one step, which is taken back as a whole. Raises `Refused` for what is finished already,
    for a kind without such a status, and for more than a thousand parts.
    """
    kinds = _kinds(actor)
    batch = uuid7()
    below = open_below(actor, item) if along else []
    if below:
        _complete_along(actor, kinds, below, batch)
        item.refresh_from_db()
        tell_of(actor, "work.completed_along", item, batch=batch)
    values = {"status": _done_status(kinds, item.kind)}
    return written(actor, item, values, batch=batch)


def _done_status(kinds: Kinds, kind: str) -> str:
    found = kinds.first(kind, Category.DONE)
    if found is None:
        raise Refused("This kind of work has no status that means done.")
    return found.code


def _complete_along(actor: Actor, kinds: Kinds, ids: Sequence[UUID], batch: UUID) -> None:
    if len(ids) > MOST_ALONG:
        raise Refused("These are too many tasks to finish at once.", "along")
    work = record_types.get("work")
    parts = found_many(actor, work, ids)
    if not all(may_work_on(actor, work, part) for part in parts):
        raise Refused("Some of its open tasks are for others to finish.", "along")
    pairs: list[tuple[Any, Mapping[str, Any]]] = [
        (part, {"status": _done_status(kinds, part.kind)}) for part in parts
    ]
    write_changes(actor, work, pairs, batch=batch)


def _must_be_finished(item: WorkItem) -> None:
    if not item.is_finished:
        raise Refused("This is not finished.")


@action(
    "work.reopen",
    label=_("Take up again"),
    icon="rotate-cw",
    order=11,
    applies=_must_be_finished,
    in_charge=True,
)
def reopen(actor: Actor, item: WorkItem) -> WorkItem:
    """Give a finished item the first status of its kind that means work on it."""
    kinds = _kinds(actor)
    first = kinds.first(item.kind, Category.ACTIVE) or kinds.first(item.kind, Category.OPEN)
    if first is None:
        raise Refused("This kind of work has no status that means open.")
    values = {"status": first.code, "is_archived": False}
    return written(actor, item, values)


@action(
    "work.assign",
    label=_("Assign"),
    icon="user-plus",
    key="I",
    order=21,
    inputs=(MembersField(name="assignees", label=_("In charge")),),
)
def assign(actor: Actor, item: WorkItem, *, assignees: Sequence[str] = ()) -> WorkItem:
    """Say who works on an item; the first of them answers for it."""
    if list(assignees) == list(item.assignees):
        return item
    return written(actor, item, {"assignees": list(assignees)})


@action(
    "work.archive",
    label=_("Archive"),
    icon="archive",
    order=60,
    applies=_must_be_finished,
)
def archive(actor: Actor, item: WorkItem) -> WorkItem:
    """Put a finished item away: lists of what is finished leave it out, search still finds it."""
    return written(actor, item, {"is_archived": True})


def _must_be_archived(item: WorkItem) -> None:
    if not item.is_archived:
        raise Refused("This is not in the archive.")


@action(
    "work.unarchive",
    label=_("Unarchive"),
    icon="archive",
    order=61,
    applies=_must_be_archived,
)
def unarchive(actor: Actor, item: WorkItem) -> WorkItem:
    """Let lists show an item again."""
    return written(actor, item, {"is_archived": False})
