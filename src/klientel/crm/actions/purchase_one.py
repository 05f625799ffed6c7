"""One purchase by name, for programs: files bring many at once, pages delete by a control."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from klientel.crm.actions.purchase import LineDraft, PurchaseDraft, record_purchases
from klientel.crm.actions.purchase_trash import trash_purchase
from klientel.crm.models import Account
from klientel.kit.ids import id_needed
from klientel.records.actions import action
from klientel.records.fields import DayField, MoneyField, NumberField, TextField
from klientel.workspaces.actor import Actor

_MOST = Decimal("999999999.999")


@action(
    "purchase.record",
    adds=True,
    label=_("Record a purchase"),
    on="account",
    permission="purchase.create",
    icon="shopping-bag",
    hidden=True,
    inputs=(
        DayField(name="date", label=_("Day of purchase"), required=True),
        MoneyField(name="amount", label=_("Amount"), required=True),
        TextField(name="product", label=_("Product"), max_length=200),
        NumberField(name="quantity", label=_("Quantity"), places=3, minimum=-_MOST, maximum=_MOST),
        TextField(name="channel", label=_("Channel"), max_length=40),
        TextField(name="receipt", label=_("Receipt number"), max_length=60),
    ),
)
def record(actor: Actor, account: Account, **values: Any) -> None:
    """Write down what an account bought on a day; its figures follow."""
    day: date = values["date"]
    amount: Decimal = values["amount"]
    quantity = Decimal(1) if values["quantity"] is None else values["quantity"]
    lines = [LineDraft(values["product"], amount, quantity)] if values["product"] else []
    draft = PurchaseDraft(
        account.pk, day, amount, lines, channel=values["channel"], number=values["receipt"]
    )
    record_purchases(actor, [draft])


@action(
    "purchase.trash",
    label=_("Delete a purchase"),
    on="account",
    permission="purchase.trash",
    icon="trash-2",
    hidden=True,
    inputs=(TextField(name="purchase", label=_("Purchase"), required=True),),
)
def trash(actor: Actor, account: Account, *, purchase: str) -> UUID:
    """Delete a purchase of an account by its id; returns the event by which it is undone.

    Raises `NotFound` for what is no purchase of the account.
    """
    return trash_purchase(actor, account, id_needed(purchase))
