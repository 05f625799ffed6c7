"""What an account bought, and where a person is beside their home, as programs read it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from klientel.crm.models import Account, Affiliation, Purchase, PurchaseLine
from klientel.records.fields import (
    DayField,
    InstantField,
    MoneyField,
    NumberField,
    RecordLinkField,
    TextField,
)
from klientel.records.parts import KeyField, Part, parts
from klientel.workspaces.actor import Actor


def _purchases(actor: Actor, record_id: UUID) -> Any:
    rows = Purchase.objects.in_workspace(actor.workspace_id)
    return rows.filter(account_id=record_id, trashed_at=None)


def _lines(actor: Actor, record_id: UUID) -> Any:
    rows = PurchaseLine.objects.in_workspace(actor.workspace_id)
    return rows.filter(purchase__account_id=record_id, purchase__trashed_at=None)


def _affiliations(actor: Actor, record_id: UUID) -> Any:
    """As on the page of the person: where they are at home is none, nor whom nobody may see."""
    rows = Affiliation.objects.in_workspace(actor.workspace_id).filter(contact_id=record_id)
    seen = Account.objects.visible_to(actor)
    return rows.filter(account_id__in=seen.values("pk")).exclude(
        account_id=F("contact__account_id")
    )


PURCHASES = Part(
    name="purchases",
    label=_("Purchases"),
    types=("account",),
    rows=_purchases,
    order="-bought_at",
    fields=(
        DayField(name="bought_on", label=_("Day")),
        InstantField(name="bought_at", label=_("Time")),
        TextField(name="number", label=_("Receipt number")),
        TextField(name="channel", label=_("Channel")),
        MoneyField(name="amount", label=_("Amount")),
        TextField(name="currency", label=_("Currency")),
        RecordLinkField(name="source", label=_("From")),
    ),
)

PURCHASE_LINES = Part(
    name="purchase-lines",
    label=_("Purchase lines"),
    types=("account",),
    rows=_lines,
    fields=(
        KeyField(name="purchase", label=_("Purchase")),
        NumberField(name="place", label=_("Position")),
        TextField(name="product", label=_("Product")),
        NumberField(name="quantity", label=_("Quantity"), places=3),
        NumberField(name="unit_price", label=_("Unit price"), places=4),
        MoneyField(name="amount", label=_("Amount")),
    ),
)

AFFILIATIONS = Part(
    name="affiliations",
    label=_("Organisations beside the main one"),
    types=("contact",),
    rows=_affiliations,
    fields=(
        RecordLinkField(name="account", label=_("Belongs to"), to=("account",)),
        TextField(name="position", label=_("Position")),
        DayField(name="since", label=_("Since")),
        DayField(name="until", label=_("Until")),
        TextField(name="note", label=_("Note")),
    ),
)


def register() -> None:
    """Let programs read what hangs on accounts and persons."""
    parts.register(PURCHASES, PURCHASE_LINES, AFFILIATIONS)
