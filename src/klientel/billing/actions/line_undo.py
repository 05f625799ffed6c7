"""Taking back what was done with a position of an order."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from klientel.billing.actions.line import drop, number, order_of, put, told, written
from klientel.billing.actions.positions import lines_of
from klientel.billing.models import OrderLine, Product
from klientel.kit.refused import Refused
from klientel.records.actions.catalogue import found
from klientel.records.types import record_types
from klientel.work.actions.telling import tell_of
from klientel.work.models import WorkItem
from klientel.workspaces.actor import Actor

if TYPE_CHECKING:
    from klientel.events.models import Event


def take_line_back(actor: Actor, event: Event, batch: UUID) -> None:
    """Let a position stand as before an event; `Refused` when somebody changed it since."""
    actor.must("work.edit")
    item = found(actor, record_types.get("work"), event.record_id)
    key = UUID(event.facts["entry"])
    if event.verb == "order.line_moved":
        _place_back(actor, item, event, batch)
        return
    was, now = event.facts.get("was"), event.facts.get("now")
    row = lines_of(actor, item).filter(pk=key).first()
    if (None if row is None else _said(written(row))) != _said(now):
        raise Refused("Somebody changed this in the meantime.")
    if was is None:
        drop(actor, item, row, batch)
    elif row is None:
        _bring_back(actor, item, key, was, batch)
    else:
        before = written(row)
        _set(actor, row, was)
        put(actor, item, row, before, batch)


def _place_back(actor: Actor, item: WorkItem, event: Event, batch: UUID) -> None:
    """Let the lines stand as before a move; those that were added since stand last."""
    facts = event.facts
    lines = {str(one.pk): one for one in lines_of(actor, item)}
    now = list(lines)
    stayed = [key for key in facts["now"] if key in lines]
    if [key for key in now if key in stayed] != stayed:
        raise Refused("Somebody changed this in the meantime.")
    before = [key for key in facts["was"] if key in lines]
    ordered = [lines[key] for key in [*before, *(key for key in now if key not in before)]]
    number(ordered)
    turned = {**facts, "was": now, "now": order_of(ordered)}
    tell_of(actor, event.verb, item, batch, **turned)


def _said(values: dict[str, Any] | None) -> dict[str, Any] | None:
    """What a line says wherever it stands: others may have come before it."""
    return (
        None if values is None else {name: one for name, one in values.items() if name != "place"}
    )


def _set(actor: Actor, row: OrderLine, values: dict[str, Any]) -> None:
    row.name, row.unit, row.note = values["name"], values["unit"], values["note"]
    row.quantity = Decimal(values["quantity"])
    key = values["product"]
    known = Product.objects.in_workspace(actor.workspace_id).filter(pk=key) if key else None
    # one that was removed for good is not there to be named
    row.product_id = UUID(key) if known is not None and known.exists() else None


def _bring_back(
    actor: Actor, item: WorkItem, key: UUID, values: dict[str, Any], batch: UUID
) -> None:
    row = OrderLine(id=key, workspace_id=actor.workspace_id, item_id=item.pk, place=values["place"])
    _set(actor, row, values)
    others = list(lines_of(actor, item))
    row.save(force_insert=True)
    place = min(values["place"], len(others) + 1)
    number([*others[: place - 1], row, *others[place - 1 :]])
    told(actor, item, "order.line_added", row, None, written(row), batch)
