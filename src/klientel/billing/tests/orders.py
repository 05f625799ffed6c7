"""Products, orders and purchases as tests make them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from klientel.billing.actions import line as lines
from klientel.billing.models import OrderLine, Product
from klientel.crm.models import Account, Purchase
from klientel.events.models import Event
from klientel.records import actions
from klientel.work.models import WorkItem
from klientel.work.tests.items import add, read
from tests.cast import Firm


def product(firm: Firm, name: str = "Roggenbrot", **values: Any) -> Product:
    return actions.create(firm.olga, "product", {"name": name, **values})


def order(firm: Firm, **values: Any) -> WorkItem:
    return add(firm, **{"title": "Sonntag", "kind": "order", **values})


def rows(firm: Firm, item: WorkItem) -> list[OrderLine]:
    mine = OrderLine.objects.in_workspace(firm.workspace.pk).filter(item_id=item.pk)
    return list(mine.order_by("place"))


def last_event(firm: Firm, verb: str) -> Event:
    mine = Event.objects.in_workspace(firm.workspace.pk).filter(verb=verb)
    return mine.order_by("pk").last()


def lena(firm: Firm) -> Account:
    return actions.create(firm.olga, "account", {"name": "Lena", "relationship": "customer"})


def ordered(firm: Firm, **values: Any) -> WorkItem:
    """An order of two breads and half a kilogram of biscuits."""
    item = order(firm, **{"account": str(lena(firm).pk), **values})
    lines.add_line(firm.olga, item, name="Brot", quantity="2")
    lines.add_line(firm.olga, item, name="Gebäck", quantity=Decimal("0.5"), unit="KGM")
    return read(firm, item)


def bought(firm: Firm, *, trashed: bool = False) -> list[Purchase]:
    rows = Purchase.objects.in_workspace(firm.workspace.pk).filter(trashed_at__isnull=not trashed)
    return list(rows.order_by("pk"))
