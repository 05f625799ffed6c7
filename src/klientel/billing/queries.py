"""What pages of the room ask of the orders of an account; scoped and bounded."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django.db.models import F

from klientel.billing.models import OrderLine
from klientel.work.models import WorkItem
from klientel.work.models.status import UNFINISHED
from klientel.workspaces.actor import Actor

#: unfinished orders on the page of an account
OPEN = 30
#: finished ones in one stretch of it
DONE = 20
#: positions that an order is told by in a list
TOLD = 3


def open_orders(actor: Actor, account_id: UUID, kinds: Collection[str]) -> list[WorkItem]:
    """The unfinished orders of an account, what is due first; one more than its page shows."""
    rows = _of_account(actor, account_id, kinds).filter(category__in=UNFINISHED)
    return list(rows.order_by(F("due_at").asc(nulls_last=True), "pk")[: OPEN + 1])


def finished_orders(
    actor: Actor, account_id: UUID, kinds: Collection[str], before: UUID | None = None
) -> list[WorkItem]:
    """Its finished orders, those that were added last first; one more than a stretch."""
    rows = _of_account(actor, account_id, kinds).exclude(category__in=UNFINISHED)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-pk")[: DONE + 1])


def _of_account(actor: Actor, account_id: UUID, kinds: Collection[str]) -> Any:
    return WorkItem.objects.visible_to(actor).filter(account_id=account_id, kind__in=kinds)


def first_lines(actor: Actor, items: Sequence[WorkItem]) -> dict[UUID, list[OrderLine]]:
    """The first positions of some orders by order, one more than are told; one query."""
    if not items:
        return {}
    rows = OrderLine.objects.in_workspace(actor.workspace_id).filter(
        item_id__in=[one.pk for one in items], place__lte=TOLD + 1
    )
    found: dict[UUID, list[OrderLine]] = {}
    for line in rows.order_by("item_id", "place"):
        found.setdefault(line.item_id, []).append(line)
    return found
