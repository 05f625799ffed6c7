"""How much of an order was delivered: what the purchases say that follow from it, and nothing else.

No second count is kept. Whoever deletes such a purchase on the page of an account thereby opens
the position again, and the figures of the account and the order can never say different things.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import connection

from klientel.billing.models import OrderLine
from klientel.crm.source_queries import bought_from, sources_bought_from
from klientel.kit.refused import Refused
from klientel.records.actions.catalogue import current_reading
from klientel.work.kinds import Kinds, kinds_of
from klientel.work.models import WorkItem
from klientel.work.models.status import Category
from klientel.workspaces.actor import Actor

_NOTHING = Decimal(0)


@dataclass(frozen=True)
class Position:
    """A line of an order, and how much of it was delivered."""

    line: OrderLine
    done: Decimal

    @property
    def open(self) -> Decimal:
        """How much is still to be delivered; never less than nothing."""
        return max(self.line.quantity - self.done, _NOTHING)


def delivered_of(actor: Actor, item: WorkItem) -> dict[UUID, Decimal]:
    """How much of each line of an item was delivered, by its id; lines without are left out."""
    return bought_from(actor.workspace_id, [item.pk])


def positions_of(actor: Actor, item: WorkItem) -> list[Position]:
    """The lines of an item in order, each with what was delivered of it; two queries."""
    rows = OrderLine.objects.in_workspace(actor.workspace_id).filter(item_id=item.pk)
    done = delivered_of(actor, item)
    return [Position(one, done.get(one.pk, _NOTHING)) for one in rows.order_by("place", "pk")]


def still_open(workspace_id: UUID, items: Collection[UUID]) -> set[UUID]:
    """Those of some items of which something is still to be delivered; two queries."""
    rows = OrderLine.objects.in_workspace(workspace_id).filter(item_id__in=items)
    lines = list(rows.values_list("item_id", "pk", "quantity"))
    done = bought_from(workspace_id, {item for item, *_more in lines}) if lines else {}
    return {item for item, pk, quantity in lines if quantity > done.get(pk, _NOTHING)}


def must_be_delivered(actor: Actor, items: Sequence[WorkItem]) -> None:
    """Refuse that an order ends by its status alone while positions are open, or is dropped while
    what was bought by it stands among the purchases. One for no account buys nothing.
    """
    kinds = kinds_of(current_reading(actor).workspace)
    mine = [one for one in items if one.account_id and kinds.kind(one.kind).has_positions]
    ending = _ids(mine, Category.DONE)
    if ending and still_open(actor.workspace_id, ending):
        raise Refused(
            "Line items are still open. Use “Fulfil” on its page: that also records the purchase.",
            "status",
        )
    dropped = _ids(mine, Category.CANCELLED)
    if dropped and sources_bought_from(actor.workspace_id, dropped):
        raise Refused("This was fulfilled. Take the fulfilment back first, on its page.", "status")


def must_show_positions(actor: Actor, items: Sequence[WorkItem]) -> None:
    """Refuse that items with positions become of a kind that shows none: nobody would see them."""
    kinds = kinds_of(current_reading(actor).workspace)
    ids = [one.pk for one in items if not kinds.kind(one.kind).has_positions]
    lines = OrderLine.objects.in_workspace(actor.workspace_id).filter(item_id__in=ids)
    if ids and lines.exists():
        raise Refused("This has line items, which work of that kind does not show.", "kind")


def must_go_on_showing(actor: Actor, kinds: Kinds, changed: Collection[str]) -> None:
    """Refuse that kinds show positions no longer while work of them has some."""
    hiding = [code for code in changed if not kinds.kind(code).has_positions]
    lines = OrderLine.objects.in_workspace(actor.workspace_id).filter(item__kind__in=hiding)
    if hiding and lines.exists():
        raise Refused(
            "Work of this kind has line items, which nobody would see any more.", "has_positions"
        )


def must_fit(actor: Actor, sources: Collection[UUID]) -> None:
    """Refuse that more of an order stands delivered than was ordered: it was delivered anew."""
    rows = WorkItem.objects.in_workspace(actor.workspace_id).filter(pk__in=sources).order_by("pk")
    if connection.vendor == "postgresql":
        # who fulfils one of them holds it
        rows = rows.select_for_update(of=("self",))
    items = list(rows.values_list("pk", flat=True))
    done = bought_from(actor.workspace_id, items)
    lines = OrderLine.objects.in_workspace(actor.workspace_id).filter(item_id__in=items)
    for line in lines.order_by("item_id", "place", "pk"):
        if done.get(line.pk, _NOTHING) > line.quantity:
            raise Refused(
                "More of “{name}” would be fulfilled than is ordered. First take back what was"
                " fulfilled since.",
                name=line.name,
            )


def _ids(items: Iterable[WorkItem], category: str) -> list[UUID]:
    return [one.pk for one in items if one.category == category]


def ordered_products(workspace_id: UUID, ids: Collection[UUID]) -> set[UUID]:
    """Those of some products that a line of an order names."""
    rows = OrderLine.objects.in_workspace(workspace_id).filter(product_id__in=ids)
    return set(rows.values_list("product_id", flat=True))
