"""What is still open on an item that ends: said before it is finished and after, never a block."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from klientel.discussion.comment_queries import open_among
from klientel.records import cautions
from klientel.records.cautions import Caution
from klientel.records.fields.base import Reading
from klientel.work.above import OpenEnd, open_ends
from klientel.work.models import WorkItem
from klientel.work.models.status import Category
from klientel.workspaces.actor import Actor


def introduce() -> None:
    """Say it after every change of a status, whichever way it was made."""
    open_ends[:0] = [_PARTS, _STEPS, _WAITING, _COMMENTS]
    cautions.register("work", Caution(frozenset({"status"}), told_after))


def told_after(actor: Actor, ids: Collection[UUID], reading: Reading) -> list[str]:
    """What is open on those of some items that are done now; a read, and one for each sort."""
    rows = WorkItem.objects.visible_to(actor).filter(pk__in=list(ids), category=Category.DONE)
    items = list(rows)
    if not items:
        return []
    is_one = len(ids) == 1
    return [
        one.of_one(next(iter(found.values()))) if is_one else one.of_many(len(found))
        for one in open_ends
        if (found := one.found(actor, items))
    ]


def _parts(_actor: Actor, items: Sequence[WorkItem]) -> Mapping[UUID, int]:
    return {one.pk: one.parts - one.parts_done for one in items if one.parts > one.parts_done}


def _steps(_actor: Actor, items: Sequence[WorkItem]) -> Mapping[UUID, int]:
    return {one.pk: one.steps - one.steps_done for one in items if one.steps > one.steps_done}


def _waiting(_actor: Actor, items: Sequence[WorkItem]) -> Mapping[UUID, int]:
    return {one.pk: one.waits_for for one in items if one.waits_for}


def _comments(actor: Actor, items: Sequence[WorkItem]) -> Mapping[UUID, int]:
    return open_among(actor, [one.pk for one in items])


def comments_left(count: int) -> str:
    """That so many assigned comments of an item wait for somebody."""
    told = ngettext(
        "{count} assigned comment is not resolved.",
        "{count} assigned comments are not resolved.",
        count,
    )
    return told.format(count=count)


def _parts_of_many(count: int) -> str:
    told = ngettext(
        "{count} of them has tasks that are not finished.",
        "{count} of them have tasks that are not finished.",
        count,
    )
    return told.format(count=count)


def _steps_of_many(count: int) -> str:
    told = ngettext(
        "{count} of them has steps that are not ticked.",
        "{count} of them have steps that are not ticked.",
        count,
    )
    return told.format(count=count)


def _waiting_of_many(count: int) -> str:
    told = ngettext(
        "{count} of them still waits for something else.",
        "{count} of them still wait for something else.",
        count,
    )
    return told.format(count=count)


def _comments_of_many(count: int) -> str:
    told = ngettext(
        "{count} of them has assigned comments that are not resolved.",
        "{count} of them have assigned comments that are not resolved.",
        count,
    )
    return told.format(count=count)


_PARTS = OpenEnd(
    _parts,
    lambda _count: _("Not all of its tasks are finished."),
    _parts_of_many,
    is_of_parts=True,
)
_STEPS = OpenEnd(
    _steps, lambda _count: _("Not every step of the checklist is ticked."), _steps_of_many
)
_WAITING = OpenEnd(
    _waiting, lambda _count: _("It still waits for something else."), _waiting_of_many
)
_COMMENTS = OpenEnd(_comments, comments_left, _comments_of_many)
