"""Ordering the same once more."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from klientel.billing.actions.positions import lines_of, must_have_positions
from klientel.billing.models import OrderLine
from klientel.records.actions import action
from klientel.records.fields import TextField
from klientel.work.actions.place import duplicate
from klientel.work.models import WorkItem
from klientel.workspaces.actor import Actor
from klientel.workspaces.bulk import insert_rows, unsaved


@action(
    "order.again",
    label=_("Order again"),
    on="work",
    permission="work.create",
    icon="repeat",
    hidden=True,
    inputs=(TextField(name="key", label=_("Key")),),
    technical=("key",),
)
def again(actor: Actor, item: WorkItem, *, key: str = "") -> WorkItem:
    """Begin an order like another one, with its positions; the same `key` again finds it."""
    must_have_positions(actor, item)
    return duplicate(actor, item, title=item.title, key=key)  # type: ignore[no-any-return]


def copy_lines(actor: Actor, item: WorkItem, copy: WorkItem) -> None:
    """What a copy of a work item takes along: its positions, nothing of which is delivered."""
    rows = [
        unsaved(
            OrderLine, workspace_id=actor.workspace_id, item_id=copy.pk, place=place,
            product_id=one.product_id, name=one.name, quantity=one.quantity, unit=one.unit,
            note=one.note,
        )
        for place, one in enumerate(lines_of(actor, item), start=1)
    ]  # fmt: skip
    insert_rows(OrderLine, rows)
