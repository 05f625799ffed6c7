"""The positions of an order as a way of ordering: what the next order like it takes along."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from klientel.billing.models import OrderLine, Product
from klientel.work.above import Keeper
from klientel.workspaces.actor import Actor
from klientel.workspaces.bulk import insert_rows, unsaved


def read_lines(actor: Actor, items: Collection[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """What the lines of items say, in order; nothing of what was delivered."""
    rows = OrderLine.objects.in_workspace(actor.workspace_id).filter(item_id__in=items)
    found: dict[UUID, list[dict[str, Any]]] = {}
    for one in rows.order_by("place", "pk"):
        said = {
            "product": str(one.product_id) if one.product_id else None,
            "name": one.name,
            "quantity": str(one.quantity),
            "unit": one.unit,
            "note": one.note,
        }
        found.setdefault(one.item_id, []).append(said)
    return found


def write_lines(actor: Actor, kept: Mapping[UUID, Any]) -> None:
    """Put such lines under new items; a product that is no longer there leaves its name."""
    wanted = {UUID(one["product"]) for lines in kept.values() for one in lines if one["product"]}
    there = Product.objects.visible_to(actor, trashed=None).filter(pk__in=wanted)
    known = {str(pk): pk for pk in there.values_list("pk", flat=True)} if wanted else {}
    rows = [
        unsaved(
            OrderLine, workspace_id=actor.workspace_id, item_id=item, place=place,
            product_id=known.get(one["product"]), name=one["name"],
            quantity=Decimal(one["quantity"]), unit=one["unit"], note=one["note"],
        )
        for item, lines in kept.items()
        for place, one in enumerate(lines, start=1)
    ]  # fmt: skip
    insert_rows(OrderLine, rows)


LINES = Keeper("positions", read_lines, write_lines)
