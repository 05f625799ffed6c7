"""Fulfilling an order, whole or in part: what was delivered becomes a purchase of its account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from klientel.billing.actions.positions import must_have_positions, said_of
from klientel.billing.delivered import Position, positions_of
from klientel.billing.quantity_field import QuantitiesField
from klientel.crm.actions.purchase import LineDraft, PurchaseDraft, record_purchases
from klientel.crm.source_queries import was_recorded
from klientel.kit.ids import uuid7
from klientel.kit.refused import NotFound, Refused
from klientel.records.actions import action
from klientel.records.actions.catalogue import current_reading
from klientel.records.actions.once import form_key
from klientel.records.fields import DayField, MoneyField, TextField
from klientel.work.actions.item import written
from klientel.work.actions.telling import tell_of
from klientel.work.kinds import kinds_of
from klientel.work.models import WorkItem
from klientel.work.models.status import Category
from klientel.workspaces.actor import Actor

_LINES_TOLD = 3
_CENTLESS = Decimal("0.00")
_DAY = DayField(name="day", label=_("Day"), help=_("Empty: today."))
_CHANNEL = TextField(
    name="channel", label=_("Channel"), max_length=40, help=_("How it was ordered or collected.")
)
_AMOUNT = MoneyField(
    name="amount",
    label=_("Amount"),
    help=_("The total price. Empty: the purchase counts, without an amount."),
)
_QUANTITIES = QuantitiesField(name="quantities", label=_("Quantities"))

#: what a form asks for beside the quantities
ASKED = (_AMOUNT, _DAY, _CHANNEL)


@action(
    "order.fulfil",
    label=_("Fulfil"),
    on="work",
    permission="work.edit",
    icon="circle-check",
    hidden=True,
    as_step=ASKED,
    writes=("work.completed", "work.status_set"),
    inputs=(_QUANTITIES, *ASKED, TextField(name="key", label=_("Key"))),
    technical=("key",),
)
def fulfil(
    actor: Actor,
    item: WorkItem,
    *,
    quantities: Mapping[UUID, Decimal] | None = None,
    day: date | None = None,
    amount: Decimal | None = None,
    channel: str = "",
    key: str = "",
) -> WorkItem:
    """Note what was delivered as a purchase of the account, once for each `key`.

    Without `quantities` (by line) all that is open is meant. Once nothing is open the order gets
    the first status of its kind that means done. It is one step, which is taken back as a whole.
    Raises `Refused` for an order of nobody, one that was dropped, more than is open, and nothing.
    """
    must_have_positions(actor, item)
    if item.account_id is None:
        raise Refused("Say first for whom this is: a purchase belongs to somebody.")
    if item.category == Category.CANCELLED:
        raise Refused("This was dropped. Take it up again first.")
    once = f"order:{form_key(key)}"
    if key and was_recorded(actor.workspace_id, once):
        return item
    _must_be_a_sum(amount)
    positions = positions_of(actor, item)
    taken = _taken(actor, positions, quantities)
    draft = _draft(actor, item, item.account_id, taken, amount, once)
    draft.bought_on = day or current_reading(actor).today
    draft.channel = channel or draft.channel
    batch = uuid7()
    record_purchases(actor, [draft], batch=batch)
    _go_on(actor, item, positions, taken, batch)
    return item


def _must_be_a_sum(amount: Decimal | None) -> None:
    if amount is not None and amount < 0:
        raise Refused("An amount below zero is a return: take the fulfilment back.", "amount")


def _taken(
    actor: Actor, positions: Sequence[Position], quantities: Mapping[UUID, Decimal] | None
) -> list[tuple[Position, Decimal]]:
    """How much of which position is delivered now; `Refused` for too much and for nothing."""
    if quantities is not None and set(quantities) - {one.line.pk for one in positions}:
        raise NotFound()
    found = []
    for one in positions:
        now = one.open if quantities is None else quantities.get(one.line.pk, Decimal(0))
        if now > one.open:
            left = current_reading(actor).format.number(one.open)
            where = f"quantity-{one.line.pk}"
            raise Refused("Only {open} of “{name}” are open.", where, name=one.line.name, open=left)
        if now:
            found.append((one, now))
    if not any(one.open for one in positions):
        raise Refused("Nothing of this is open.", "quantities")
    if not found:
        raise Refused("Say how much of it.", "quantities")
    return found


def _draft(
    actor: Actor,
    item: WorkItem,
    account_id: UUID,
    taken: Sequence[tuple[Position, Decimal]],
    amount: Decimal | None,
    key: str,
) -> PurchaseDraft:
    """The purchase to be: what an order is called says where it came from, its number which."""
    reading = current_reading(actor)
    whole = _CENTLESS if amount is None else amount
    lines = [
        # of several lines nobody knows yet what each of them costs
        LineDraft(one.line.name, whole if len(taken) == 1 else _CENTLESS, now,
                  source_line=one.line.pk)
        for one, now in taken
    ]  # fmt: skip
    label = reading.say(kinds_of(reading.workspace).kind(item.kind).label)
    return PurchaseDraft(
        account_id, reading.today, whole, lines, channel=label[:40], number=item.ref or "",
        import_key=key, source=item.pk,
    )  # fmt: skip


def _go_on(
    actor: Actor,
    item: WorkItem,
    positions: Sequence[Position],
    taken: Sequence[tuple[Position, Decimal]],
    batch: UUID,
) -> None:
    """Tell what was delivered; an order of which nothing is open any more is done."""
    now = {one.line.pk: quantity for one, quantity in taken}
    left = [one for one in positions if one.open > now.get(one.line.pk, Decimal(0))]
    facts = {"what": _said(actor, taken)}
    if left:
        tell_of(actor, "order.partly_fulfilled", item, batch, **facts)
        return
    values: dict[str, Any] = {}
    if not item.is_finished:
        kinds = kinds_of(current_reading(actor).workspace)
        done = kinds.first(item.kind, Category.DONE)
        if done is None:
            raise Refused("This kind of work has no status that means done.")
        values = {"status": done.code}
    written(actor, item, values, batch=batch, verb="order.fulfilled", facts=facts)


def _said(actor: Actor, taken: Sequence[tuple[Position, Decimal]]) -> str:
    """What was delivered in words, the first few of it."""
    lines = [said_of(actor, now, one.line.unit, one.line.name) for one, now in taken[:_LINES_TOLD]]
    return ", ".join(lines) + (" …" if len(taken) > _LINES_TOLD else "")
