"""What actions on positions have in common: which items have them, and what they are called."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from klientel.billing.models import OrderLine
from klientel.billing.units import in_words
from klientel.kit.refused import Refused
from klientel.records.actions.catalogue import current_reading
from klientel.work.kinds import kinds_of
from klientel.work.models import WorkItem
from klientel.workspaces.actor import Actor
from klientel.workspaces.rows import row_of


def must_have_positions(actor: Actor, item: WorkItem) -> None:
    """Raise `Refused` for an item of a kind without positions."""
    if not kinds_of(current_reading(actor).workspace).kind(item.kind).has_positions:
        raise Refused("This kind of work has no line items.")


def lines_of(actor: Actor, item: WorkItem) -> Any:
    """The lines of an item, in order."""
    rows = OrderLine.objects.in_workspace(actor.workspace_id).filter(item_id=item.pk)
    return rows.order_by("place", "pk")


def line_named(actor: Actor, item: WorkItem, key: str) -> OrderLine:
    """The line of that id on the item; raises `NotFound` for any other."""
    return row_of(OrderLine, lines_of(actor, item), key)


def said_of(actor: Actor, quantity: Decimal, unit: str, name: str) -> str:
    """A line in words: `2 pc. Rye bread`."""
    return f"{in_words(quantity, unit, current_reading(actor))} {name}"
