"""How work lies in time: when items last, what they wait for, when over, how much they are."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from klientel.records import loads, spans
from klientel.records.loads import Load
from klientel.records.spans import Span, Tie
from klientel.work.models import Dependency
from klientel.work.models.status import UNFINISHED_ONES
from klientel.workspaces.actor import Actor

#: dependencies that one page of a schedule looks at
_MOST = 2_000
_FINISHED = ("done", "cancelled")


def register() -> None:
    """Tell the layouts of it."""
    spans.register(
        "work",
        Span(
            start="starts_on",
            end="due",
            part_of="parent",
            ties=ties_of,
            is_over=lambda columns: columns["category"] in _FINISHED,
            reads=("category",),
        ),
    )
    loads.register(
        "work",
        Load(hours="estimate_hours", people="assignees", unfinished=UNFINISHED_ONES),
    )


def ties_of(actor: Actor, ids: Collection[UUID]) -> Iterable[Tie]:
    """The pairs that some items are in: what waits, and what it waits for."""
    rows = Dependency.objects.in_workspace(actor.workspace_id)
    names = ("item_id", "waits_for_id")
    # asked for in two, and in the order of its index, each finds one
    waiting = rows.filter(item_id__in=ids).order_by("item_id").values_list(*names)[:_MOST]
    awaited = rows.filter(waits_for_id__in=ids).order_by("waits_for_id").values_list(*names)[:_MOST]
    return {*waiting, *awaited}
