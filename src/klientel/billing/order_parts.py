"""The part of a work item's page that is about what is delivered: its way, its positions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from klientel.billing.delivered import Position, positions_of
from klientel.billing.units import OPTIONS, in_words
from klientel.kit.ids import uuid7
from klientel.records.fields.base import Reading
from klientel.records.types import record_types
from klientel.ui.html import Html
from klientel.views.render import page_reading, piece
from klientel.work.above import Ending
from klientel.work.kinds import kinds_of
from klientel.work.models import WorkItem
from klientel.work.models.status import Category
from klientel.workspaces.actor import Actor


@dataclass(frozen=True)
class Wrong:
    """What was typed into a form of the positions and why it was refused; `line` is whose form,
    `where` the input that was wrong.
    """

    text: str
    line: str = ""
    where: str = ""
    given: dict[str, str] = field(default_factory=dict)


def has_positions(request: Any, item: WorkItem) -> bool:
    """Whether an item is of a kind that lists what is delivered."""
    return kinds_of(request.workspace).kind(item.kind).has_positions


def positions_on(request: Any, item: WorkItem) -> list[Position]:
    """The positions of the page's item, read once a page."""
    kept = request.__dict__.setdefault("billing_positions", {})
    if item.pk not in kept:
        kept[item.pk] = positions_of(request.actor, item)
    return kept[item.pk]  # type: ignore[no-any-return]


def is_open(request: Any, item: WorkItem) -> bool:
    """Whether something is still to be delivered to somebody."""
    may = item.account_id is not None and item.category != Category.CANCELLED
    return may and any(one.open for one in positions_on(request, item))


def may_fulfil(actor: Actor) -> bool:
    """Whether a role may note what was delivered."""
    return actor.may("work.edit") and actor.may("purchase.create")


def ending_of(request: Any, item: WorkItem) -> Ending | None:
    """An order with open positions ends by being fulfilled."""
    if not has_positions(request, item) or not may_fulfil(request.actor):
        return None
    if not is_open(request, item):
        return None
    return Ending(_("Fulfil"), f"{own_of(request, item)}/fulfil", "circle-check", "Shift+E")


def own_of(request: Any, item: WorkItem) -> str:
    """The address below which everything of an item is."""
    return f"/{request.workspace.slug}/work/{item.pk}"


def order_lead(request: Any, item: WorkItem) -> Html:
    """How far an order is, and what is ordered."""
    reading = page_reading(request)
    positions = positions_on(request, item)
    may_edit = request.actor.may("work.edit")
    wrong = getattr(request, "billing_wrong", None)
    entered = wrong if wrong is not None and not wrong.line else None
    opened = is_open(request, item)
    done = sum(1 for one in positions if not one.open)
    return piece(
        request,
        "billing/order_lead.html",
        own=own_of(request, item),
        steps=_way(request, item, reading),
        pickup=_pickup(request, item, reading),
        is_dropped=item.category == Category.CANCELLED,
        rows=[_row(request, one, reading, wrong) for one in positions],
        count=f"{done}/{len(positions)}" if any(one.done for one in positions) else "",
        may_edit=may_edit,
        may_fulfil=may_fulfil(request.actor),
        is_late=opened and item.category == Category.DONE,
        for_nobody=item.account_id is None,
        may_take_back=any(one.done for one in positions) and request.actor.may("work.trash"),
        may_repeat=bool(positions) and request.actor.may("work.create"),
        units=[(one.value, reading.say(one.label)) for one in OPTIONS],
        wrong=entered,
        # what is sent again after a refusal is still the same line
        key=(entered.given.get("key") if entered else "") or str(uuid7()),
        again_key=str(uuid7()),
        products=f"/{request.workspace.slug}/orders/products",
    )


def pickup_label(request: Any, item: WorkItem) -> str:
    """What the day is called on which an order is due: of what is collected, that of the pickup."""
    is_collected = kinds_of(request.workspace).kind(item.kind).is_collected
    return _("Pickup") if is_collected else _("Due")


def _pickup(request: Any, item: WorkItem, reading: Reading) -> str:
    """When an order that is still to be collected is expected to be; empty for any other."""
    is_collected = kinds_of(request.workspace).kind(item.kind).is_collected
    if not is_collected or item.is_finished or item.due_at is None:
        return ""
    shown = record_types.get("work").field("due").shown(item.due_at, reading)
    return f"{shown} · {reading.format.relative(item.due_at)}"


def _way(request: Any, item: WorkItem, reading: Reading) -> list[dict[str, Any]]:
    """The statuses of the item's kind as steps; one that ends it asks what was delivered."""
    kinds = kinds_of(request.workspace)
    mine = [one for one in kinds.statuses_of(item.kind) if one.category != Category.CANCELLED]
    codes = [one.code for one in mine]
    here = codes.index(item.status) if item.status in codes else -1
    ending = getattr(request, "work_ending", None) if not item.is_finished else None
    return [
        {
            "code": one.code,
            "label": reading.say(one.label),
            "state": "current" if n == here else "done" if n < here else "",
            "asks": ending.href if ending and one.category == Category.DONE else "",
        }
        for n, one in enumerate(mine)
    ]


def _row(request: Any, position: Position, reading: Reading, wrong: Wrong | None) -> dict[str, Any]:
    line = position.line
    number = reading.format.number
    mine = wrong if wrong is not None and wrong.line == str(line.pk) else None
    held = {"name": line.name, "quantity": number(line.quantity), "unit": line.unit,
            "note": line.note}  # fmt: skip
    told = ""
    if position.done and position.open:
        told = _("{done} of it fulfilled").format(done=number(position.done))
    slug = request.workspace.slug
    return {
        "id": str(line.pk),
        "name": line.name,
        "href": f"/{slug}/products/{line.product_id}" if line.product_id else "",
        "amount": in_words(line.quantity, line.unit, reading),
        "note": line.note,
        "told": told,
        "is_done": not position.open,
        "fixed": position.done > 0,
        "held": {**held, **mine.given} if mine else held,
        "seen": held,
        "wrong": mine.text if mine else "",
    }
